//! `CancelOrder` through the contract, on every database.

use redress_contracts::redress::orders::v1 as pb;
use redress_contracts::redress::policies::v1::{Ground, Outcome, Party};
use redress_rpc::Role;
use tonic::Code;

use crate::check_replay;
use crate::draft::{Draft, minor, money};
use crate::world::{ask, bad_fields, code, everywhere, hours, metadata, quantities};

#[tokio::test]
async fn a_cancelled_order_owes_all_that_was_paid_by_its_clause() {
    everywhere(async |world| {
        let draft = Draft::kwoking().with(|order| order.shipping = Some(money("EUR", 500)));
        let order = world.paid(draft).await;
        let request = ask(&order, Party::Buyer, Ground::Unspecified, &[]);
        let cancellation = world.cancel(request).await.unwrap();
        assert_eq!(cancellation.state(), pb::CancellationState::Approved);
        assert_eq!(cancellation.ground(), Ground::ChangeOfMind);
        let decision = cancellation.decision.clone().unwrap();
        assert_eq!(decision.outcome(), Outcome::Allowed);
        assert!(
            decision.clause_ids.contains(&"KW-08".to_owned()),
            "{:?}",
            decision.clause_ids
        );
        let [debt] = world.debts().await.try_into().unwrap();
        assert_eq!(minor(&debt.breakdown.as_ref().unwrap().amount), 10_500);
        assert_eq!(debt.cause_id, cancellation.cancellation_id);
        assert_eq!(
            (debt.cause.as_str(), debt.decision_id),
            ("cancellation", decision.decision_id)
        );
        assert_eq!(debt.due_time, cancellation.refund_due_time);
        let order = world.order(&order).await;
        assert_eq!(order.state(), pb::OrderState::Cancelled);
        assert_eq!(order.cancellations.len(), 1);
        assert_eq!(code(world.ship(&order, &[]).await).0, Code::FailedPrecondition);
        let again = world
            .cancel(ask(&order, Party::Buyer, Ground::ChangeOfMind, &[]))
            .await;
        assert_eq!(metadata(&again, "state"), "cancelled");
        assert_eq!(
            code(again),
            (Code::FailedPrecondition, "ILLEGAL_TRANSITION".to_owned())
        );
    })
    .await;
}

#[tokio::test]
async fn quantities_are_cancelled_once_and_refunds_add_up_to_the_line() {
    everywhere(async |world| {
        let draft = Draft::new("kwoking", "EUR", "CH", &[("kwoking", 3, 999)]).with(|order| {
            order.lines[0].tax = Some(money("EUR", 200));
            order.lines[0].shipping = Some(money("EUR", 100));
        });
        let order = world.paid(draft).await;
        for _ in 0..3 {
            world
                .cancel(ask(&order, Party::Buyer, Ground::ChangeOfMind, &[("1", 1)]))
                .await
                .unwrap();
        }
        let refunds: Vec<i64> = world
            .debts()
            .await
            .iter()
            .map(|d| minor(&d.breakdown.as_ref().unwrap().amount))
            .collect();
        assert_eq!(refunds, [999 + 67 + 33, 999 + 66 + 34, 999 + 67 + 33]);
        assert_eq!(world.order(&order).await.state(), pb::OrderState::Cancelled);
    })
    .await;
}

#[tokio::test]
async fn a_refusal_explains_itself_and_changes_nothing() {
    everywhere(async |world| {
        let order = world.paid(Draft::kajet()).await;
        world.clock.advance(hours(24));
        let closed = world
            .cancel(ask(&order, Party::Buyer, Ground::ChangeOfMind, &[]))
            .await;
        assert_eq!(metadata(&closed, "refusal_reason"), "WINDOW_CLOSED");
        assert_eq!(metadata(&closed, "window_close_time"), "2026-03-17T10:00:00Z");
        assert!(metadata(&closed, "clauses").contains("KJ-01"));
        assert_eq!(metadata(&closed, "policy_version"), "1");
        assert_eq!(
            code(closed),
            (Code::FailedPrecondition, "WINDOW_CLOSED".to_owned())
        );

        let order = world.paid(Draft::kwoking()).await;
        world.ship(&order, &[]).await.unwrap();
        let shipped = world
            .cancel(ask(&order, Party::Buyer, Ground::ChangeOfMind, &[]))
            .await;
        assert_eq!(metadata(&shipped, "remedies"), "return");
        // The sentence is the failed condition's, not that of a window which is closed as well.
        let message = shipped.as_ref().unwrap_err().message().to_owned();
        assert!(message.contains("shipped"), "{message}");
        assert_eq!(
            code(shipped),
            (Code::FailedPrecondition, "LINE_SHIPPED".to_owned())
        );

        let no_rule = world
            .cancel(ask(&order, Party::Buyer, Ground::Warranty, &[]))
            .await;
        let message = no_rule.as_ref().unwrap_err().message().to_owned();
        assert!(message.contains("change_of_mind"), "{message}");
        assert_eq!(code(no_rule).1, "NO_RULE");
        assert!(world.debts().await.is_empty());
        let list = world
            .operator()
            .list_cancellations(pb::ListCancellationsRequest::default())
            .await
            .unwrap();
        assert!(list.into_inner().cancellations.is_empty());
    })
    .await;
}

