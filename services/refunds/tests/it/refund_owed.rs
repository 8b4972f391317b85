//! Debts that the order book and returns tell of, and what becomes of them.

use redress_contracts::redress::orders::v1::RefundOwed;
use redress_contracts::redress::policies::v1::{BreakdownPart as Part, Party};
use redress_contracts::redress::refunds::v1::{ProviderBehaviour, RefundState};

use crate::world::{ORDER, assert_state, cents, on_each_backend, owed, usd};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_owed_is_paid_and_told() {
    on_each_backend(async |world| {
        let parts = [
            (Part::Item, "1", 5_000),
            (Part::Tax, "1", 1_000),
            (Part::OriginalShipping, "", 1_000),
            (Part::BankFee, "", -200),
        ];
        world.owe(owed("owe_1", &parts)).await;
        let refunds = world.refunds_of(ORDER).await;
        let [refund] = refunds.as_slice() else {
            panic!("one refund")
        };
        assert_state(refund, RefundState::Succeeded);
        assert_eq!(cents(&refund.amount), 6_800);
        assert_eq!(refund.cause_id, "can_1");
        assert_eq!(world.held_and_refunded().await, (0, 6_800));
        assert_eq!(
            world.taken().await,
            [("".into(), 1_000), ("1".into(), 6_000), ("2".into(), 0)]
        );
        let effects = world.effects().await;
        assert_eq!(effects.len(), 1);
        assert_eq!(effects[0].amount, usd(6_800));
        assert_eq!(effects[0].effect_id, refund.provider_reference);
        let told = world.changes_of(&refund.refund_id);
        assert_eq!(
            told,
            [
                ("created".into(), vec![Party::Buyer]),
                ("succeeded".into(), vec![Party::Buyer])
            ]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_debt_that_is_told_twice_is_paid_once() {
    on_each_backend(async |world| {
        let debt = owed("owe_1", &[(Part::Item, "1", 1_000)]);
        world.owe(debt.clone()).await;
        world.owe(debt).await;
        world.pay(ORDER, "p1", &[("1", 99_000)], 0).await;
        assert_eq!(world.refunds_of(ORDER).await.len(), 1);
        assert_eq!(world.effects().await.len(), 1);
        assert_eq!(cents(&world.payments_of(ORDER).await[0].captured), 10_000);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_debt_is_drawn_from_several_payments() {
    on_each_backend(async |world| {
        world.pay("ord_2", "p1", &[("1", 6_000)], 0).await;
        world.pay("ord_2", "p2", &[("1", 4_000)], 500).await;
        let parts = [
            (Part::Item, "1", 10_000),
            (Part::OriginalShipping, "", 500),
            (Part::BankFee, "", -105),
        ];
        world
            .owe(RefundOwed {
                order_id: "ord_2".into(),
                ..owed("owe_1", &parts)
            })
            .await;
        let refunds = world.refunds_of("ord_2").await;
        let drawn: Vec<_> = refunds
            .iter()
            .map(|refund| (refund.payment_id.as_str(), cents(&refund.amount)))
            .collect();
        assert_eq!(drawn, [("p1", 5_940), ("p2", 4_455)]);
        for refund in &refunds {
            assert_state(refund, RefundState::Succeeded);
            let breakdown = refund.breakdown.as_ref().unwrap();
            let sum: i64 = breakdown.lines.iter().map(|line| cents(&line.amount)).sum();
            assert_eq!(sum, cents(&refund.amount));
        }
        assert_eq!(world.effects().await.len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_become_a_refund_is_told_and_changes_nothing() {
    on_each_backend(async |world| {
        let mut unbalanced = owed("owe_2", &[(Part::Item, "1", 100)]);
        unbalanced.breakdown.as_mut().unwrap().amount = usd(101);
        let mut euro = owed("owe_3", &[(Part::Ruling, "", 100)]);
        let breakdown = euro.breakdown.as_mut().unwrap();
        for amount in [&mut breakdown.lines[0].amount, &mut breakdown.amount] {
            amount.as_mut().unwrap().currency_code = "EUR".to_owned();
        }
        let debts = [
            (
                owed("owe_1", &[(Part::Item, "1", 6_001)]),
                "AMOUNT_EXCEEDS_REFUNDABLE",
            ),
            (unbalanced, "INVALID_FIELD"),
            (euro, "CURRENCY_MISMATCH"),
            (
                RefundOwed {
                    order_id: "ord_9".into(),
                    ..owed("owe_4", &[(Part::Ruling, "", 1)])
                },
                "NOT_FOUND",
            ),
            (
                RefundOwed {
                    marketplace_id: "kajet".into(),
                    ..owed("owe_5", &[(Part::Ruling, "", 1)])
                },
                "NOT_FOUND",
            ),
        ];
        for (at, (debt, reason)) in debts.into_iter().enumerate() {
            let owed_id = debt.owed_id.clone();
            world.owe(debt).await;
            let rejected = &world.rejections()[at];
            assert_eq!(
                (rejected.owed_id.as_str(), rejected.reason.as_str()),
                (owed_id.as_str(), reason)
            );
            assert!(!rejected.message.is_empty());
        }
        assert_eq!(world.held_and_refunded().await, (0, 0));
        assert!(world.refunds_of(ORDER).await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_declined_refund_leaves_its_money_for_another() {
    on_each_backend(async |world| {
        world.script(ProviderBehaviour::Decline, 1).await;
        world.owe(owed("owe_1", &[(Part::Item, "1", 6_000)])).await;
        let failed = world.refunds_of(ORDER).await.remove(0);
        assert_state(&failed, RefundState::Failed);
        assert_eq!(failed.reason, "declined by the buyer's bank");
        let told = world.changes_of(&failed.refund_id);
        assert_eq!(
            told.last(),
            Some(&("failed".to_owned(), vec![Party::Buyer, Party::Platform]))
        );
        world.owe(owed("owe_2", &[(Part::Item, "1", 6_000)])).await;
        assert_eq!(world.held_and_refunded().await, (0, 6_000));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_return_after_delivery_is_refunded_within_what_is_left_of_its_line() {
    on_each_backend(async |world| {
        let of_return = |owed_id: &str, return_id: &str, parts: &[(Part, &str, i64)]| RefundOwed {
            cause: "return".to_owned(),
            cause_id: return_id.to_owned(),
            debtor: Party::Seller.into(),
            seller_id: "seller-1".to_owned(),
            ..owed(owed_id, parts)
        };
        world.owe(owed("owe_1", &[(Part::Item, "1", 1_500)])).await;
        // Of 60.00 in line 1, 45.00 are left: item and tax come back, a missing part and a fee are taken off.
        let parts = [
            (Part::Item, "1", 4_000),
            (Part::Tax, "1", 500),
            (Part::MissingPart, "1", -300),
            (Part::RestockingFee, "", -200),
        ];
        let debt = of_return("ret_1/1", "ret_1", &parts);
        world.owe_for_return(debt.clone()).await;
        world.owe_for_return(debt).await;
        let refunds = world.refunds_of(ORDER).await;
        let [_, refund] = refunds.as_slice() else {
            panic!("two refunds: {refunds:?}")
        };
        assert_state(refund, RefundState::Succeeded);
        assert_eq!(
            (refund.cause.as_str(), refund.cause_id.as_str(), refund.debtor()),
            ("return", "ret_1", Party::Seller)
        );
        assert_eq!(cents(&refund.amount), 4_000);
        assert_eq!(
            world.taken().await,
            [("".into(), 0), ("1".into(), 5_700), ("2".into(), 0)]
        );
        // What line 1 has left is the missing part; a second return of it cannot have more.
        let second = of_return("ret_2/1", "ret_2", &[(Part::Item, "1", 301)]);
        world.owe_for_return(second).await;
        let rejected = world.rejections().remove(0);
        assert_eq!(
            (rejected.cause_id.as_str(), rejected.reason.as_str()),
            ("ret_2", "AMOUNT_EXCEEDS_REFUNDABLE")
        );
        // The same debt id from both contexts is one debt.
        world.owe(of_return("ret_1/1", "ret_1", &parts)).await;
        assert_eq!(world.refunds_of(ORDER).await.len(), 2);
        assert_eq!(world.held_and_refunded().await, (0, 5_500));
    })
    .await;
}
