//! Kwoking, electronics, French terms: cancelling by the hour, the way the money goes back, changes before shipping.

use super::money::money;
use super::stage::{Draft, Item, Stage, address};
use super::step::amount;
use anyhow::ensure;
use redress_contracts::redress::orders::v1::{
    ChangeAddressRequest, ChangeLinesRequest, ConfirmPaymentRequest, LineChange, OrderState, Payment,
    PaymentKind,
};
use redress_contracts::redress::policies::v1::{BreakdownPart, Ground, Outcome, Party};
use redress_contracts::redress::refunds::v1::RefundState;
use tonic::Code;

super::journeys! { "kwoking":
    within_24h "kw-cancel-within-24h" "2026-03-02T09:00:00Z" ["KW-08", "KW-18"], "cancelled within 24 hours of payment: full refund";
    later_unshipped "kw-cancel-after-24h" "2026-03-10T09:00:00Z" ["KW-08"], "cancelled later but unshipped: full refund with shipping";
    shipped "kw-cancel-shipped" "2026-03-16T09:00:00Z" ["KW-08"], "shipped: no cancellation, a return is open instead";
    in_part "kw-cancel-in-part" "2026-03-20T09:00:00Z" ["KW-08"], "two of three cancelled, the rest ships in two parcels";
    made_to_order "kw-cancel-made-to-order" "2026-03-25T09:00:00Z" ["KW-08"], "another rule for another category: the seller decides";
    bank_fee "kw-refund-bank-fee" "2026-04-01T09:00:00Z" ["KW-11"], "back to the same bank account, the bank's fee is the buyer's";
    changes "kw-change-order" "2026-04-10T09:00:00Z" ["KW-17"], "address and lines change before shipping, the difference is settled";
    keeps_version "kw-keeps-version" "2026-05-10T09:00:00Z" ["KW-18"], "an order keeps the version it was placed under";
}

pub(super) const SELLER: &str = "sel_kwoking";

/// A camera and two batteries to France, 251.98 EUR.
fn camera() -> Draft {
    Draft::new(
        "EUR",
        "FR",
        vec![
            Item::new("Camera", SELLER, 1, 17_500).tax(3_500).shipping(500),
            Item::new("Battery", SELLER, 2, 1_499).tax(500),
        ],
    )
    .shipping(200)
}

async fn within_24h(stage: &mut Stage) -> anyhow::Result<()> {
    let order = stage.place_and_pay(camera()).await?;
    stage.hours(23).await?;
    let request = stage.ask(&order, Party::Buyer, Ground::ChangeOfMind, &[]);
    let (cancellation, decision) = stage.cancel(request).await?;
    ensure!(
        decision.outcome() == Outcome::Allowed,
        "it is {:?}",
        decision.outcome()
    );
    ensure!(
        decision.clause_ids.iter().any(|id| id == "KW-08"),
        "cites {:?}",
        decision.clause_ids
    );
    let total = order.total.clone().unwrap_or_default();
    stage
        .refunded(
            &order,
            &cancellation.cancellation_id,
            RefundState::Succeeded,
            total,
        )
        .await?;
    let order = stage.read(&order).await?;
    ensure!(
        order.state() == OrderState::Cancelled,
        "the order is {:?}",
        order.state()
    );
    stage.told(&order, Party::Buyer, "cancellation_approved").await?;
    stage.effects(&order, 1).await
}

async fn later_unshipped(stage: &mut Stage) -> anyhow::Result<()> {
    let order = stage.place_and_pay(camera()).await?;
    stage.hours(30).await?;
    let request = stage.ask(&order, Party::Buyer, Ground::ChangeOfMind, &[]);
    let (cancellation, decision) = stage.cancel(request).await?;
    let shipping = decision
        .breakdown
        .iter()
        .flat_map(|b| &b.lines)
        .filter(|line| line.part() == BreakdownPart::OriginalShipping)
        .count();
    ensure!(
        shipping == 2,
        "the breakdown gives back {shipping} shipping lines, not the line's and the order's"
    );
    let total = order.total.clone().unwrap_or_default();
    stage
        .refunded(
            &order,
            &cancellation.cancellation_id,
            RefundState::Succeeded,
            total,
        )
        .await?;
    Ok(())
}

async fn shipped(stage: &mut Stage) -> anyhow::Result<()> {
    let order = stage.place_and_pay(camera()).await?;
    stage.hours(5).await?;
    let order = stage.ship(&order, &[]).await?;
    stage.hours(1).await?;
    let request = stage.ask(&order, Party::Buyer, Ground::ChangeOfMind, &[]);
    let result = stage.try_cancel(request).await;
    let said = stage.refused(
        ("buyer", "asks to cancel"),
        result,
        (Code::FailedPrecondition, "LINE_SHIPPED"),
        Some("KW-08"),
    )?;
    let open = said.get("remedies").cloned().unwrap_or_default();
    ensure!(
        open.contains("return"),
        "the refusal leaves `{open}` open, not a return"
    );
    ensure!(
        stage.refunds_of(&order, "").await?.is_empty(),
        "a refused cancellation was refunded"
    );
    Ok(())
}

