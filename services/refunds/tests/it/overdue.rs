//! Due times: an unpaid refund is told to the platform and the debtor, once; one paid in time is not.

use chrono::TimeDelta;
use redress_contracts::redress::orders::v1::RefundOwed;
use redress_contracts::redress::policies::v1::{BreakdownPart as Part, Party};
use redress_contracts::redress::refunds::v1::{ListRefundsRequest, ProviderBehaviour, RefundState};
use redress_rpc::convert::time_to_wire;

use crate::world::{ORDER, World, assert_state, finance, on_each_backend, owed, owed_as_payout};

fn due_in_three_days(world: &World, debt: RefundOwed) -> RefundOwed {
    RefundOwed {
        due_time: Some(time_to_wire(world.now() + TimeDelta::days(3))),
        debtor: Party::Seller.into(),
        seller_id: "seller-1".to_owned(),
        clause_ids: vec!["KJ-05".to_owned()],
        ..debt
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unpaid_refund_becomes_overdue_and_the_platform_and_the_debtor_are_told_once() {
    on_each_backend(async |world| {
        world
            .owe(due_in_three_days(world, owed_as_payout("owe_1", None)))
            .await;
        world.advance(TimeDelta::days(3) - TimeDelta::seconds(1)).await;
        let refund = world.refunds_of(ORDER).await.remove(0);
        assert!(!refund.is_overdue);
        assert_eq!(refund.clause_ids, ["KJ-05"]);
        world.advance(TimeDelta::seconds(1)).await;
        let refund = world.refund(&refund.refund_id).await;
        assert!(refund.is_overdue);
        assert_state(&refund, RefundState::AwaitingPayoutDetails);
        world.advance(TimeDelta::days(30)).await;
        let told = world.changes_of(&refund.refund_id);
        let overdue: Vec<_> = told.iter().filter(|(change, _)| change == "overdue").collect();
        assert_eq!(
            overdue,
            [&("overdue".to_owned(), vec![Party::Platform, Party::Seller])]
        );
        let request = ListRefundsRequest {
            overdue_only: true,
            ..Default::default()
        };
        assert_eq!(
            world
                .client(finance())
                .list_refunds(request)
                .await
                .unwrap()
                .into_inner()
                .refunds
                .len(),
            1
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_that_is_paid_in_time_is_never_overdue() {
    on_each_backend(async |world| {
        world
            .owe(due_in_three_days(world, owed("owe_1", &[(Part::Item, "1", 100)])))
            .await;
        world.advance(TimeDelta::days(30)).await;
        let refund = world.refunds_of(ORDER).await.remove(0);
        assert_state(&refund, RefundState::Succeeded);
        assert!(!refund.is_overdue);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_refund_is_still_unpaid_when_its_time_has_come() {
    on_each_backend(async |world| {
        world.script(ProviderBehaviour::Decline, 1).await;
        world
            .owe(due_in_three_days(world, owed("owe_1", &[(Part::Item, "1", 100)])))
            .await;
        world.advance(TimeDelta::days(3)).await;
        let refund = world.refunds_of(ORDER).await.remove(0);
        assert_state(&refund, RefundState::Failed);
        assert!(refund.is_overdue);
    })
    .await;
}
