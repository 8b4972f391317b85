//! Channels: bound late, over the network, and the trace that goes along.

use redress_rpc::channel::ConnectError;
use redress_rpc::{Channel, ClientConfig, ServerConfig};
use redress_telemetry::TelemetryConfig;
use tonic::{Code, Request};
use tracing::Instrument as _;

use crate::probe::{Probe, Running, ask, call, in_process, open};

#[tokio::test]
async fn a_late_channel_works_from_binding_to_unbinding() {
    let (late, binding) = Channel::late();
    assert_eq!(ask(&late, "Echo").await.unwrap_err().code(), Code::Unavailable);
    let before = late.clone();
    binding.bind(in_process(&Probe::new()));
    assert_eq!(ask(&before, "Whoami").await.unwrap(), "*/operator/local");
    drop(binding);
    assert_eq!(ask(&before, "Echo").await.unwrap_err().code(), Code::Unavailable);
}

#[tokio::test]
async fn nobody_answering_is_unavailable() {
    let listener = redress_rpc::server::bind(([127, 0, 0, 1], 0).into())
        .await
        .unwrap();
    let uri = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let channel = Channel::connect(&uri, &ClientConfig::default()).unwrap();
    assert_eq!(ask(&channel, "Echo").await.unwrap_err().code(), Code::Unavailable);
}

#[tokio::test]
async fn a_uri_that_cannot_be_used_is_refused() {
    let refused = |uri| Channel::connect(uri, &ClientConfig::default()).unwrap_err();
    assert!(matches!(
        refused("returns:50051"),
        ConnectError::Scheme(_) | ConnectError::Uri(_)
    ));
    assert!(matches!(refused("not a uri"), ConnectError::Uri(_)));
    assert!(matches!(refused("ftp://returns:50051"), ConnectError::Scheme(_)));
}

#[tokio::test]
async fn one_trace_goes_through_every_context_and_is_named_in_the_answer() {
    let telemetry = TelemetryConfig {
        log_filter: "off".into(),
        ..Default::default()
    };
    let _guard = redress_telemetry::init(&telemetry).unwrap();
    let running = Running::start(&Probe::new(), ServerConfig::default()).await;
    let relay = Probe {
        next: Some(running.channel.clone()),
        ..Probe::new()
    };

    let request = tracing::info_span!("request");
    let trace_id = redress_telemetry::trace_id_of(&request).unwrap();
    let answer = call(in_process(&relay), "Relay", Request::new("Trace".into()))
        .instrument(request)
        .await
        .unwrap();
    assert_eq!(answer.get_ref(), &trace_id);
    assert_eq!(answer.metadata().get("x-request-id").unwrap(), trace_id.as_str());
}

#[tokio::test]
async fn a_stream_comes_through_whole() {
    let running = Running::start(&Probe::new(), ServerConfig::default()).await;
    for channel in [running.channel.clone(), in_process(&Probe::new())] {
        let mut stream = open(&channel, "StreamTwo", Request::new(String::new()))
            .await
            .unwrap();
        assert_eq!(stream.message().await.unwrap().as_deref(), Some("first"));
        assert_eq!(stream.message().await.unwrap().as_deref(), Some("second"));
        assert_eq!(stream.message().await.unwrap(), None);
    }
}
