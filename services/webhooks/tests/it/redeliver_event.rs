//! RedeliverEvent: the same event under the same id, to an endpoint of its owner.

use redress_contracts::redress::webhooks::v1 as pb;
use tonic::Code;

use crate::events::return_changed;
use crate::refused::{bad_fields, refused};
use crate::world::everywhere;

#[tokio::test]
async fn an_event_is_sent_again_to_the_byte_and_under_the_same_id() {
    everywhere(async |world, receiver| {
        let made = world.endpoint(&receiver.url(), "ana").await;
        world.hear(return_changed("evt_a", "return_approved")).await;
        let event = world.events("ana").await.pop().unwrap();
        let request = pb::RedeliverEventRequest {
            request_id: "again".to_owned(),
            event_id: event.event_id.clone(),
            endpoint_id: made.endpoint_id.clone(),
        };
        let mut ana = world.seller("ana");
        let sent = ana.redeliver_event(request.clone()).await.unwrap().into_inner();
        world.rest().await;
        let replayed = ana.redeliver_event(request.clone()).await.unwrap().into_inner();
        assert_eq!(replayed, sent);
        world.rest().await;
        let received = receiver.received();
        assert_eq!(received.len(), 2);
        for each in &received {
            assert_eq!(each.headers["webhook-id"], event.event_id);
            assert_eq!(each.body, event.payload);
        }
        let other = world.endpoint(&receiver.url(), "ana").await;
        let reused = pb::RedeliverEventRequest {
            endpoint_id: other.endpoint_id,
            ..request.clone()
        };
        assert_eq!(refused(ana.redeliver_event(reused).await).1, "REQUEST_ID_REUSED");
        let foreign = world.seller("ben").redeliver_event(request.clone()).await;
        assert_eq!(refused(foreign), (Code::NotFound, "NOT_FOUND".to_owned()));
    })
    .await;
}

#[tokio::test]
async fn nobody_is_sent_what_is_not_theirs() {
    everywhere(async |world, receiver| {
        let bens = world.endpoint(&receiver.url(), "ben").await;
        world.hear(return_changed("evt_a", "return_approved")).await;
        for view in ["", "ana"] {
            let event = world.events(view).await.pop().unwrap();
            let request = pb::RedeliverEventRequest {
                event_id: event.event_id,
                endpoint_id: bens.endpoint_id.clone(),
                ..Default::default()
            };
            let other_owner = (Code::FailedPrecondition, "PRECONDITION_FAILED".to_owned());
            assert_eq!(refused(world.agent().redeliver_event(request).await), other_owner);
        }
        let nonsense = pb::RedeliverEventRequest::default();
        let bad = bad_fields(world.agent().redeliver_event(nonsense).await);
        assert_eq!(bad, ["event_id", "endpoint_id"]);
        assert_eq!(receiver.connections(), 0);
    })
    .await;
}

#[tokio::test]
async fn a_disabled_endpoint_is_sent_nothing_again() {
    everywhere(async |world, receiver| {
        let made = world.endpoint(&receiver.url(), "ana").await;
        receiver.answer("410 Gone");
        world.hear(return_changed("evt_a", "return_approved")).await;
        let event = world.events("ana").await.pop().unwrap();
        let request = pb::RedeliverEventRequest {
            event_id: event.event_id,
            endpoint_id: made.endpoint_id,
            ..Default::default()
        };
        let refused = refused(world.seller("ana").redeliver_event(request).await);
        assert_eq!(refused.1, "ILLEGAL_TRANSITION");
    })
    .await;
}
