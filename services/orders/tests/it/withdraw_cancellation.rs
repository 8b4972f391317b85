//! `WithdrawCancellation` through the contract, on every database.

use redress_contracts::redress::orders::v1 as pb;
use redress_contracts::redress::policies::v1::Party;
use tonic::Code;

use crate::check_replay;
use crate::decide_cancellation::late;
use crate::draft::Draft;
use crate::world::{ask, code, everywhere};

#[tokio::test]
async fn who_asked_takes_it_back_and_its_units_are_free_again() {
    everywhere(async |world| {
        let (order, waiting) = late(&world).await;
        let request = pb::WithdrawCancellationRequest {
            request_id: "w1".to_owned(),
            cancellation_id: waiting.cancellation_id.clone(),
            requested_by: Party::Buyer.into(),
            etag: waiting.etag.clone(),
        };
        let by_seller = pb::WithdrawCancellationRequest {
            request_id: String::new(),
            requested_by: Party::Seller.into(),
            ..request.clone()
        };
        assert_eq!(
            code(world.operator().withdraw_cancellation(by_seller).await).0,
            Code::PermissionDenied
        );
        let stale = pb::WithdrawCancellationRequest {
            request_id: String::new(),
            etag: "old".to_owned(),
            ..request.clone()
        };
        assert_eq!(
            code(world.operator().withdraw_cancellation(stale).await).0,
            Code::Aborted
        );
        let other = pb::WithdrawCancellationRequest {
            etag: String::new(),
            ..request.clone()
        };
        let withdrawn = check_replay!(world.operator(), withdraw_cancellation, request, other);
        assert_eq!(
            (withdrawn.state(), withdrawn.next_deadline),
            (pb::CancellationState::Withdrawn, None)
        );
        let free = world.order(&order).await;
        assert_eq!((free.lines[0].requested_quantity, free.next_deadline), (0, None));
        assert_eq!(
            world.ship(&order, &[]).await.unwrap().state(),
            pb::OrderState::Shipped
        );
    })
    .await;
}

#[tokio::test]
async fn what_is_decided_is_not_taken_back() {
    everywhere(async |world| {
        let order = world.paid(Draft::kwoking()).await;
        let ground = redress_contracts::redress::policies::v1::Ground::ChangeOfMind;
        let approved = world
            .cancel(ask(&order, Party::Buyer, ground, &[]))
            .await
            .unwrap();
        let request = pb::WithdrawCancellationRequest {
            cancellation_id: approved.cancellation_id,
            requested_by: Party::Buyer.into(),
            ..pb::WithdrawCancellationRequest::default()
        };
        let late = world.operator().withdraw_cancellation(request).await;
        assert_eq!(
            code(late),
            (Code::FailedPrecondition, "ILLEGAL_TRANSITION".to_owned())
        );
    })
    .await;
}
