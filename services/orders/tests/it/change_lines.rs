//! `ChangeLines` through the contract, on every database.

use redress_contracts::redress::orders::v1 as pb;
use redress_contracts::redress::policies::v1::Party;
use tonic::Code;

use crate::check_replay;
use crate::draft::{Draft, line, minor, money};
use crate::world::{bad_fields, code, everywhere};

fn change(order: &pb::Order, changes: &[(&str, i32)], additions: Vec<pb::Line>) -> pb::ChangeLinesRequest {
    let changes = changes.iter().map(|(id, quantity)| pb::LineChange {
        line_id: (*id).to_owned(),
        quantity: *quantity,
    });
    pb::ChangeLinesRequest {
        order_id: order.order_id.clone(),
        requested_by: Party::Buyer.into(),
        changes: changes.collect(),
        additions,
        ..pb::ChangeLinesRequest::default()
    }
}

#[tokio::test]
async fn fewer_is_refunded_and_more_is_owed_until_it_is_paid() {
    everywhere(async |world| {
        let order = world.paid(Draft::kwoking()).await;
        let fewer = pb::ChangeLinesRequest {
            request_id: "l1".to_owned(),
            ..change(&order, &[("1", 1)], vec![])
        };
        let other = change(&order, &[("1", 0)], vec![]);
        let other = pb::ChangeLinesRequest {
            request_id: "l1".to_owned(),
            ..other
        };
        let smaller = check_replay!(world.operator(), change_lines, fewer, other);
        assert_eq!(smaller.lines[0].cancelled_quantity, 1);
        let [debt] = world.debts().await.try_into().unwrap();
        assert_eq!(
            (debt.cause.as_str(), minor(&debt.breakdown.unwrap().amount)),
            ("change", 2_000)
        );

        let request = change(&order, &[("2", 2)], vec![line("EUR", "kwoking", 4, 300)]);
        let larger = world.operator().change_lines(request).await.unwrap().into_inner();
        assert_eq!(
            (larger.state(), minor(&larger.owed)),
            (pb::OrderState::Paid, 6_000 + 1_200)
        );
        assert_eq!(
            (larger.lines[1].quantity, larger.lines[2].line_id.as_str()),
            (2, "3")
        );
        assert_eq!(larger.payments[1].kind(), pb::PaymentKind::Card);
        assert_eq!(code(world.ship(&order, &[]).await).0, Code::FailedPrecondition);
        let blocked = world
            .operator()
            .change_lines(change(&order, &[("2", 1)], vec![]))
            .await;
        assert_eq!(code(blocked).0, Code::FailedPrecondition);
        let confirm = pb::ConfirmPaymentRequest {
            order_id: order.order_id.clone(),
            payment_id: larger.payments[1].payment_id.clone(),
            ..pb::ConfirmPaymentRequest::default()
        };
        let paid = world
            .operator()
            .confirm_payment(confirm)
            .await
            .unwrap()
            .into_inner();
        assert_eq!((minor(&paid.owed), minor(&paid.total)), (0, 17_200));
        let events: Vec<pb::PaymentConfirmed> = world.events("orders.payment_confirmed").await;
        let lines: Vec<i64> = events[1].lines.iter().map(|line| minor(&line.amount)).collect();
        assert_eq!(lines, [0, 6_000, 1_200]);
        assert_eq!(
            world.ship(&order, &[]).await.unwrap().state(),
            pb::OrderState::Shipped
        );
    })
    .await;
}

#[tokio::test]
async fn an_unpaid_order_just_costs_less_or_more() {
    everywhere(async |world| {
        let order = world.place(Draft::kwoking()).await;
        let request = change(&order, &[("1", 0)], vec![line("EUR", "kwoking", 1, 50)]);
        let changed = world.operator().change_lines(request).await.unwrap().into_inner();
        assert_eq!(
            (changed.state(), minor(&changed.total), minor(&changed.owed)),
            (pb::OrderState::Placed, 6_050, 0)
        );
        let amounts: i64 = changed
            .payments
            .iter()
            .map(|payment| minor(&payment.amount))
            .sum();
        assert_eq!(amounts, 6_050);
        assert!(world.debts().await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_by_path_and_changes_nothing() {
    everywhere(async |world| {
        let order = world.paid(Draft::kwoking()).await;
        let cases = [
            (change(&order, &[("9", 1)], vec![]), "changes[0].line_id"),
            (change(&order, &[("1", -1)], vec![]), "changes[0].quantity"),
            (
                change(&order, &[("1", 1), ("1", 2)], vec![]),
                "changes[1].line_id",
            ),
            (change(&order, &[("1", 2)], vec![]), "changes"),
            (
                change(&order, &[], vec![line("USD", "kwoking", 1, 1)]),
                "additions[0].unit_price",
            ),
            (
                change(&order, &[], vec![line("EUR", "kwoking", 0, 1)]),
                "additions[0].quantity",
            ),
        ];
        for (request, path) in cases {
            assert_eq!(bad_fields(world.operator().change_lines(request).await), [path]);
        }
        let priced = pb::Payment {
            kind: 1,
            amount: Some(money("EUR", 1)),
            ..pb::Payment::default()
        };
        let request = change(&order, &[("1", 3)], vec![]);
        let request = pb::ChangeLinesRequest {
            payment: Some(priced),
            ..request
        };
        assert_eq!(
            bad_fields(world.operator().change_lines(request).await),
            ["payment.amount"]
        );
        let stale = pb::ChangeLinesRequest {
            etag: "old".to_owned(),
            ..change(&order, &[("1", 1)], vec![])
        };
        assert_eq!(code(world.operator().change_lines(stale).await).0, Code::Aborted);
        world
            .operator()
            .change_lines(change(&order, &[("1", 1)], vec![]))
            .await
            .unwrap();
        let grown = world
            .operator()
            .change_lines(change(&order, &[("1", 2)], vec![]))
            .await;
        assert_eq!(code(grown).0, Code::FailedPrecondition);
        world.ship(&order, &[]).await.unwrap();
        let late = world
            .operator()
            .change_lines(change(&order, &[], vec![line("EUR", "kwoking", 1, 1)]))
            .await;
        assert_eq!(code(late), (Code::FailedPrecondition, "LINE_SHIPPED".to_owned()));
    })
    .await;
}