async fn in_part(stage: &mut Stage) -> anyhow::Result<()> {
    let order = stage
        .place_and_pay(Draft::new(
            "EUR",
            "FR",
            vec![Item::new("Cable", SELLER, 3, 999).tax(200).shipping(100)],
        ))
        .await?;
    let request = stage.ask(&order, Party::Buyer, Ground::ChangeOfMind, &[("1", 1)]);
    let (first, _) = stage.cancel(request).await?;
    stage
        .refunded(
            &order,
            &first.cancellation_id,
            RefundState::Succeeded,
            money("EUR", 999 + 67 + 33),
        )
        .await?;
    let order = stage.ship(&order, &[("1", 1)]).await?;
    let request = stage.ask(&order, Party::Buyer, Ground::ChangeOfMind, &[("1", 2)]);
    let result = stage.try_cancel(request).await;
    stage.refused(
        ("buyer", "asks to cancel two, one of them shipped"),
        result,
        (Code::FailedPrecondition, "LINE_SHIPPED"),
        Some("KW-08"),
    )?;
    let request = stage.ask(&order, Party::Buyer, Ground::ChangeOfMind, &[("1", 3)]);
    let result = stage.try_cancel(request).await;
    stage.refused(
        ("buyer", "asks to cancel three of the two that are left"),
        result,
        (Code::InvalidArgument, "INVALID_FIELD"),
        None,
    )?;
    let order = stage.ship(&order, &[("1", 1)]).await?;
    ensure!(
        order.parcels.len() == 2 && order.state() == OrderState::Shipped,
        "it is {:?}",
        order.state()
    );
    stage.days(2).await?;
    let order = stage.deliver(&order, "1").await?;
    ensure!(
        order.state() == OrderState::Shipped,
        "one parcel is still on its way"
    );
    let order = stage.deliver(&order, "2").await?;
    ensure!(
        order.state() == OrderState::Delivered,
        "it is {:?}",
        order.state()
    );
    Ok(())
}

async fn made_to_order(stage: &mut Stage) -> anyhow::Result<()> {
    let item = Item::new("Engraved drone", SELLER, 1, 30_000).category("made_to_order");
    let order = stage.place_and_pay(Draft::new("EUR", "CH", vec![item])).await?;
    stage.hours(25).await?;
    let request = stage.ask(&order, Party::Buyer, Ground::ChangeOfMind, &[]);
    let (cancellation, decision) = stage.cancel(request).await?;
    ensure!(
        decision.outcome() == Outcome::NeedsSeller,
        "it is {:?}",
        decision.outcome()
    );
    stage
        .decide(&cancellation, Party::Seller, true, "The engraving had not begun.")
        .await?;
    stage
        .refunded(
            &order,
            &cancellation.cancellation_id,
            RefundState::Succeeded,
            money("EUR", 30_000),
        )
        .await?;
    Ok(())
}

async fn bank_fee(stage: &mut Stage) -> anyhow::Result<()> {
    let draft = Draft::new(
        "EUR",
        "CH",
        vec![Item::new("Power bank", SELLER, 1, 8_000).shipping(900)],
    );
    let order = stage
        .place_and_pay(draft.paid_by(PaymentKind::BankDeposit, 350))
        .await?;
    stage.hours(2).await?;
    let request = stage.ask(&order, Party::Buyer, Ground::ChangeOfMind, &[]);
    let (cancellation, decision) = stage.cancel(request).await?;
    let method = decision.method.clone().unwrap_or_default();
    ensure!(
        method.method == "original",
        "the money goes back by {}",
        method.method
    );
    let lines = decision.breakdown.iter().flat_map(|b| &b.lines);
    let fee: Vec<_> = lines
        .filter(|line| line.part() == BreakdownPart::BankFee)
        .collect();
    ensure!(
        fee.len() == 1 && fee[0].amount == Some(money("EUR", -350)),
        "the fee lines are {fee:?}"
    );
    stage
        .refunded(
            &order,
            &cancellation.cancellation_id,
            RefundState::Succeeded,
            money("EUR", 8_550),
        )
        .await?;
    Ok(())
}

