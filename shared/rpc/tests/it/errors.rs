//! Errors keep their details over the wire, and say nothing of the inside.

use std::collections::HashSet;
use std::time::Duration;

use redress_rpc::{Problem, Reason, ServerConfig};
use tonic::{Code, Request, Status};
use tonic_types::StatusExt as _;

use crate::probe::{Probe, Running, ask, in_process, open};

#[tokio::test]
async fn details_survive_the_network_and_the_process_alike() {
    let running = Running::start(&Probe::new(), ServerConfig::default()).await;
    for channel in [running.channel.clone(), in_process(&Probe::new())] {
        let refused = ask(&channel, "Refuse").await.unwrap_err();
        assert_eq!(refused.code(), Code::FailedPrecondition);
        let details = refused.get_error_details();
        let info = details.error_info().unwrap();
        assert_eq!(
            (info.reason.as_str(), info.domain.as_str()),
            ("ILLEGAL_TRANSITION", "redress.dev")
        );
        assert_eq!(info.metadata["allowed_states"], "PLACED,PAID");
        let violation = &details.precondition_failure().unwrap().violations[0];
        assert_eq!(
            (violation.subject.as_str(), violation.r#type.as_str()),
            ("order ord_1", "STATE")
        );
        assert_eq!(violation.description, "allowed in: PLACED, PAID");
    }
}

#[tokio::test]
async fn a_panic_is_internal_and_stays_inside() {
    let running = Running::start(&Probe::new(), ServerConfig::default()).await;
    let failed = ask(&running.channel, "Panic").await.unwrap_err();
    assert_eq!(failed.code(), Code::Internal);
    assert!(!format!("{failed:?}").contains("secret"), "{failed:?}");

    let mut stream = open(&running.channel, "PanicLater", Request::new(String::new()))
        .await
        .unwrap();
    assert_eq!(stream.message().await.unwrap().as_deref(), Some("first"));
    let failed = stream.message().await.unwrap_err();
    assert_eq!(failed.code(), Code::Internal);
    assert!(!format!("{failed:?}").contains("secret"), "{failed:?}");
    assert_eq!(
        ask(&running.channel, "Echo").await.unwrap(),
        "",
        "the server goes on"
    );
}

#[tokio::test]
async fn bytes_that_are_no_message_are_refused_with_a_reason() {
    let running = Running::start(&Probe::new(), ServerConfig::default()).await;
    for channel in [running.channel.clone(), in_process(&Probe::new())] {
        let refused = crate::probe::send(&channel, "Echo", vec![0xc3, 0x28])
            .await
            .unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument);
        let info = refused.get_error_details().error_info().cloned().unwrap();
        assert_eq!(info.reason, "MALFORMED_MESSAGE");
        assert_eq!(ask(&channel, "Echo").await.unwrap(), "", "the server goes on");
    }
}

#[tokio::test]
async fn the_request_id_is_echoed_also_in_errors() {
    let channel = in_process(&Probe::new());
    for method in ["Echo", "Refuse", "Panic"] {
        let mut request = Request::new(String::new());
        request
            .metadata_mut()
            .insert("x-request-id", "from-the-shop-17".parse().unwrap());
        let metadata = match crate::probe::call(channel.clone(), method, request).await {
            Ok(answer) => answer.metadata().clone(),
            Err(status) => status.metadata().clone(),
        };
        assert_eq!(
            metadata.get("x-request-id").unwrap(),
            "from-the-shop-17",
            "{method}"
        );
    }
}

#[test]
fn an_internal_error_says_nothing_of_its_cause() {
    let cause = std::io::Error::other("password=hunter2");
    let status = Status::from(Problem::internal(&cause));
    assert_eq!(status.code(), Code::Internal);
    assert!(!format!("{status:?}").contains("hunter2"));
}

#[test]
fn every_detail_is_there() {
    let status = Status::from(
        Problem::new(
            Code::FailedPrecondition,
            Reason::EvidenceMissing,
            "a photo is missing",
        )
        .with_field("evidence", "needs a photo")
        .with_retry_after(Duration::from_secs(3))
        .with_help("How to take the photo", "https://redress.dev/evidence"),
    );
    let details = status.get_error_details();
    assert_eq!(
        details.bad_request().unwrap().field_violations[0].field,
        "evidence"
    );
    assert_eq!(
        details.retry_info().unwrap().retry_delay,
        Some(Duration::from_secs(3))
    );
    assert_eq!(
        details.help().unwrap().links[0].url,
        "https://redress.dev/evidence"
    );
}

#[tokio::test]
async fn an_error_stays_small_whatever_was_sent() {
    let running = Running::start(&Probe::new(), ServerConfig::default()).await;
    let refused = ask(&running.channel, "RefuseAtLength").await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
    assert!(refused.message().len() < 1_000 && refused.details().len() < 6_000);
    let details = refused.get_error_details();
    let info = details.error_info().unwrap();
    let told = details.bad_request().unwrap().field_violations.len();
    assert_eq!(info.metadata["omitted_fields"], (2_000 - told).to_string());
    assert!(told > 10, "{told}");
    assert_eq!(
        ask(&running.channel, "Echo").await.unwrap(),
        "",
        "the connection goes on"
    );
}

#[test]
fn reasons_are_unique_upper_snake_case_and_described() {
    let mut seen = HashSet::new();
    for reason in Reason::ALL {
        let text = reason.as_str();
        assert!(seen.insert(text), "{text} is registered twice");
        assert!(
            text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_'),
            "{text}"
        );
        assert!(
            reason.description().ends_with('.') && !reason.description().starts_with(' '),
            "{text}"
        );
    }
}
