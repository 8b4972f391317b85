//! `PreviewCancellation` through the contract, on every database.

use redress_contracts::redress::orders::v1 as pb;
use redress_contracts::redress::policies::v1::{Ground, Outcome, Party};

use crate::draft::{Draft, minor};
use crate::world::{everywhere, hours, quantities};

#[tokio::test]
async fn a_preview_says_what_cancelling_would_do_and_does_nothing() {
    everywhere(async |world| {
        let order = world.paid(Draft::kajet()).await;
        let request = pb::PreviewCancellationRequest {
            order_id: order.order_id.clone(),
            requested_by: Party::Buyer.into(),
            ground: Ground::ChangeOfMind.into(),
            lines: quantities(&[("1", 1)]),
        };
        let open = world
            .operator()
            .preview_cancellation(request.clone())
            .await
            .unwrap()
            .into_inner();
        assert_eq!(
            (open.outcome(), minor(&open.breakdown.unwrap().amount)),
            (Outcome::Allowed, 1_000)
        );
        assert!(open.decision_id.is_empty());
        world.clock.advance(hours(24));
        let closed = world
            .operator()
            .preview_cancellation(request)
            .await
            .unwrap()
            .into_inner();
        assert_eq!(
            (closed.outcome(), closed.refusal_reason.as_str()),
            (Outcome::Refused, "WINDOW_CLOSED")
        );
        assert_eq!(world.order(&order).await.etag, order.etag);
        assert!(world.debts().await.is_empty());
    })
    .await;
}
