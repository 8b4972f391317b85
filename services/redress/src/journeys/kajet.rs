//! Kajet, a marketplace: sellers' own cancellation windows, sellers who cancel, and oversight.

use super::money::money;
use super::stage::{Draft, Item, Stage};
use super::step::amount;
use anyhow::{Context as _, ensure};
use redress_contracts::redress::orders::v1::{Order, SellerTerms};
use redress_contracts::redress::policies::v1::{DiffPoliciesRequest, Ground, Layer, Outcome, Party};
use redress_contracts::redress::refunds::v1::{ProviderBehaviour, RefundState, ScriptProviderRequest};
use tonic::Code;

super::journeys! { "kajet":
    window "kj-window" "2026-03-02T10:00:00Z" ["KJ-01", "KJ-02", "KJ-03"], "the order summary shows the seller's window; asking twice is one cancellation";
    order_terms "kj-order-terms" "2026-03-10T10:00:00Z" ["KJ-01", "KJ-03"], "the terms of one order beat the seller's";
    window_closed "kj-window-closed" "2026-03-16T10:00:00Z" ["KJ-01"], "after the window it is refused, with when it closed";
    seller_cancels "kj-seller-cancels" "2026-03-20T10:00:00Z" ["KJ-04", "KJ-05"], "a seller cancels, explains, and the buyer is told in time";
    overdue "kj-refund-overdue" "2026-03-26T10:00:00Z" ["KJ-05"], "a refund that is not paid in time goes to the platform";
    compared "kj-versions-compared" "2026-06-01T10:00:00Z" ["KJ-08"], "a new version is published and compared with the old one";
}

/// Terms of a seller: 48 hours, 80 % of the price, decided by the seller.
pub(super) const STRICT_TERMS: &str = r#"
[terms]
edition = "2026-03"
name = "Strict & Sons"

[[case]]
case = "cancel-in-window"
window = { hours = 48 }
refund = "eighty-percent"
decided_by = "seller"
refund_due = { days = 2 }
"#;

/// Terms of a seller: 72 hours, everything back but the shipping.
const LONG_TERMS: &str = r#"
[terms]
edition = "2026-03"
name = "Patient & Co."

[[case]]
case = "cancel-in-window"
window = { hours = 72 }
refund = "without-shipping"
"#;

/// Terms of one order: cancellable for a week.
const WEEK_TERMS: &str = r#"
[terms]
edition = "promotion"
name = "Spring promotion"

[[case]]
case = "cancel-in-window"
window = { days = 7 }
refund = "full"
"#;

/// A vase from a seller, 48.00 GBP.
pub(super) fn vase(seller: &'static str) -> Draft {
    Draft::new(
        "GBP",
        "GB",
        vec![Item::new("Vase", seller, 1, 4_000).tax(300).shipping(500)],
    )
}

async fn terms_of(stage: &mut Stage, order: &Order, seller: &str) -> anyhow::Result<SellerTerms> {
    let order = stage.read(order).await?;
    let terms = order.terms.context("the order shows no terms")?;
    let own = terms
        .sellers
        .into_iter()
        .find(|terms| terms.seller_id == seller)
        .context("no terms of this seller")?;
    stage.show(
        "buyer",
        format!("reads the order summary: {}", own.window),
        own.refund_terms.clone(),
        &own.clause_ids,
        amount(own.refund.as_ref().and_then(|refund| refund.amount.as_ref())),
    );
    Ok(own)
}

async fn window(stage: &mut Stage) -> anyhow::Result<()> {
    stage.publish_terms("sel_patient", LONG_TERMS).await?;
    let order = stage.place_and_pay(vase("sel_patient")).await?;
    let terms = terms_of(stage, &order, "sel_patient").await?;
    ensure!(
        terms.cancel_outcome() == Outcome::Allowed,
        "it is {:?}",
        terms.cancel_outcome()
    );
    ensure!(
        terms.layer() == Layer::Seller,
        "the window comes from {:?}",
        terms.layer()
    );
    ensure!(
        terms.window.contains("72 hours"),
        "the window is `{}`",
        terms.window
    );
    let close = terms.window_close_time.context("no closing time")?;
    let paid = order.payments[0].confirm_time.context("not paid")?;
    ensure!(
        close.seconds - paid.seconds == 72 * 3600,
        "it closes {} seconds after payment",
        close.seconds - paid.seconds
    );
    stage.hours(70).await?;
    let request = stage.ask(&order, Party::Buyer, Ground::ChangeOfMind, &[]);
    let (cancellation, decision) = stage.cancel(request.clone()).await?;
    ensure!(
        decision.outcome() == Outcome::Allowed,
        "it is {:?}",
        decision.outcome()
    );
    let again = stage.try_cancel(request).await?;
    ensure!(again == cancellation, "the repeated request got another reply");
    stage
        .refunded(
            &order,
            &cancellation.cancellation_id,
            RefundState::Succeeded,
            money("GBP", 4_300),
        )
        .await?;
    stage.effects(&order, 1).await
}