#[tokio::test]
async fn bad_lines_and_quantities_are_named_by_path() {
    everywhere(async |world| {
        let order = world.paid(Draft::kwoking()).await;
        let fields = [
            (("1", 0), "lines[0].quantity"),
            (("1", -1), "lines[0].quantity"),
            (("1", 3), "lines[0].quantity"),
            (("7", 1), "lines[0].line_id"),
        ];
        for (line, path) in fields {
            let request = ask(&order, Party::Buyer, Ground::ChangeOfMind, &[line]);
            assert_eq!(bad_fields(world.cancel(request).await), [path], "{line:?}");
        }
        let twice = ask(&order, Party::Buyer, Ground::ChangeOfMind, &[("1", 1), ("1", 1)]);
        assert_eq!(bad_fields(world.cancel(twice).await), ["lines[1].line_id"]);
        let mut silent = ask(&order, Party::Seller, Ground::OutOfStock, &[]);
        silent.explanation.clear();
        assert_eq!(bad_fields(world.cancel(silent).await), ["explanation"]);
        let nobody = ask(&order, Party::Unspecified, Ground::ChangeOfMind, &[]);
        assert_eq!(bad_fields(world.cancel(nobody).await), ["requested_by"]);
    })
    .await;
}

#[tokio::test]
async fn a_cancellation_is_idempotent_and_checks_the_etag() {
    everywhere(async |world| {
        let order = world.paid(Draft::kwoking()).await;
        let stale = pb::CancelOrderRequest {
            etag: "old".to_owned(),
            ..ask(&order, Party::Buyer, Ground::ChangeOfMind, &[])
        };
        assert_eq!(
            code(world.cancel(stale).await),
            (Code::Aborted, "STALE_ETAG".to_owned())
        );
        let request = pb::CancelOrderRequest {
            request_id: "k1".to_owned(),
            etag: order.etag.clone(),
            ..ask(&order, Party::Buyer, Ground::ChangeOfMind, &[("1", 1)])
        };
        let other = pb::CancelOrderRequest {
            lines: quantities(&[("1", 2)]),
            ..request.clone()
        };
        check_replay!(world.operator(), cancel_order, request, other);
        assert_eq!(world.debts().await.len(), 1);
        assert_eq!(world.order(&order).await.lines[0].cancelled_quantity, 1);
    })
    .await;
}

