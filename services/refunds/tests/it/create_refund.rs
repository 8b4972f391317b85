//! CreateRefund: what it takes, what it refuses, and that it is done once.

use redress_contracts::redress::policies::v1::BreakdownPart as Part;
use redress_contracts::redress::policies::v1::RefundMethod;
use redress_contracts::redress::refunds::v1::{
    CreateRefundRequest, ProviderBehaviour, RefundKind, RefundState,
};
use redress_rpc::Caller;
use tonic::Code;

use crate::world::{
    ORDER, World, assert_state, breakdown, buyer, cents, create_request, fields, finance, on_each_backend,
    owed, reason, stranger, usd,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_is_held_at_once_and_paid_in_the_background() {
    on_each_backend(async |world| {
        let created = world.create(create_request("r1", 2_000)).await.unwrap();
        assert_eq!(
            (created.kind(), cents(&created.amount)),
            (RefundKind::Owed, 2_000)
        );
        assert_eq!(created.payment_id, "p1");
        world.settle().await;
        let paid = world.refund(&created.refund_id).await;
        assert_state(&paid, RefundState::Succeeded);
        assert_eq!(paid.attempt_count, 1);
        assert!(paid.settle_time.is_some());
        assert_eq!(world.held_and_refunded().await, (0, 2_000));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_request_id_returns_the_stored_reply_and_a_changed_body_is_refused() {
    on_each_backend(async |world| {
        let first = world.create(create_request("r1", 2_000)).await.unwrap();
        world.settle().await;
        assert_eq!(world.create(create_request("r1", 2_000)).await.unwrap(), first);
        let reused = world.create(create_request("r1", 1_999)).await.unwrap_err();
        assert_eq!(
            (reused.code(), reason(&reused).as_str()),
            (Code::AlreadyExists, "REQUEST_ID_REUSED")
        );
        assert_eq!(world.refunds_of(ORDER).await.len(), 1);
        let missing = world.create(create_request("", 2_000)).await.unwrap_err();
        assert_eq!(fields(&missing), ["request_id"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_what_is_left_of_a_line_or_the_payment_is_refused_with_the_rest() {
    on_each_backend(async |world| {
        world.create(create_request("r1", 5_000)).await.unwrap();
        let line = world.create(create_request("r2", 1_001)).await.unwrap_err();
        assert_eq!(
            (line.code(), reason(&line).as_str()),
            (Code::FailedPrecondition, "AMOUNT_EXCEEDS_REFUNDABLE")
        );
        assert_eq!(fields(&line), ["breakdown.lines[0].amount"]);
        assert!(line.message().contains("10.00 USD"), "{}", line.message());

        let whole = CreateRefundRequest {
            breakdown: breakdown(&[(Part::Ruling, "", 5_001)]),
            ..create_request("r3", 1)
        };
        let whole = world.create(whole).await.unwrap_err();
        assert_eq!(fields(&whole), ["breakdown.amount"]);
        assert!(whole.message().contains("50.00 USD"), "{}", whole.message());
        world.create(create_request("r4", 1_000)).await.unwrap();
        world.settle().await;
        assert_eq!(world.held_and_refunded().await, (0, 6_000));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flawed_refund_names_its_fields_and_changes_nothing() {
    on_each_backend(async |world| {
        let with = |lines: &[(Part, &str, i64)]| CreateRefundRequest {
            breakdown: breakdown(lines),
            ..create_request("r1", 1)
        };
        let mut unbalanced = with(&[(Part::Item, "1", 500)]);
        unbalanced.breakdown.as_mut().unwrap().amount = usd(501);
        let mut euro = with(&[(Part::Item, "1", 500)]);
        let euros = euro.breakdown.as_mut().unwrap();
        for amount in [&mut euros.lines[0].amount, &mut euros.amount] {
            amount.as_mut().unwrap().currency_code = "EUR".to_owned();
        }
        let kind = |kind: RefundKind| CreateRefundRequest {
            kind: kind.into(),
            ..with(&[(Part::Item, "1", 5)])
        };
        let past = CreateRefundRequest {
            due_time: Some(redress_rpc::convert::time_to_wire(world.now())),
            ..create_request("r1", 1)
        };
        let cases = [
            (with(&[(Part::Item, "1", 0)]), "breakdown.amount"),
            (with(&[(Part::Item, "1", -500)]), "breakdown.amount"),
            (unbalanced, "breakdown.amount"),
            (with(&[(Part::Item, "7", 500)]), "breakdown.lines[0].line_id"),
            (euro, "breakdown.amount.currency_code"),
            (kind(RefundKind::Goodwill), "breakdown.lines[0].part"),
            (kind(RefundKind::Correction), "kind"),
            (kind(RefundKind::Unspecified), "kind"),
            (past, "due_time"),
            (
                CreateRefundRequest {
                    breakdown: None,
                    ..create_request("r1", 1)
                },
                "breakdown",
            ),
            (
                CreateRefundRequest {
                    reason: " ".into(),
                    ..create_request("r1", 1)
                },
                "reason",
            ),
        ];
        for (request, field) in cases {
            let refused = world.create(request).await.unwrap_err();
            assert_eq!(refused.code(), Code::InvalidArgument, "{refused:?}");
            assert_eq!(fields(&refused), [field]);
        }
        assert_eq!(world.held_and_refunded().await, (0, 0));
        assert!(world.refunds_of(ORDER).await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_foreign_looks_like_what_does_not_exist() {
    on_each_backend(async |world| {
        let foreign = attempt(world, stranger(), create_request("r1", 1)).await;
        let nowhere = CreateRefundRequest {
            order_id: "ord_nowhere".into(),
            ..create_request("r1", 1)
        };
        let nowhere = attempt(world, finance(), nowhere).await;
        assert_eq!((foreign.0, nowhere.0), (Code::NotFound, Code::NotFound));
        assert_eq!(foreign.1.replace(ORDER, "ord_nowhere"), nowhere.1);
        let payment = CreateRefundRequest {
            payment_id: "p9".into(),
            ..create_request("r1", 1)
        };
        assert_eq!(attempt(world, finance(), payment).await.0, Code::NotFound);
        assert_eq!(
            attempt(world, buyer(), create_request("r1", 1)).await.0,
            Code::PermissionDenied
        );
    })
    .await;
}

async fn attempt(world: &World, caller: Caller, request: CreateRefundRequest) -> (Code, String) {
    let refused = world.client(caller).create_refund(request).await.unwrap_err();
    (refused.code(), refused.message().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_with_several_payments_asks_which() {
    on_each_backend(async |world| {
        world.pay(ORDER, "p2", &[("1", 500)], 0).await;
        let refused = world.create(create_request("r1", 100)).await.unwrap_err();
        assert_eq!(fields(&refused), ["payment_id"]);
        let request = CreateRefundRequest {
            payment_id: "p2".into(),
            ..create_request("r1", 500)
        };
        assert_eq!(world.create(request).await.unwrap().payment_id, "p2");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn goodwill_takes_nothing_of_the_lines_and_never_goes_beyond_the_payment() {
    on_each_backend(async |world| {
        let goodwill = |request_id: &str, cents| CreateRefundRequest {
            kind: RefundKind::Goodwill.into(),
            breakdown: breakdown(&[(Part::Goodwill, "", cents)]),
            ..create_request(request_id, 1)
        };
        world.create(goodwill("r1", 9_000)).await.unwrap();
        assert!(world.taken().await.iter().all(|(_, taken)| *taken == 0));
        let refused = world.create(goodwill("r2", 1_001)).await.unwrap_err();
        assert_eq!(reason(&refused), "AMOUNT_EXCEEDS_REFUNDABLE");
        world.settle().await;
        assert_eq!(world.held_and_refunded().await, (0, 9_000));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payout_waits_for_the_buyers_details() {
    on_each_backend(async |world| {
        let request = CreateRefundRequest {
            method: Some(RefundMethod {
                method: "payout".into(),
                payout_options: vec!["gcash".into()],
                needs_payout_details: true,
                ..Default::default()
            }),
            ..create_request("r1", 100)
        };
        let refund = world.create(request).await.unwrap();
        world.settle().await;
        assert_state(
            &world.refund(&refund.refund_id).await,
            RefundState::AwaitingPayoutDetails,
        );
        assert_eq!(world.held_and_refunded().await, (100, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_that_takes_the_place_of_one_that_failed_is_for_the_same_cause() {
    on_each_backend(async |world| {
        world.script(ProviderBehaviour::Decline, 1).await;
        world.owe(owed("owe_1", &[(Part::Item, "1", 2_000)])).await;
        world.settle().await;
        let failed = world.refunds_of(ORDER).await.remove(0);
        assert_state(&failed, RefundState::Failed);
        let again = |request_id: &str| CreateRefundRequest {
            replaces_refund_id: failed.refund_id.clone(),
            ..create_request(request_id, 2_000)
        };
        let made = world.create(again("r1")).await.unwrap();
        assert_eq!(
            (&made.cause, &made.cause_id, &made.decision_id),
            (&failed.cause, &failed.cause_id, &failed.decision_id)
        );
        assert_eq!(
            (made.debtor(), &made.seller_id),
            (failed.debtor(), &failed.seller_id)
        );
        world.settle().await;
        let paid = world.refund(&made.refund_id).await;
        assert_state(&paid, RefundState::Succeeded);

        let of_paid = CreateRefundRequest {
            replaces_refund_id: paid.refund_id,
            ..create_request("r2", 1)
        };
        let refused = world.create(of_paid).await.unwrap_err();
        assert_eq!(
            (refused.code(), reason(&refused).as_str()),
            (Code::FailedPrecondition, "ILLEGAL_TRANSITION")
        );
        let of_nobody = CreateRefundRequest {
            replaces_refund_id: "ref_01jq0000000000000000000009".to_owned(),
            ..create_request("r3", 1)
        };
        let unknown = world.create(of_nobody).await.unwrap_err();
        assert_eq!(unknown.code(), Code::NotFound);
    })
    .await;
}