async fn order_terms(stage: &mut Stage) -> anyhow::Result<()> {
    stage.publish_terms("sel_promo", LONG_TERMS).await?;
    let order = stage.place_and_pay(vase("sel_promo").terms(WEEK_TERMS)).await?;
    let terms = terms_of(stage, &order, "sel_promo").await?;
    ensure!(
        terms.layer() == Layer::Order && terms.window.contains("7 days"),
        "the window is `{}`",
        terms.window
    );
    stage.days(5).await?;
    let request = stage.ask(&order, Party::Buyer, Ground::ChangeOfMind, &[]);
    let (cancellation, _) = stage.cancel(request).await?;
    stage
        .refunded(
            &order,
            &cancellation.cancellation_id,
            RefundState::Succeeded,
            money("GBP", 4_800),
        )
        .await?;
    Ok(())
}

async fn window_closed(stage: &mut Stage) -> anyhow::Result<()> {
    let order = stage.place_and_pay(vase("sel_plain")).await?;
    stage.hours(24).await?;
    let request = stage.ask(&order, Party::Buyer, Ground::ChangeOfMind, &[]);
    let result = stage.try_cancel(request).await;
    let said = stage.refused(
        ("buyer", "asks to cancel after 24 hours"),
        result,
        (Code::FailedPrecondition, "WINDOW_CLOSED"),
        Some("KJ-01"),
    )?;
    let when = said.get("window_close_time").cloned().unwrap_or_default();
    ensure!(
        when.starts_with("2026-03-17T10:00"),
        "the refusal says that it closed at `{when}`"
    );
    Ok(())
}

async fn seller_cancels(stage: &mut Stage) -> anyhow::Result<()> {
    let order = stage.place_and_pay(vase("sel_plain")).await?;
    let mut request = stage.ask(&order, Party::Seller, Ground::OutOfStock, &[]);
    let result = stage.try_cancel(request.clone()).await;
    stage.refused(
        ("seller", "cancels without explaining"),
        result,
        (Code::InvalidArgument, "INVALID_FIELD"),
        None,
    )?;
    request.request_id = stage.request_id();
    request.explanation = "The last vase broke in the warehouse.".to_owned();
    let (cancellation, _) = stage.cancel(request).await?;
    ensure!(
        cancellation.notify_due_time.is_some(),
        "nothing says until when the buyer must be told"
    );
    let message = stage.told(&order, Party::Buyer, "cancellation_approved").await?;
    ensure!(
        message.body.contains("broke in the warehouse"),
        "the message does not explain"
    );
    let refund = stage
        .refunded(
            &order,
            &cancellation.cancellation_id,
            RefundState::Succeeded,
            money("GBP", 4_800),
        )
        .await?;
    ensure!(
        refund.debtor() == Party::Seller,
        "the refund is owed by {:?}",
        refund.debtor()
    );
    let cancellation = stage.read_cancellation(&cancellation).await?;
    ensure!(
        cancellation.notify_time.is_some(),
        "when the buyer was told is not recorded"
    );
    Ok(())
}

async fn overdue(stage: &mut Stage) -> anyhow::Result<()> {
    let order = stage.place_and_pay(vase("sel_plain")).await?;
    let script = ScriptProviderRequest {
        payment_reference: order.payments[0].reference.clone(),
        behaviour: ProviderBehaviour::Late.into(),
        late_after: 1_000,
        ..ScriptProviderRequest::default()
    };
    stage.sandbox.script_provider(script).await?;
    let request = stage.ask(&order, Party::Buyer, Ground::ChangeOfMind, &[]);
    let (cancellation, _) = stage.cancel(request).await?;
    stage.days(4).await?;
    let refunds = stage.refunds_of(&order, &cancellation.cancellation_id).await?;
    let refund = refunds.first().context("no refund")?;
    ensure!(
        refund.is_overdue && refund.state() != RefundState::Succeeded,
        "it is {:?}",
        refund.state()
    );
    stage.show(
        "refunds",
        "not paid within 3 days",
        "overdue, escalated",
        &refund.clause_ids,
        amount(refund.amount.as_ref()),
    );
    stage.told(&order, Party::Platform, "refund_overdue").await?;
    Ok(())
}

async fn compared(stage: &mut Stage) -> anyhow::Result<()> {
    let old = stage.policy().await?;
    let new = stage
        .publish("edition = \"2023-10-12\"", "edition = \"2026-06-01\"")
        .await?;
    let request = DiffPoliciesRequest {
        policy_id: stage.shop().to_owned(),
        from_version: old.version,
        to_version: new.version,
    };
    let changes = stage.policies.diff_policies(request).await?.into_inner().changes;
    ensure!(changes.len() == 1, "the versions differ in {changes:?}");
    let change = &changes[0];
    ensure!(
        (&*change.from_value, &*change.to_value) == ("2023-10-12", "2026-06-01"),
        "it says {change:?}"
    );
    let text = format!("{}: {} -> {}", change.path, change.from_value, change.to_value);
    stage.show(
        "anyone",
        "compares the versions",
        text,
        &change.clause_ids,
        String::new(),
    );
    Ok(())
}
