//! SendTestEvent: a made-up event goes to one endpoint alone.

use redress_contracts::redress::webhooks::v1 as pb;
use tonic::Code;

use crate::receiver::Receiver;
use crate::refused::{bad_fields, refused};
use crate::world::everywhere;

#[tokio::test]
async fn a_test_event_is_sent_once_whatever_is_repeated() {
    everywhere(async |world, receiver| {
        let other = Receiver::start().await;
        world.endpoint(&other.url(), "ana").await;
        let made = world.endpoint(&receiver.url(), "ana").await;
        let request = pb::SendTestEventRequest {
            request_id: "try".to_owned(),
            endpoint_id: made.endpoint_id.clone(),
        };
        let mut ana = world.seller("ana");
        let sent = ana.send_test_event(request.clone()).await.unwrap().into_inner();
        assert_eq!(sent.state(), pb::DeliveryState::Pending);
        world.rest().await;
        let again = ana.send_test_event(request.clone()).await.unwrap().into_inner();
        assert_eq!(again, sent);
        world.rest().await;
        let received = receiver.received();
        assert_eq!(received.len(), 1);
        assert_eq!(received[0].line, "POST /hooks?shop=1 HTTP/1.1");
        assert_eq!(received[0].headers["webhook-id"], sent.event_id);
        assert_eq!(received[0].headers["content-type"], "application/json");
        let body = r#"{"type":"webhook.test","timestamp":"2026-05-04T08:00:00Z","data":{"order_id":""}}"#;
        assert_eq!(received[0].body, body);
        assert_eq!(other.connections(), 0);
        let delivered = world.delivery(&sent).await;
        assert_eq!(delivered.state(), pb::DeliveryState::Succeeded);
        assert_eq!(delivered.attempts[0].response_status, 204);

        let second = world.endpoint(&receiver.url(), "ana").await;
        let reused = pb::SendTestEventRequest {
            endpoint_id: second.endpoint_id,
            ..request.clone()
        };
        assert_eq!(refused(ana.send_test_event(reused).await).1, "REQUEST_ID_REUSED");
        let foreign = world.seller("ben").send_test_event(request).await;
        assert_eq!(refused(foreign).0, Code::NotFound);
        let nonsense = pb::SendTestEventRequest::default();
        assert_eq!(bad_fields(ana.send_test_event(nonsense).await), ["endpoint_id"]);
    })
    .await;
}
