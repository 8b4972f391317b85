//! SetPayoutDetails: the buyer says where a payout goes.

use redress_contracts::redress::orders::v1::PayoutDetails;
use redress_contracts::redress::policies::v1::Party;
use redress_contracts::redress::refunds::v1::{Refund, RefundState, SetPayoutDetailsRequest};
use tonic::{Code, Status};

use crate::world::{
    ORDER, World, assert_state, buyer, create_request, fields, on_each_backend, owed_as_payout, reason,
    stranger,
};

pub fn request(refund: &Refund, request_id: &str) -> SetPayoutDetailsRequest {
    SetPayoutDetailsRequest {
        request_id: request_id.to_owned(),
        refund_id: refund.refund_id.clone(),
        kind: "gcash".to_owned(),
        account: "0917 123 4567".to_owned(),
        holder: "Maria Santos".to_owned(),
        ..Default::default()
    }
}

async fn set(world: &World, request: SetPayoutDetailsRequest) -> Result<Refund, Status> {
    world
        .client(buyer())
        .set_payout_details(request)
        .await
        .map(|reply| reply.into_inner())
}

async fn waiting(world: &mut World) -> Refund {
    world.owe(owed_as_payout("owe_1", None)).await;
    let refund = world.refunds_of(ORDER).await.remove(0);
    assert_state(&refund, RefundState::AwaitingPayoutDetails);
    refund
}

#[tokio::test(flavor = "multi_thread")]
async fn the_buyer_is_asked_and_the_refund_then_waits_for_its_payout() {
    on_each_backend(async |world| {
        let refund = waiting(world).await;
        let done = set(world, request(&refund, "s1")).await.unwrap();
        assert_state(&done, RefundState::AwaitingPayout);
        assert_eq!(done.payout_hint, "4567");
        world.settle().await;
        let told: Vec<_> = world.changes_of(&refund.refund_id);
        assert_eq!(
            told,
            [
                ("created".into(), vec![Party::Buyer]),
                ("awaiting_payout_details".into(), vec![Party::Buyer]),
                ("awaiting_payout".into(), vec![Party::Platform]),
            ]
        );
        assert_eq!(set(world, request(&refund, "s1")).await.unwrap(), done);
        let other = SetPayoutDetailsRequest {
            holder: "Mario Santos".into(),
            ..request(&refund, "s1")
        };
        assert_eq!(reason(&set(world, other).await.unwrap_err()), "REQUEST_ID_REUSED");
        let late = set(world, request(&refund, "s2")).await.unwrap_err();
        assert_eq!(
            (late.code(), reason(&late).as_str()),
            (Code::FailedPrecondition, "ILLEGAL_TRANSITION")
        );
        assert!(
            late.message().contains("allowed in: awaiting_payout_details"),
            "{}",
            late.message()
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn details_that_cannot_be_paid_to_change_nothing() {
    on_each_backend(async |world| {
        let refund = waiting(world).await;
        let paypal = SetPayoutDetailsRequest {
            kind: "paypal".into(),
            ..request(&refund, "s1")
        };
        assert_eq!(fields(&set(world, paypal).await.unwrap_err()), ["kind"]);
        let bank = SetPayoutDetailsRequest {
            kind: "bank_account".into(),
            ..request(&refund, "s1")
        };
        assert_eq!(fields(&set(world, bank).await.unwrap_err()), ["bank"]);
        let empty = SetPayoutDetailsRequest {
            refund_id: refund.refund_id.clone(),
            ..Default::default()
        };
        assert_eq!(
            fields(&set(world, empty).await.unwrap_err()),
            ["request_id", "kind", "account", "holder"]
        );
        let stale = SetPayoutDetailsRequest {
            etag: "stale".into(),
            ..request(&refund, "s1")
        };
        assert_eq!(set(world, stale).await.unwrap_err().code(), Code::Aborted);
        let foreign = world
            .client(stranger())
            .set_payout_details(request(&refund, "s1"))
            .await
            .unwrap_err();
        assert_eq!(foreign.code(), Code::NotFound);
        assert_state(
            &world.refund(&refund.refund_id).await,
            RefundState::AwaitingPayoutDetails,
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_to_the_original_method_asks_for_no_details() {
    on_each_backend(async |world| {
        let refund = world.create(create_request("r1", 100)).await.unwrap();
        assert_eq!(
            set(world, request(&refund, "s1")).await.unwrap_err().code(),
            Code::FailedPrecondition
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn details_that_came_with_the_debt_are_not_asked_for_again() {
    on_each_backend(async |world| {
        let details = |kind: &str| PayoutDetails {
            kind: kind.to_owned(),
            account: "09171234567".to_owned(),
            holder: "Maria Santos".to_owned(),
            bank: String::new(),
        };
        world.owe(owed_as_payout("owe_1", Some(details("gcash")))).await;
        let refund = world.refunds_of(ORDER).await.remove(0);
        assert_state(&refund, RefundState::AwaitingPayout);
        assert_eq!(refund.payout_hint, "4567");
        world.pay("ord_2", "p1", &[("1", 6_000)], 0).await;
        let mut unusable = owed_as_payout("owe_2", Some(details("paypal")));
        unusable.order_id = "ord_2".to_owned();
        world.owe(unusable).await;
        assert_state(
            &world.refunds_of("ord_2").await[0],
            RefundState::AwaitingPayoutDetails,
        );
    })
    .await;
}
