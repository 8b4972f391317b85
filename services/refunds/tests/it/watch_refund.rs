//! WatchRefund: the state now, and again after each change.

use chrono::TimeDelta;
use redress_contracts::redress::refunds::v1::{ProviderBehaviour, RefundState, WatchRefundRequest};
use tonic::Code;

use crate::world::{buyer, create_request, finance, on_each_backend, stranger};

#[tokio::test(flavor = "multi_thread")]
async fn a_watcher_sees_the_refund_until_it_is_paid() {
    on_each_backend(async |world| {
        world.script(ProviderBehaviour::Late, 1).await;
        let refund = world.create(create_request("r1", 100)).await.unwrap();
        world.settle().await;
        let request = WatchRefundRequest {
            refund_id: refund.refund_id.clone(),
        };
        let mut states = world
            .client(buyer())
            .watch_refund(request)
            .await
            .unwrap()
            .into_inner();
        let now = states.message().await.unwrap().unwrap();
        assert_eq!(now.state(), RefundState::Pending);
        world.hand.advance(TimeDelta::seconds(3));
        while states.message().await.unwrap().unwrap().state() != RefundState::Succeeded {}
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_can_be_seen_can_be_watched() {
    on_each_backend(async |world| {
        let refund = world.create(create_request("r1", 100)).await.unwrap();
        let request = WatchRefundRequest {
            refund_id: refund.refund_id,
        };
        let refused = world.client(stranger()).watch_refund(request).await.unwrap_err();
        assert_eq!(refused.code(), Code::NotFound);
        let nameless = world
            .client(finance())
            .watch_refund(WatchRefundRequest::default())
            .await
            .unwrap_err();
        assert_eq!(nameless.code(), Code::InvalidArgument);
    })
    .await;
}
