//! `ConfirmPayment` through the contract, on every database.

use redress_contracts::redress::orders::v1 as pb;
use tonic::Code;

use crate::check_replay;
use crate::draft::{Draft, minor, money};
use crate::world::{bad_fields, code, everywhere, hours, start, wire};

fn confirm(order: &pb::Order, payment_id: &str, captured: Option<i64>) -> pb::ConfirmPaymentRequest {
    pb::ConfirmPaymentRequest {
        order_id: order.order_id.clone(),
        payment_id: payment_id.to_owned(),
        captured: captured.map(|minor| money("EUR", minor)),
        ..pb::ConfirmPaymentRequest::default()
    }
}

#[tokio::test]
async fn a_confirmed_payment_pays_the_order_and_says_what_each_line_may_be_refunded() {
    everywhere(async |world| {
        let draft = Draft::kwoking().with(|order| order.shipping = Some(money("EUR", 500)));
        let order = world.place(draft).await;
        let paid = world.pay(&order).await;
        assert_eq!(paid.state(), pb::OrderState::Paid);
        assert_eq!(paid.payments[0].captured, paid.total);
        let [event] = world
            .events::<pb::PaymentConfirmed>("orders.payment_confirmed")
            .await
            .try_into()
            .unwrap();
        let lines: Vec<i64> = event.lines.iter().map(|line| minor(&line.amount)).collect();
        assert_eq!((lines, minor(&event.shipping)), (vec![4_000, 6_000], 500));
        assert_eq!(event.payment, Some(paid.payments[0].clone()));
    })
    .await;
}

#[tokio::test]
async fn several_payments_capture_exactly_what_each_line_costs() {
    everywhere(async |world| {
        let parts = [3_333, 3_333, 3_834];
        let draft = Draft::kwoking().with(|order| {
            order.shipping = Some(money("EUR", 500));
            let payment = order.payments[0].clone();
            order.payments = parts
                .map(|part| pb::Payment {
                    amount: Some(money("EUR", part)),
                    ..payment.clone()
                })
                .to_vec();
        });
        let order = world.place(draft).await;
        assert_eq!(
            bad_fields(world.operator().confirm_payment(confirm(&order, "", None)).await),
            ["payment_id"]
        );
        for (index, id) in ["p3", "p1", "p2"].into_iter().enumerate() {
            let order = world
                .operator()
                .confirm_payment(confirm(&order, id, None))
                .await
                .unwrap()
                .into_inner();
            let expected = if index == 2 {
                pb::OrderState::Paid
            } else {
                pb::OrderState::Placed
            };
            assert_eq!(order.state(), expected);
        }
        let events: Vec<pb::PaymentConfirmed> = world.events("orders.payment_confirmed").await;
        let sum = |line: usize| {
            events
                .iter()
                .map(|event| minor(&event.lines[line].amount))
                .sum::<i64>()
        };
        assert_eq!((sum(0), sum(1)), (4_000, 6_000));
        assert_eq!(
            events.iter().map(|event| minor(&event.shipping)).sum::<i64>(),
            500
        );
        for event in &events {
            let lines: i64 = event.lines.iter().map(|line| minor(&line.amount)).sum();
            assert_eq!(
                lines + minor(&event.shipping),
                minor(&event.payment.as_ref().unwrap().captured)
            );
        }
    })
    .await;
}

#[tokio::test]
async fn less_may_be_captured_and_the_rest_is_owed_but_more_is_refused() {
    everywhere(async |world| {
        let order = world.place(Draft::kwoking()).await;
        let more = world
            .operator()
            .confirm_payment(confirm(&order, "p1", Some(10_001)))
            .await;
        assert_eq!(bad_fields(more), ["captured"]);
        let less = world
            .operator()
            .confirm_payment(confirm(&order, "p1", Some(9_000)))
            .await
            .unwrap()
            .into_inner();
        assert_eq!((less.state(), minor(&less.owed)), (pb::OrderState::Placed, 1_000));
        assert_eq!(
            (less.payments.len(), less.payments[1].payment_id.as_str()),
            (2, "p2")
        );
        let paid = world
            .operator()
            .confirm_payment(confirm(&order, "", None))
            .await
            .unwrap()
            .into_inner();
        assert_eq!((paid.state(), minor(&paid.owed)), (pb::OrderState::Paid, 0));
    })
    .await;
}

#[tokio::test]
async fn a_confirmation_is_idempotent_and_checked() {
    everywhere(async |world| {
        let order = world.place(Draft::kwoking()).await;
        let request = pb::ConfirmPaymentRequest {
            request_id: "c1".to_owned(),
            ..confirm(&order, "p1", None)
        };
        let other = pb::ConfirmPaymentRequest {
            reference: "x".to_owned(),
            ..request.clone()
        };
        let paid = check_replay!(world.operator(), confirm_payment, request, other);
        let same = world
            .operator()
            .confirm_payment(confirm(&order, "p1", Some(10_000)))
            .await
            .unwrap()
            .into_inner();
        assert_eq!(same, paid);
        let facts = world
            .operator()
            .confirm_payment(confirm(&order, "p1", Some(9_999)))
            .await;
        assert_eq!(code(facts).0, Code::FailedPrecondition);
        assert_eq!(
            world
                .events::<pb::PaymentConfirmed>("orders.payment_confirmed")
                .await
                .len(),
            1
        );
        let stale = pb::ConfirmPaymentRequest {
            etag: order.etag.clone(),
            ..confirm(&order, "p1", None)
        };
        assert_eq!(
            code(world.operator().confirm_payment(stale).await),
            (Code::Aborted, "STALE_ETAG".to_owned())
        );
        let future = pb::ConfirmPaymentRequest {
            confirm_time: wire(start() + hours(1)),
            ..confirm(&order, "p1", None)
        };
        assert_eq!(
            bad_fields(world.operator().confirm_payment(future).await),
            ["confirm_time"]
        );
        let nowhere = pb::ConfirmPaymentRequest {
            order_id: "ord_nowhere".to_owned(),
            ..confirm(&order, "", None)
        };
        assert_eq!(
            code(world.operator().confirm_payment(nowhere).await).0,
            Code::NotFound
        );
    })
    .await;
}
