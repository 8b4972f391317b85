//! UpdateEndpoint: settings are replaced, and what is disabled gets nothing more.

use chrono::TimeDelta;
use redress_contracts::redress::webhooks::v1 as pb;
use tonic::Code;

use crate::refused::{bad_fields, refused};
use crate::world::everywhere;

fn update(endpoint: &pb::Endpoint) -> pb::UpdateEndpointRequest {
    pb::UpdateEndpointRequest {
        endpoint_id: endpoint.endpoint_id.clone(),
        url: endpoint.url.clone(),
        ..Default::default()
    }
}

#[tokio::test]
async fn settings_are_replaced_once_and_only_on_what_was_read() {
    everywhere(async |world, receiver| {
        let made = world.endpoint(&receiver.url(), "ana").await;
        let request = pb::UpdateEndpointRequest {
            request_id: "up".to_owned(),
            etag: made.etag.clone(),
            url: format!("{}&v=2", receiver.url()),
            description: "Second try".to_owned(),
            event_types: vec!["refund.succeeded".to_owned()],
            ..update(&made)
        };
        let mut ana = world.seller("ana");
        let changed = ana.update_endpoint(request.clone()).await.unwrap().into_inner();
        assert_eq!(changed.description, "Second try");
        assert_eq!(changed.event_types, ["refund.succeeded"]);
        assert_eq!(changed.secret, "");
        assert_ne!(changed.etag, made.etag);
        let again = ana.update_endpoint(request.clone()).await.unwrap().into_inner();
        assert_eq!(again, changed);
        let reused = pb::UpdateEndpointRequest {
            description: "Third try".to_owned(),
            ..request.clone()
        };
        assert_eq!(refused(ana.update_endpoint(reused).await).1, "REQUEST_ID_REUSED");
        let stale = pb::UpdateEndpointRequest {
            request_id: "late".to_owned(),
            ..request.clone()
        };
        let aborted = (Code::Aborted, "STALE_ETAG".to_owned());
        assert_eq!(refused(ana.update_endpoint(stale).await), aborted);
        let foreign = world.seller("ben").update_endpoint(update(&made)).await;
        assert_eq!(refused(foreign), (Code::NotFound, "NOT_FOUND".to_owned()));
    })
    .await;
}

#[tokio::test]
async fn bad_settings_change_nothing() {
    everywhere(async |world, receiver| {
        let made = world.endpoint(&receiver.url(), "").await;
        let inside = pb::UpdateEndpointRequest {
            url: "https://10.0.0.1/".to_owned(),
            ..update(&made)
        };
        assert_eq!(bad_fields(world.agent().update_endpoint(inside).await), ["url"]);
        let deleted = pb::UpdateEndpointRequest {
            etag: "x".repeat(200),
            event_types: vec!["nothing".to_owned()],
            state: pb::EndpointState::Deleted.into(),
            ..update(&made)
        };
        let bad = bad_fields(world.agent().update_endpoint(deleted).await);
        assert_eq!(bad, ["etag", "event_types[0]", "state"]);
        assert_eq!(world.reread(&made).await.etag, made.etag);
    })
    .await;
}

#[tokio::test]
async fn what_is_disabled_gets_nothing_and_may_be_enabled_again() {
    everywhere(async |world, receiver| {
        let made = world.endpoint(&receiver.url(), "").await;
        receiver.answer("500 Oops");
        let pending = world.test_event(&made).await;
        assert_eq!(pending.state(), pb::DeliveryState::Pending);
        let disable = pb::UpdateEndpointRequest {
            state: pb::EndpointState::Disabled.into(),
            ..update(&made)
        };
        let disabled = world.agent().update_endpoint(disable).await.unwrap().into_inner();
        assert_eq!(disabled.state(), pb::EndpointState::Disabled);
        assert_eq!(disabled.disable_reason(), pb::DisableReason::Requested);
        world.after(TimeDelta::days(4)).await;
        assert_eq!(receiver.received().len(), 1);
        assert_eq!(
            world.delivery(&pending).await.state(),
            pb::DeliveryState::Cancelled
        );
        let test = pb::SendTestEventRequest {
            endpoint_id: made.endpoint_id.clone(),
            ..Default::default()
        };
        let illegal = (Code::FailedPrecondition, "ILLEGAL_TRANSITION".to_owned());
        assert_eq!(refused(world.agent().send_test_event(test).await), illegal);
        let enable = pb::UpdateEndpointRequest {
            state: pb::EndpointState::Active.into(),
            ..update(&made)
        };
        let enabled = world.agent().update_endpoint(enable).await.unwrap().into_inner();
        assert_eq!(enabled.disable_reason(), pb::DisableReason::Unspecified);
        assert_eq!(enabled.failing_since_time, None);
        assert_eq!(
            world.test_event(&made).await.state(),
            pb::DeliveryState::Succeeded
        );
    })
    .await;
}
