//! Deadlines, shedding, message sizes.

use std::time::Duration;

use redress_rpc::{Channel, ServerConfig};
use tonic::{Code, Request};
use tonic_types::StatusExt as _;

use crate::probe::{Probe, Running, ask, call, in_process, open};

fn with_timeout(timeout: Duration) -> Request<String> {
    let mut request = Request::new(String::new());
    request.set_timeout(timeout);
    request
}

#[tokio::test]
async fn a_call_past_its_deadline_is_ended_by_the_server() {
    let running = Running::start(&Probe::new(), ServerConfig::default()).await;
    // A plain connection without this crate's client, so that the status can only be the server's.
    let transport = tonic::transport::Endpoint::from_shared(running.uri.clone())
        .unwrap()
        .connect_lazy();
    let mut grpc = tonic::client::Grpc::new(transport);
    grpc.ready().await.unwrap();
    let mut stream = grpc
        .server_streaming(
            with_timeout(Duration::from_millis(50)),
            "/redress.test.v1.ProbeService/StreamForever".parse().unwrap(),
            tonic_prost::ProstCodec::<String, String>::default(),
        )
        .await
        .unwrap()
        .into_inner();
    assert_eq!(stream.message().await.unwrap().as_deref(), Some("first"));
    let ended = stream.message().await.unwrap_err();
    assert_eq!(ended.code(), Code::DeadlineExceeded);
    assert_eq!(
        redress_rpc::error::reason_of(&ended).as_deref(),
        Some("DEADLINE_EXCEEDED")
    );

    let late = call(
        running.channel.clone(),
        "Hold",
        with_timeout(Duration::from_millis(50)),
    )
    .await
    .unwrap_err();
    assert_eq!(late.code(), Code::DeadlineExceeded);
}

#[tokio::test]
async fn a_call_without_a_deadline_gets_the_default_and_a_long_one_is_capped() {
    let config = ServerConfig {
        default_timeout_ms: 5_000,
        max_timeout_ms: 9_000,
        ..Default::default()
    };
    let running = Running::start(&Probe::new(), config).await;
    let transport = tonic::transport::Endpoint::from_shared(running.uri.clone())
        .unwrap()
        .connect_lazy();
    let left = |method: &str, request| {
        let mut grpc = tonic::client::Grpc::new(transport.clone());
        let path = format!("/redress.test.v1.ProbeService/{method}").parse().unwrap();
        async move {
            grpc.ready().await.unwrap();
            let codec = tonic_prost::ProstCodec::<String, String>::default();
            grpc.unary(request, path, codec).await.unwrap().into_inner()
        }
    };
    let millis = |text: String| text.parse::<u64>().unwrap();
    let plain = || Request::new(String::new());
    let long = || with_timeout(Duration::from_secs(3_600));
    assert!((1..=5_000).contains(&millis(left("Deadline", plain()).await)));
    assert!((5_001..=9_000).contains(&millis(left("Deadline", long()).await)));
    // A transfer takes as long as its bytes do.
    assert_eq!(left("UploadDeadline", plain()).await, "none");
    assert!(millis(left("UploadDeadline", long()).await) > 9_000);
}

#[tokio::test(start_paused = true)]
async fn a_watch_has_no_default_deadline_but_keeps_the_one_it_brings() {
    let channel = in_process(&Probe::new());
    let mut endless = open(&channel, "WatchForever", Request::new(String::new()))
        .await
        .unwrap();
    endless.message().await.unwrap();
    let an_hour = tokio::time::timeout(Duration::from_secs(3_600), endless.message()).await;
    assert!(an_hour.is_err(), "the watch ended by itself: {an_hour:?}");

    let mut bounded = open(&channel, "WatchForever", with_timeout(Duration::from_secs(30)))
        .await
        .unwrap();
    bounded.message().await.unwrap();
    assert_eq!(
        bounded.message().await.unwrap_err().code(),
        Code::DeadlineExceeded
    );
}

#[tokio::test(start_paused = true)]
async fn a_call_made_on_behalf_of_another_ends_with_it() {
    let relay = Probe {
        next: Some(in_process(&Probe::new())),
        ..Probe::new()
    };
    let mut request = with_timeout(Duration::from_secs(7));
    *request.get_mut() = "Deadline".into();
    let left = call(in_process(&relay), "Relay", request)
        .await
        .unwrap()
        .into_inner();
    assert!((6_000..=7_000).contains(&left.parse().unwrap()), "{left}");
    assert_eq!(ask(&in_process(&Probe::new()), "Deadline").await.unwrap(), "none");
}

#[tokio::test]
async fn what_is_above_the_limit_in_flight_is_shed_with_a_delay() {
    let probe = Probe::new();
    let running = Running::start(
        &probe,
        ServerConfig {
            max_in_flight: 2,
            ..Default::default()
        },
    )
    .await;
    let hold = |channel: Channel| tokio::spawn(async move { ask(&channel, "Hold").await });
    let held = [hold(running.channel.clone()), hold(running.channel.clone())];
    probe.wait_for_begun(2).await;

    let shed = ask(&running.channel, "Echo").await.unwrap_err();
    assert_eq!(shed.code(), Code::ResourceExhausted);
    assert_eq!(
        redress_rpc::error::reason_of(&shed).as_deref(),
        Some("OVERLOADED")
    );
    assert!(shed.get_details_retry_info().unwrap().retry_delay.unwrap() > Duration::ZERO);
    let watch = open(&running.channel, "WatchForever", Request::new(String::new())).await;
    assert!(watch.is_ok(), "watches have places of their own");

    probe.released.add_permits(2);
    for call in held {
        assert_eq!(call.await.unwrap().unwrap(), "released");
    }
    assert_eq!(ask(&running.channel, "Echo").await.unwrap(), "");
}

#[tokio::test]
async fn a_message_above_the_limit_is_refused_both_ways() {
    let config = ServerConfig {
        max_message_bytes: 1_000,
        ..Default::default()
    };
    let running = Running::start(&Probe::new(), config).await;
    let fits = call(running.channel.clone(), "Echo", Request::new("a".repeat(900))).await;
    assert_eq!(fits.unwrap().into_inner().len(), 900);
    let refused = call(running.channel.clone(), "Echo", Request::new("a".repeat(2_000)))
        .await
        .unwrap_err();
    assert_eq!(refused.code(), Code::ResourceExhausted);
    assert_eq!(
        redress_rpc::error::reason_of(&refused).as_deref(),
        Some("MESSAGE_TOO_LARGE")
    );
}