async fn changes(stage: &mut Stage) -> anyhow::Result<()> {
    let order = stage
        .place_and_pay(Draft::new("EUR", "FR", vec![Item::new("Lamp", SELLER, 2, 2_500)]))
        .await?;
    let request = ChangeAddressRequest {
        request_id: stage.request_id(),
        order_id: order.order_id.clone(),
        requested_by: Party::Buyer.into(),
        shipping_address: Some(address("FR", "2 Harbour Road")),
        ..ChangeAddressRequest::default()
    };
    let order = stage.orders.change_address(request).await?.into_inner();
    stage.show("buyer", "changes the address", "changed", &[], String::new());
    stage.told(&order, Party::Seller, "address_changed").await?;

    let order = change_lines(stage, &order, vec![("1", 1)], vec![]).await?;
    stage.show(
        "buyer",
        "takes one lamp off",
        "changed",
        &[],
        amount(order.total.as_ref()),
    );
    let refunds = stage.refunds_of(&order, "").await?;
    ensure!(
        refunds.len() == 1 && refunds[0].amount == Some(money("EUR", 2_500)),
        "the difference refunded is {refunds:?}"
    );
    let clauses: Vec<String> = refunds[0]
        .breakdown
        .iter()
        .flat_map(|b| &b.lines)
        .flat_map(|l| l.clause_ids.clone())
        .collect();
    stage.show(
        "refunds",
        "the difference",
        "succeeded",
        &clauses,
        amount(refunds[0].amount.as_ref()),
    );

    let order = change_lines(stage, &order, vec![], vec![Item::new("Bulb", SELLER, 4, 300)]).await?;
    ensure!(
        order.owed == Some(money("EUR", 1_200)),
        "owed is {:?}",
        order.owed
    );
    stage.show(
        "buyer",
        "adds four bulbs",
        "the difference is owed",
        &[],
        amount(order.owed.as_ref()),
    );
    let unpaid = order
        .payments
        .iter()
        .find(|payment| payment.confirm_time.is_none());
    let payment_id = unpaid
        .map(|payment| payment.payment_id.clone())
        .unwrap_or_default();
    let request = ConfirmPaymentRequest {
        request_id: stage.request_id(),
        order_id: order.order_id.clone(),
        payment_id,
        ..ConfirmPaymentRequest::default()
    };
    let order = stage.orders.confirm_payment(request).await?.into_inner();
    ensure!(
        order
            .owed
            .as_ref()
            .is_none_or(|owed| owed.units == 0 && owed.nanos == 0),
        "owed is {:?}",
        order.owed
    );

    let order = stage.ship(&order, &[]).await?;
    let request = ChangeAddressRequest {
        request_id: stage.request_id(),
        order_id: order.order_id.clone(),
        requested_by: Party::Buyer.into(),
        shipping_address: Some(address("FR", "3 Late Lane")),
        ..ChangeAddressRequest::default()
    };
    let result = stage.orders.change_address(request).await;
    stage.refused(
        ("buyer", "changes the address after shipping"),
        result,
        (Code::FailedPrecondition, "LINE_SHIPPED"),
        Some("KW-17"),
    )?;
    Ok(())
}

async fn change_lines(
    stage: &mut Stage,
    order: &redress_contracts::redress::orders::v1::Order,
    changes: Vec<(&str, i32)>,
    additions: Vec<Item>,
) -> anyhow::Result<redress_contracts::redress::orders::v1::Order> {
    let is_more = !additions.is_empty();
    let request = ChangeLinesRequest {
        request_id: stage.request_id(),
        order_id: order.order_id.clone(),
        requested_by: Party::Buyer.into(),
        changes: changes
            .into_iter()
            .map(|(line_id, quantity)| LineChange {
                line_id: line_id.to_owned(),
                quantity,
            })
            .collect(),
        additions: additions.iter().map(|item| item.line("EUR")).collect(),
        payment: is_more.then(|| Payment {
            kind: PaymentKind::Card.into(),
            reference: format!("pay-more-{}", order.order_id),
            ..Payment::default()
        }),
        ..ChangeLinesRequest::default()
    };
    Ok(stage.orders.change_lines(request).await?.into_inner())
}

async fn keeps_version(stage: &mut Stage) -> anyhow::Result<()> {
    let before = stage
        .place_and_pay(Draft::new(
            "EUR",
            "CH",
            vec![Item::new("Tablet", SELLER, 1, 20_000)],
        ))
        .await?;
    stage.hours(1).await?;
    let old = stage.policy().await?;
    let new = stage
        .publish("edition = \"undated\"", "edition = \"2026 summer\"")
        .await?;
    ensure!(
        new.version == old.version + 1,
        "version {} follows {}",
        new.version,
        old.version
    );
    stage.hours(1).await?;
    let after = stage
        .place_and_pay(Draft::new(
            "EUR",
            "CH",
            vec![Item::new("Tablet", SELLER, 1, 20_000)],
        ))
        .await?;
    for (order, version) in [(before, old.version), (after, new.version)] {
        let request = stage.ask(&order, Party::Buyer, Ground::ChangeOfMind, &[]);
        let (_, decision) = stage.cancel(request).await?;
        ensure!(
            decision.policy_version == version,
            "version {} bound, not {version}",
            decision.policy_version
        );
    }
    Ok(())
}
