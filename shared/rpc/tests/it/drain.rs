//! Stopping: what is in flight finishes, what watches is sent away, what takes too long is cut.

use redress_rpc::ServerConfig;
use redress_rpc::server::Stopped;
use tonic::{Code, Request};

use crate::probe::{Probe, Running, ask, open};

#[tokio::test]
async fn a_call_in_flight_finishes_while_the_server_drains() {
    let probe = Probe::new();
    let running = Running::start(&probe, ServerConfig::default()).await;
    let channel = running.channel.clone();
    let mut watch = open(&channel, "WatchForever", Request::new(String::new()))
        .await
        .unwrap();
    watch.message().await.unwrap();
    let held = tokio::spawn(async move { ask(&channel, "Hold").await });
    probe.wait_for_begun(1).await;

    let stopped = running.stop();
    let sent_away = watch.message().await.unwrap_err();
    assert_eq!(sent_away.code(), Code::Unavailable);
    assert_eq!(
        redress_rpc::error::reason_of(&sent_away).as_deref(),
        Some("SHUTTING_DOWN")
    );
    probe.released.add_permits(1);
    assert_eq!(held.await.unwrap().unwrap(), "released");
    assert_eq!(stopped.await.unwrap().unwrap(), Stopped::Drained);
}

#[tokio::test]
async fn a_drain_ends_at_its_limit() {
    let probe = Probe::new();
    let running = Running::start(
        &probe,
        ServerConfig {
            drain_time_limit_ms: 50,
            ..Default::default()
        },
    )
    .await;
    let channel = running.channel.clone();
    let held = tokio::spawn(async move { ask(&channel, "Hold").await });
    probe.wait_for_begun(1).await;
    assert_eq!(running.stop().await.unwrap().unwrap(), Stopped::Cut);
    let cut = held.await.unwrap().unwrap_err();
    assert_eq!(cut.code(), Code::Unavailable);
    assert_eq!(
        redress_rpc::error::reason_of(&cut).as_deref(),
        Some("SHUTTING_DOWN")
    );
}
