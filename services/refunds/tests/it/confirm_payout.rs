//! ConfirmPayout: an operator made a payout, or could not.

use redress_contracts::redress::orders::v1::PayoutDetails;
use redress_contracts::redress::refunds::v1::{
    ConfirmPayoutRequest, GetTrialBalanceRequest, Refund, RefundState,
};
use tonic::{Code, Status};

use crate::world::{
    ORDER, World, assert_state, buyer, cents, fields, finance, on_each_backend, owed_as_payout, reason,
    stranger,
};

fn request(refund: &Refund, request_id: &str, paid: bool) -> ConfirmPayoutRequest {
    ConfirmPayoutRequest {
        request_id: request_id.to_owned(),
        refund_id: refund.refund_id.clone(),
        paid,
        reference: "TRX-77".to_owned(),
        etag: String::new(),
    }
}

async fn confirm(world: &World, request: ConfirmPayoutRequest) -> Result<Refund, Status> {
    world
        .client(finance())
        .confirm_payout(request)
        .await
        .map(|reply| reply.into_inner())
}

async fn waiting(world: &mut World) -> Refund {
    let details = PayoutDetails {
        kind: "bank_account".to_owned(),
        account: "0012345678".to_owned(),
        holder: "Maria Santos".to_owned(),
        bank: "BDO".to_owned(),
    };
    world.owe(owed_as_payout("owe_1", Some(details))).await;
    world.refunds_of(ORDER).await.remove(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmed_payout_is_paid_from_the_operators_accounts_and_never_by_the_provider() {
    on_each_backend(async |world| {
        let refund = waiting(world).await;
        let paid = confirm(world, request(&refund, "c1", true)).await.unwrap();
        assert_state(&paid, RefundState::Succeeded);
        assert_eq!(paid.provider_reference, "TRX-77");
        world.settle().await;
        assert_eq!(world.held_and_refunded().await, (0, 6_000));
        assert!(world.effects().await.is_empty());
        let balance = world
            .client(finance())
            .get_trial_balance(GetTrialBalanceRequest::default())
            .await;
        let balances = balance.unwrap().into_inner().balances;
        let payout = balances
            .iter()
            .find(|balance| balance.account == "payout_clearing")
            .unwrap();
        assert_eq!(cents(&payout.amount), -6_000);

        assert_eq!(confirm(world, request(&refund, "c1", true)).await.unwrap(), paid);
        let reused = confirm(world, request(&refund, "c1", false)).await.unwrap_err();
        assert_eq!(reason(&reused), "REQUEST_ID_REUSED");
        let again = confirm(world, request(&refund, "c2", true)).await.unwrap_err();
        assert_eq!(
            (again.code(), reason(&again).as_str()),
            (Code::FailedPrecondition, "ILLEGAL_TRANSITION")
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payout_that_could_not_be_made_gives_the_money_back_to_the_payment() {
    on_each_backend(async |world| {
        let refund = waiting(world).await;
        let failed = confirm(world, request(&refund, "c1", false)).await.unwrap();
        assert_state(&failed, RefundState::Failed);
        assert_eq!(failed.reason, "TRX-77");
        assert_eq!(world.held_and_refunded().await, (0, 0));
        assert!(world.taken().await.iter().all(|(_, taken)| *taken == 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_etag_a_missing_reference_and_others_are_refused() {
    on_each_backend(async |world| {
        let refund = waiting(world).await;
        let stale = ConfirmPayoutRequest {
            etag: "stale".into(),
            ..request(&refund, "c1", true)
        };
        assert_eq!(confirm(world, stale).await.unwrap_err().code(), Code::Aborted);
        let empty = ConfirmPayoutRequest {
            reference: String::new(),
            ..request(&refund, "", true)
        };
        assert_eq!(
            fields(&confirm(world, empty).await.unwrap_err()),
            ["request_id", "reference"]
        );
        let by = async |caller| {
            world
                .client(caller)
                .confirm_payout(request(&refund, "c1", true))
                .await
        };
        assert_eq!(by(buyer()).await.unwrap_err().code(), Code::PermissionDenied);
        assert_eq!(by(stranger()).await.unwrap_err().code(), Code::NotFound);
        assert_state(
            &world.refund(&refund.refund_id).await,
            RefundState::AwaitingPayout,
        );
    })
    .await;
}
