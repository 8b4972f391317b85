//! `ChooseOutOfStock` through the contract, on every database.

use redress_contracts::redress::orders::v1 as pb;
use redress_rpc::Role;
use tonic::Code;

use crate::check_replay;
use crate::draft::{Draft, minor};
use crate::mark_out_of_stock::{devices, mark};
use crate::world::{bad_fields, code, everywhere};

fn choose(order: &pb::Order, choice: pb::StockChoice) -> pb::ChooseOutOfStockRequest {
    pb::ChooseOutOfStockRequest {
        order_id: order.order_id.clone(),
        choice: choice.into(),
        ..pb::ChooseOutOfStockRequest::default()
    }
}

#[tokio::test]
async fn who_waits_keeps_the_line_open_and_gets_it_later() {
    everywhere(async |world| {
        let order = world.paid(devices()).await;
        world
            .operator()
            .mark_out_of_stock(mark(&order, &["2"]))
            .await
            .unwrap();
        let request = pb::ChooseOutOfStockRequest {
            request_id: "w1".to_owned(),
            ..choose(&order, pb::StockChoice::Wait)
        };
        let other = pb::ChooseOutOfStockRequest {
            choice: pb::StockChoice::Refund.into(),
            ..request.clone()
        };
        let mut buyer = world.bound("rma-shop", Role::Buyer, "byr_mara");
        let waiting = check_replay!(buyer, choose_out_of_stock, request, other);
        assert_eq!(waiting.lines[1].stock_state(), pb::StockState::BackOrder);
        assert_eq!(
            (waiting.lines[1].choice_due_time, waiting.next_deadline),
            (None, None)
        );
        let again = buyer
            .choose_out_of_stock(choose(&order, pb::StockChoice::Refund))
            .await;
        assert_eq!(code(again).0, Code::FailedPrecondition);
        let shipped = world.ship(&order, &[]).await.unwrap();
        assert_eq!(shipped.lines[1].stock_state(), pb::StockState::Unspecified);
        assert_eq!(shipped.state(), pb::OrderState::Shipped);
        assert!(world.debts().await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn who_does_not_wait_is_refunded_at_once() {
    everywhere(async |world| {
        let order = world.paid(devices()).await;
        world
            .operator()
            .mark_out_of_stock(mark(&order, &["2"]))
            .await
            .unwrap();
        let refunded = world
            .operator()
            .choose_out_of_stock(choose(&order, pb::StockChoice::Refund))
            .await;
        let refunded = refunded.unwrap().into_inner();
        assert_eq!(refunded.lines[1].stock_state(), pb::StockState::Refunded);
        assert_eq!(
            (refunded.lines[1].cancelled_quantity, refunded.next_deadline),
            (1, None)
        );
        let [debt] = world.debts().await.try_into().unwrap();
        assert_eq!(
            (debt.cause.as_str(), minor(&debt.breakdown.unwrap().amount)),
            ("out_of_stock", 7_500)
        );
        assert_eq!(refunded.cancellations[0].cancellation_id, debt.cause_id);
        let what: Vec<String> = world.changes().await.into_iter().map(|(what, _)| what).collect();
        assert_eq!(
            what[2..],
            ["out_of_stock", "choice_made", "cancellation_approved"]
        );
        assert_eq!(
            world.ship(&order, &[]).await.unwrap().state(),
            pb::OrderState::Shipped
        );
    })
    .await;
}

#[tokio::test]
async fn a_shop_without_a_rule_for_it_refunds_as_when_its_seller_cancels() {
    everywhere(async |world| {
        let order = world.paid(Draft::kwoking()).await;
        let early = world
            .operator()
            .choose_out_of_stock(choose(&order, pb::StockChoice::Refund))
            .await;
        assert_eq!(code(early).0, Code::FailedPrecondition);
        assert_eq!(
            bad_fields(
                world
                    .operator()
                    .choose_out_of_stock(choose(&order, pb::StockChoice::Unspecified))
                    .await
            ),
            ["choice"]
        );
        world
            .operator()
            .mark_out_of_stock(mark(&order, &["1"]))
            .await
            .unwrap();
        let stale = pb::ChooseOutOfStockRequest {
            etag: order.etag.clone(),
            ..choose(&order, pb::StockChoice::Refund)
        };
        assert_eq!(
            code(world.operator().choose_out_of_stock(stale).await).0,
            Code::Aborted
        );
        let refunded = world
            .operator()
            .choose_out_of_stock(choose(&order, pb::StockChoice::Refund))
            .await;
        assert_eq!(refunded.unwrap().into_inner().lines[0].cancelled_quantity, 2);
        let [debt] = world.debts().await.try_into().unwrap();
        assert_eq!(minor(&debt.breakdown.unwrap().amount), 4_000);
    })
    .await;
}
