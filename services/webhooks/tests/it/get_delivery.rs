//! GetDelivery: what was tried, for those whose it is.

use redress_contracts::redress::webhooks::v1 as pb;
use redress_rpc::convert::time_to_wire;
use tonic::Code;

use crate::refused::{bad_fields, refused};
use crate::world::{everywhere, start};

#[tokio::test]
async fn a_delivery_tells_what_was_tried() {
    everywhere(async |world, receiver| {
        let made = world.endpoint(&receiver.url(), "ana").await;
        receiver.answer("500 Oops");
        let tried = world.test_event(&made).await;
        let request = || pb::GetDeliveryRequest {
            delivery_id: tried.delivery_id.clone(),
        };
        let read = world
            .seller("ana")
            .get_delivery(request())
            .await
            .unwrap()
            .into_inner();
        assert_eq!(read, tried);
        assert_eq!(
            (read.seller_id.as_str(), read.event_type.as_str()),
            ("ana", "webhook.test")
        );
        let [attempt] = read.attempts.try_into().unwrap();
        assert_eq!(
            (attempt.response_status, attempt.failure.as_str()),
            (500, "refused")
        );
        assert_eq!(attempt.start_time, Some(time_to_wire(start())));
        assert!((0..15_000).contains(&attempt.duration_ms));
        let unknown = (Code::NotFound, "NOT_FOUND".to_owned());
        assert_eq!(
            refused(world.seller("ben").get_delivery(request()).await),
            unknown
        );
        let nonsense = pb::GetDeliveryRequest::default();
        assert_eq!(
            bad_fields(world.agent().get_delivery(nonsense).await),
            ["delivery_id"]
        );
    })
    .await;
}
