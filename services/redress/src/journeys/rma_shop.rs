//! The RMA shop, a factory-direct exporter: out of stock, and changing one's mind before and after shipping.

use super::money::money;
use super::stage::{Draft, Item, Stage};
use super::step::amount;
use anyhow::ensure;
use redress_contracts::redress::orders::v1::{
    ChooseOutOfStockRequest, MarkOutOfStockRequest, Order, OrderState, StockChoice, StockState,
};
use redress_contracts::redress::policies::v1::{Ground, Party};
use redress_contracts::redress::refunds::v1::RefundState;
use tonic::Code;

super::journeys! { "rma-shop":
    wait "rm-out-of-stock-wait" "2026-03-02T02:00:00Z" ["RM-03"], "out of stock: told at once, reminded, waits, and it ships later";
    refund "rm-out-of-stock-refund" "2026-03-20T02:00:00Z" ["RM-03"], "out of stock: refunded at once";
    change_of_mind "rm-change-of-mind" "2026-04-02T02:00:00Z" ["RM-04"], "cancelled on request before shipping, afterwards refused at the door or returned";
}

const SELLER: &str = "sel_factory";

/// A router and a switch to Canada, 180.00 USD.
fn devices() -> Draft {
    Draft::new(
        "USD",
        "CA",
        vec![
            Item::new("Router", SELLER, 1, 9_000).shipping(1_500),
            Item::new("Switch", SELLER, 1, 6_000).shipping(1_500),
        ],
    )
}

async fn out_of_stock(stage: &mut Stage, order: &Order, line_id: &str) -> anyhow::Result<Order> {
    let request = MarkOutOfStockRequest {
        request_id: stage.request_id(),
        order_id: order.order_id.clone(),
        line_ids: vec![line_id.to_owned()],
        explanation: "The factory's next batch leaves in two weeks.".to_owned(),
        ..MarkOutOfStockRequest::default()
    };
    let order = stage.orders.mark_out_of_stock(request).await?.into_inner();
    let deadline = order.next_deadline.clone().unwrap_or_default();
    stage.show(
        "seller",
        "marks the switch out of stock",
        "the buyer is asked",
        &deadline.clause_ids,
        String::new(),
    );
    let message = stage.told(&order, Party::Buyer, "out_of_stock").await?;
    ensure!(
        message.clause_ids.iter().any(|id| id == "RM-03"),
        "the message cites {:?}",
        message.clause_ids
    );
    Ok(order)
}

async fn choose(stage: &mut Stage, order: &Order, choice: StockChoice) -> anyhow::Result<Order> {
    let request = ChooseOutOfStockRequest {
        request_id: stage.request_id(),
        order_id: order.order_id.clone(),
        choice: choice.into(),
        ..ChooseOutOfStockRequest::default()
    };
    let order = stage.orders.choose_out_of_stock(request).await?.into_inner();
    let word = choice
        .as_str_name()
        .trim_start_matches("STOCK_CHOICE_")
        .to_lowercase();
    stage.show(
        "buyer",
        format!("chooses: {word}"),
        "recorded",
        &[],
        String::new(),
    );
    Ok(order)
}

async fn wait(stage: &mut Stage) -> anyhow::Result<()> {
    let order = stage.place_and_pay(devices()).await?;
    let order = out_of_stock(stage, &order, "2").await?;
    let result = stage.ship(&order, &[("2", 1)]).await;
    ensure!(result.is_err(), "what is out of stock was shipped");
    let order = stage.ship(&order, &[("1", 1)]).await?;
    ensure!(
        order.state() == OrderState::PartlyShipped,
        "it is {:?}",
        order.state()
    );
    stage.days(4).await?;
    stage.told(&order, Party::Buyer, "out_of_stock_reminder").await?;
    let order = choose(stage, &order, StockChoice::Wait).await?;
    ensure!(
        order.lines[1].stock_state() == StockState::BackOrder,
        "the line is {:?}",
        order.lines[1].stock_state()
    );
    stage.days(10).await?;
    let order = stage.ship(&order, &[("2", 1)]).await?;
    ensure!(order.state() == OrderState::Shipped, "it is {:?}", order.state());
    ensure!(
        stage.refunds_of(&order, "").await?.is_empty(),
        "who waits was refunded"
    );
    Ok(())
}

async fn refund(stage: &mut Stage) -> anyhow::Result<()> {
    let order = stage.place_and_pay(devices()).await?;
    let order = out_of_stock(stage, &order, "2").await?;
    let order = choose(stage, &order, StockChoice::Refund).await?;
    let refunds = stage.refunds_of(&order, "").await?;
    ensure!(
        refunds.len() == 1 && refunds[0].state() == RefundState::Succeeded,
        "the refunds are {refunds:?}"
    );
    ensure!(
        refunds[0].amount == Some(money("USD", 7_500)),
        "the refund is {}",
        amount(refunds[0].amount.as_ref())
    );
    let clauses: Vec<String> = refunds[0]
        .breakdown
        .iter()
        .flat_map(|b| &b.lines)
        .flat_map(|l| l.clause_ids.clone())
        .collect();
    stage.show(
        "refunds",
        "refund at once",
        "succeeded",
        &clauses,
        amount(refunds[0].amount.as_ref()),
    );
    let order = stage.read(&order).await?;
    ensure!(
        order.lines[1].cancelled_quantity == 1,
        "the line is not cancelled"
    );
    let order = stage.ship(&order, &[]).await?;
    ensure!(
        order.state() == OrderState::Shipped,
        "the rest of the order is {:?}",
        order.state()
    );
    Ok(())
}

async fn change_of_mind(stage: &mut Stage) -> anyhow::Result<()> {
    let order = stage.place_and_pay(devices()).await?;
    stage.days(2).await?;
    let request = stage.ask(&order, Party::Buyer, Ground::ChangeOfMind, &[("1", 1)]);
    let (cancellation, decision) = stage.cancel(request).await?;
    ensure!(
        decision.clause_ids.iter().any(|id| id == "RM-04"),
        "cites {:?}",
        decision.clause_ids
    );
    stage
        .refunded(
            &order,
            &cancellation.cancellation_id,
            RefundState::Succeeded,
            money("USD", 10_500),
        )
        .await?;
    let order = stage.ship(&order, &[]).await?;
    let request = stage.ask(&order, Party::Buyer, Ground::ChangeOfMind, &[("2", 1)]);
    let result = stage.try_cancel(request).await;
    let said = stage.refused(
        ("buyer", "asks to cancel after shipping"),
        result,
        (Code::FailedPrecondition, "LINE_SHIPPED"),
        Some("RM-04"),
    )?;
    let open = said.get("remedies").cloned().unwrap_or_default();
    ensure!(
        open.contains("refuse_parcel") && open.contains("return"),
        "the refusal leaves `{open}` open"
    );
    Ok(())
}
