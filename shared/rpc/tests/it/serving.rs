//! What every server offers beside its services: health, reflection, one line when it cannot start.

use redress_rpc::server::{LIVENESS, ServeError, bind};
use redress_rpc::{AccessMode, Server, ServerConfig};
use tonic::Code;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;
use tonic_reflection::pb::v1::ServerReflectionRequest;
use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;
use tonic_reflection::pb::v1::server_reflection_request::MessageRequest;
use tonic_reflection::pb::v1::server_reflection_response::MessageResponse;

use crate::probe::{PROBE, Probe, Running, ask};

async fn health_of(running: &Running, service: &str) -> ServingStatus {
    let mut client = HealthClient::new(running.channel.clone());
    client
        .check(HealthCheckRequest {
            service: service.into(),
        })
        .await
        .unwrap()
        .into_inner()
        .status()
}

#[tokio::test]
async fn a_server_is_alive_at_once_and_ready_when_it_is_said() {
    let running = Running::start(&Probe::new(), ServerConfig::default()).await;
    assert_eq!(health_of(&running, LIVENESS).await, ServingStatus::Serving);
    assert_eq!(health_of(&running, "").await, ServingStatus::NotServing);
    assert_eq!(health_of(&running, PROBE).await, ServingStatus::NotServing);

    running.health.set_ready(PROBE, true).await;
    assert_eq!(health_of(&running, PROBE).await, ServingStatus::Serving);
    assert_eq!(health_of(&running, "").await, ServingStatus::Serving);

    running.health.set_all_ready(false).await;
    assert_eq!(health_of(&running, "").await, ServingStatus::NotServing);
    assert_eq!(health_of(&running, LIVENESS).await, ServingStatus::Serving);
}

#[tokio::test]
async fn reflection_lists_what_is_served_and_knows_the_contracts() {
    let running = Running::start(&Probe::new(), ServerConfig::default()).await;
    let mut client = ServerReflectionClient::new(running.channel.clone());
    let ask = |message| ServerReflectionRequest {
        host: String::new(),
        message_request: Some(message),
    };
    let asked = tokio_stream::iter([
        ask(MessageRequest::ListServices(String::new())),
        ask(MessageRequest::FileContainingSymbol("google.type.Money".into())),
    ]);
    let mut answers = client.server_reflection_info(asked).await.unwrap().into_inner();

    let Some(MessageResponse::ListServicesResponse(list)) =
        answers.message().await.unwrap().unwrap().message_response
    else {
        panic!("not a list of services")
    };
    let names: Vec<_> = list.service.iter().map(|service| service.name.as_str()).collect();
    assert!(
        names.contains(&PROBE) && names.contains(&"grpc.health.v1.Health"),
        "{names:?}"
    );
    assert!(
        !names.iter().any(|name| name.starts_with("redress.orders")),
        "not served here: {names:?}"
    );

    let money = answers.message().await.unwrap().unwrap().message_response;
    assert!(
        matches!(money, Some(MessageResponse::FileDescriptorResponse(_))),
        "{money:?}"
    );
}

#[tokio::test]
async fn a_service_that_is_not_served_is_unimplemented() {
    let running = Running::start(
        &Probe::new(),
        ServerConfig {
            reflection: false,
            ..Default::default()
        },
    )
    .await;
    let mut client = ServerReflectionClient::new(running.channel.clone());
    let refused = client
        .server_reflection_info(tokio_stream::empty())
        .await
        .unwrap_err();
    assert_eq!(refused.code(), Code::Unimplemented);
    assert_eq!(
        redress_rpc::error::reason_of(&refused).as_deref(),
        Some("UNIMPLEMENTED")
    );
}

#[tokio::test]
async fn an_address_in_use_is_one_readable_line() {
    let listener = bind(([127, 0, 0, 1], 0).into()).await.unwrap();
    let address = listener.local_addr().unwrap();
    let refused = bind(address).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        format!("{address} is in use by another process; stop it or set another `listen` address")
    );
}

#[tokio::test]
async fn open_access_is_refused_on_the_network() {
    let ready = |access| async move {
        Server::new(ServerConfig {
            access,
            plaintext: true,
            ..Default::default()
        })
        .with(Probe::new().services())
        .build()
        .await
        .unwrap()
    };
    let listener = bind(([0, 0, 0, 0], 0).into()).await.unwrap();
    let refused = ready(AccessMode::OpenOnLoopback)
        .await
        .serve(listener, std::future::pending())
        .await;
    assert!(
        matches!(refused, Err(ServeError::OpenToTheNetwork(_))),
        "{refused:?}"
    );

    let listener = bind(([0, 0, 0, 0], 0).into()).await.unwrap();
    let served = ready(AccessMode::Required)
        .await
        .serve(listener, std::future::ready(()))
        .await;
    assert!(served.is_ok(), "{served:?}");
}

#[tokio::test]
async fn a_setting_that_cannot_be_used_is_named() {
    let config = ServerConfig {
        max_timeout_ms: 1,
        ..Default::default()
    };
    let refused = Server::new(config).build().await.err().unwrap();
    assert_eq!(
        refused.to_string(),
        "max_timeout_ms must not be below default_timeout_ms"
    );
}

#[tokio::test]
async fn health_answers_when_the_server_is_full() {
    let probe = Probe::new();
    let running = Running::start(
        &probe,
        ServerConfig {
            max_in_flight: 1,
            ..Default::default()
        },
    )
    .await;
    let channel = running.channel.clone();
    let held = tokio::spawn(async move { ask(&channel, "Hold").await });
    probe.wait_for_begun(1).await;
    assert_eq!(
        ask(&running.channel, "Echo").await.unwrap_err().code(),
        Code::ResourceExhausted
    );
    assert_eq!(health_of(&running, LIVENESS).await, ServingStatus::Serving);
    probe.released.add_permits(1);
    held.await.unwrap().unwrap();
}