#[tokio::test]
async fn many_calls_with_one_request_id_cancel_once() {
    everywhere(async |world| {
        let order = world.paid(Draft::kwoking()).await;
        let request = pb::CancelOrderRequest {
            request_id: "storm".to_owned(),
            ..ask(&order, Party::Buyer, Ground::ChangeOfMind, &[("1", 1)])
        };
        let calls = (0..64).map(|_| world.cancel(request.clone()));
        let replies = futures::future::join_all(calls).await;
        let first = replies[0].as_ref().unwrap();
        assert!(replies.iter().all(|reply| reply.as_ref().unwrap() == first));
        assert_eq!(world.debts().await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn an_unpaid_order_is_cancelled_without_a_refund_and_less_is_to_be_paid() {
    everywhere(async |world| {
        let draft = Draft::kwoking().with(|order| order.shipping = Some(money("EUR", 500)));
        let order = world.place(draft).await;
        let part = world
            .cancel(ask(&order, Party::Buyer, Ground::ChangeOfMind, &[("1", 1)]))
            .await
            .unwrap();
        assert_eq!(
            (part.state(), part.refund),
            (pb::CancellationState::Approved, None)
        );
        let order = world.order(&order).await;
        assert_eq!(
            (minor(&order.total), minor(&order.payments[0].amount)),
            (8_500, 8_500)
        );
        let paid = world.pay(&order).await;
        assert_eq!(
            (paid.state(), minor(&paid.payments[0].captured)),
            (pb::OrderState::Paid, 8_500)
        );
        world
            .cancel(ask(&order, Party::Buyer, Ground::ChangeOfMind, &[]))
            .await
            .unwrap();
        let [debt] = world.debts().await.try_into().unwrap();
        assert_eq!(minor(&debt.breakdown.unwrap().amount), 8_500);
    })
    .await;
}

#[tokio::test]
async fn an_order_paid_in_part_is_cancelled_as_a_whole_and_pays_back_what_came_in() {
    everywhere(async |world| {
        let draft = Draft::kwoking().with(|order| {
            let payment = order.payments[0].clone();
            order.payments = [4_000, 6_000]
                .map(|part| pb::Payment {
                    amount: Some(money("EUR", part)),
                    ..payment.clone()
                })
                .to_vec();
        });
        let order = world.place(draft).await;
        let request = pb::ConfirmPaymentRequest {
            order_id: order.order_id.clone(),
            payment_id: "p1".to_owned(),
            ..pb::ConfirmPaymentRequest::default()
        };
        world.operator().confirm_payment(request).await.unwrap();
        let part = world
            .cancel(ask(&order, Party::Buyer, Ground::ChangeOfMind, &[("1", 1)]))
            .await;
        assert_eq!(code(part).0, Code::FailedPrecondition);
        let whole = world
            .cancel(ask(&order, Party::Buyer, Ground::ChangeOfMind, &[]))
            .await
            .unwrap();
        assert_eq!(minor(&whole.refund.unwrap().amount), 4_000);
        let order = world.order(&order).await;
        assert_eq!(
            (order.state(), minor(&order.total)),
            (pb::OrderState::Cancelled, 4_000)
        );
    })
    .await;
}

#[tokio::test]
async fn parties_cancel_what_is_theirs_and_speak_for_themselves() {
    everywhere(async |world| {
        let order = world.paid(Draft::kajet()).await;
        let mut buyer = world.bound("kajet", Role::Buyer, "byr_mara");
        let as_seller = ask(&order, Party::Seller, Ground::OutOfStock, &[]);
        assert_eq!(bad_fields(buyer.cancel_order(as_seller).await), ["requested_by"]);
        let mut seller = world.bound("kajet", Role::Seller, "sel_a");
        let own = ask(&order, Party::Unspecified, Ground::OutOfStock, &[]);
        let own = pb::CancelOrderRequest {
            explanation: "The last one broke.".to_owned(),
            ..own
        };
        let cancelled = seller.cancel_order(own.clone()).await.unwrap().into_inner();
        assert_eq!(cancelled.lines, quantities(&[("1", 2)]));
        assert!(cancelled.notify_due_time.is_some());
        let foreign = pb::CancelOrderRequest {
            lines: quantities(&[("2", 1)]),
            ..own
        };
        assert_eq!(
            bad_fields(seller.cancel_order(foreign).await),
            ["lines[0].line_id"]
        );
        for mut stranger in [
            world.bound("kajet", Role::Buyer, "byr_otto"),
            world.bound("kajet", Role::Seller, "sel_z"),
            world.bound("kwoking", Role::Buyer, "byr_mara"),
        ] {
            let request = ask(&order, Party::Unspecified, Ground::SellerOther, &[]);
            let request = pb::CancelOrderRequest {
                explanation: "x".to_owned(),
                ..request
            };
            let foreign = stranger.cancel_order(request.clone()).await.unwrap_err();
            let missing = pb::CancelOrderRequest {
                order_id: "ord_missing".to_owned(),
                ..request
            };
            let missing = stranger.cancel_order(missing).await.unwrap_err();
            assert_eq!(foreign.code(), Code::NotFound);
            assert_eq!(
                foreign.message().replace(&order.order_id, "ord_missing"),
                missing.message()
            );
        }
        let [debt] = world.debts().await.try_into().unwrap();
        assert_eq!((debt.debtor(), debt.seller_id.as_str()), (Party::Seller, "sel_a"));
    })
    .await;
}

#[tokio::test]
async fn debts_of_several_sellers_are_each_sellers_own() {
    everywhere(async |world| {
        let draft = Draft::kajet().with(|order| order.shipping = Some(money("GBP", 300)));
        let order = world.paid(draft).await;
        let whole = world
            .cancel(ask(&order, Party::Buyer, Ground::ChangeOfMind, &[]))
            .await
            .unwrap();
        let debts = world.debts().await;
        let parts: Vec<(&str, i64)> = debts
            .iter()
            .map(|debt| {
                (
                    debt.seller_id.as_str(),
                    minor(&debt.breakdown.as_ref().unwrap().amount),
                )
            })
            .collect();
        assert_eq!(parts, [("sel_a", 2_000), ("sel_b", 5_300)]);
        assert!(debts.iter().all(|debt| debt.cause_id == whole.cancellation_id));
        assert_ne!(debts[0].owed_id, debts[1].owed_id);
        assert_eq!(minor(&whole.refund.unwrap().amount), 7_300);
    })
    .await;
}
