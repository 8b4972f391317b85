//! Kajet, a marketplace: sellers' own cancellation windows, sellers who cancel, oversight, and disputes settled or ruled.

use super::money::money;
use super::stage::{Draft, Item, Stage};
use super::step::amount;
use anyhow::{Context as _, ensure};
use redress_contracts::redress::orders::v1::{
    AddStatementRequest, AnswerProposalRequest, Cancellation, CancellationState, DisputeState,
    InterveneRequest, InterventionKind, ListInterventionsRequest, OpenDisputeRequest, Order,
    ProposeSettlementRequest, RuleDisputeRequest, RulingFor, SellerTerms,
};
use redress_contracts::redress::policies::v1::{DiffPoliciesRequest, Ground, Layer, Outcome, Party};
use redress_contracts::redress::refunds::v1::{
    GetRefundRequest, ProviderBehaviour, RefundState, ScriptProviderRequest,
};
use tonic::Code;

super::journeys! { "kajet":
    window "kj-window" "2026-03-02T10:00:00Z" ["KJ-01", "KJ-02", "KJ-03"], "the order summary shows the seller's window; asking twice is one cancellation";
    order_terms "kj-order-terms" "2026-03-10T10:00:00Z" ["KJ-01", "KJ-03"], "the terms of one order beat the seller's";
    window_closed "kj-window-closed" "2026-03-16T10:00:00Z" ["KJ-01"], "after the window it is refused, with when it closed";
    seller_cancels "kj-seller-cancels" "2026-03-20T10:00:00Z" ["KJ-04", "KJ-05"], "a seller cancels, explains, and the buyer is told in time";
    overdue "kj-refund-overdue" "2026-03-26T10:00:00Z" ["KJ-05"], "a refund that is not paid in time goes to the platform";
    override_refusal "kj-intervention" "2026-04-10T10:00:00Z" ["KJ-06"], "the platform overrides a seller's refusal and forces a refund";
    settled "kj-dispute-settled" "2026-04-20T10:00:00Z" ["KJ-07"], "a dispute ends in a proposal that both sides accept";
    ruled "kj-dispute-ruled" "2026-05-01T10:00:00Z" ["KJ-06", "KJ-07"], "a dispute is ruled, and the ruling pays without the seller";
    compared "kj-versions-compared" "2026-06-01T10:00:00Z" ["KJ-08"], "a new version is published and compared with the old one";
}

/// Terms of a seller: 48 hours, 80 % of the price, decided by the seller.
const STRICT_TERMS: &str = r#"
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
fn vase(seller: &'static str) -> Draft {
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

/// A cancellation that the seller of strict terms refused.
async fn refused_by_seller(stage: &mut Stage, seller: &'static str) -> anyhow::Result<(Order, Cancellation)> {
    stage.publish_terms(seller, STRICT_TERMS).await?;
    let order = stage.place_and_pay(vase(seller)).await?;
    stage.hours(30).await?;
    let request = stage.ask(&order, Party::Buyer, Ground::ChangeOfMind, &[]);
    let (cancellation, decision) = stage.cancel(request).await?;
    ensure!(
        decision.outcome() == Outcome::NeedsSeller,
        "it is {:?}",
        decision.outcome()
    );
    let refused = stage
        .decide(&cancellation, Party::Seller, false, "It is packed already.")
        .await?;
    ensure!(
        refused.state() == CancellationState::Refused,
        "it is {:?}",
        refused.state()
    );
    Ok((order, refused))
}

async fn intervene(
    stage: &mut Stage,
    order: &Order,
    kind: InterventionKind,
    (cancellation_id, minor): (&str, Option<i64>),
) -> anyhow::Result<()> {
    let request = InterveneRequest {
        request_id: stage.request_id(),
        order_id: order.order_id.clone(),
        cancellation_id: cancellation_id.to_owned(),
        kind: kind.into(),
        reason: "The seller's refusal breaks the marketplace's rules.".to_owned(),
        amount: minor.map(|minor| money("GBP", minor)),
        ..InterveneRequest::default()
    };
    let done = stage.orders.intervene(request).await?.into_inner();
    let word = kind
        .as_str_name()
        .trim_start_matches("INTERVENTION_KIND_")
        .to_lowercase();
    stage.show(
        "platform",
        format!("steps in: {word}"),
        "recorded",
        &done.clause_ids,
        amount(done.amount.as_ref()),
    );
    Ok(())
}

async fn override_refusal(stage: &mut Stage) -> anyhow::Result<()> {
    let (order, cancellation) = refused_by_seller(stage, "sel_strict_one").await?;
    let id = cancellation.cancellation_id.clone();
    intervene(stage, &order, InterventionKind::Guidance, (&id, None)).await?;
    intervene(stage, &order, InterventionKind::ApproveCancellation, (&id, None)).await?;
    stage
        .refunded(&order, &id, RefundState::Succeeded, money("GBP", 3_440))
        .await?;
    intervene(stage, &order, InterventionKind::ForceRefund, ("", Some(1_360))).await?;
    let all = stage.refunds_of(&order, "").await?;
    ensure!(
        all.len() == 2 && all.iter().all(|r| r.state() == RefundState::Succeeded),
        "{} refunds",
        all.len()
    );
    let request = ListInterventionsRequest {
        order_id: order.order_id.clone(),
        ..ListInterventionsRequest::default()
    };
    let recorded = stage
        .orders
        .list_interventions(request)
        .await?
        .into_inner()
        .interventions;
    ensure!(
        recorded.len() == 3 && recorded.iter().all(|i| !i.reason.is_empty()),
        "{} interventions",
        recorded.len()
    );
    let request = InterveneRequest {
        request_id: stage.request_id(),
        order_id: order.order_id.clone(),
        kind: InterventionKind::ForceRefund.into(),
        reason: "More than was ever paid.".to_owned(),
        amount: Some(money("GBP", 1)),
        ..InterveneRequest::default()
    };
    // Refused here or by the refunds context: in either case nothing more is paid.
    let _ = stage.orders.intervene(request).await;
    let all = stage.refunds_of(&order, "").await?;
    let total = all
        .iter()
        .filter(|refund| refund.state() == RefundState::Succeeded)
        .count();
    ensure!(total == 2, "more was refunded than was captured");
    Ok(())
}

async fn open_dispute(stage: &mut Stage, cancellation: &Cancellation) -> anyhow::Result<String> {
    let request = OpenDisputeRequest {
        request_id: stage.request_id(),
        cancellation_id: cancellation.cancellation_id.clone(),
        opened_by: Party::Buyer.into(),
        statement: "I asked within the window.".to_owned(),
        evidence_refs: vec!["order summary".to_owned()],
    };
    let dispute = stage.orders.open_dispute(request).await?.into_inner();
    stage.show(
        "buyer",
        "opens a dispute",
        "open",
        &dispute.clause_ids,
        String::new(),
    );
    let request = AddStatementRequest {
        request_id: stage.request_id(),
        dispute_id: dispute.dispute_id.clone(),
        party: Party::Seller.into(),
        text: "The parcel was packed when the request came.".to_owned(),
        ..AddStatementRequest::default()
    };
    let dispute = stage.orders.add_statement(request).await?.into_inner();
    ensure!(
        dispute.statements.len() == 2,
        "{} statements",
        dispute.statements.len()
    );
    stage.show("seller", "answers", "statement added", &[], String::new());
    Ok(dispute.dispute_id)
}

async fn settled(stage: &mut Stage) -> anyhow::Result<()> {
    let (order, cancellation) = refused_by_seller(stage, "sel_strict_two").await?;
    let dispute_id = open_dispute(stage, &cancellation).await?;
    for (party, minor) in [(Party::Seller, 1_500), (Party::Buyer, 2_500)] {
        let request = ProposeSettlementRequest {
            request_id: stage.request_id(),
            dispute_id: dispute_id.clone(),
            party: party.into(),
            amount: Some(money("GBP", minor)),
            text: "To settle this.".to_owned(),
            ..ProposeSettlementRequest::default()
        };
        let dispute = stage.orders.propose_settlement(request).await?.into_inner();
        let proposal = dispute.proposals.last().context("no proposal")?;
        stage.show(
            super::stage::party_name(party),
            "proposes",
            "open",
            &[],
            amount(proposal.amount.as_ref()),
        );
    }
    let open = stage
        .orders
        .get_dispute(redress_contracts::redress::orders::v1::GetDisputeRequest {
            dispute_id: dispute_id.clone(),
        })
        .await?
        .into_inner();
    let proposal_id = open
        .proposals
        .last()
        .map(|proposal| proposal.proposal_id.clone())
        .context("no proposal")?;
    let request = AnswerProposalRequest {
        request_id: stage.request_id(),
        dispute_id,
        proposal_id,
        party: Party::Seller.into(),
        accept: true,
        ..AnswerProposalRequest::default()
    };
    let dispute = stage.orders.answer_proposal(request).await?.into_inner();
    ensure!(
        dispute.state() == DisputeState::Settled,
        "it is {:?}",
        dispute.state()
    );
    stage.show(
        "seller",
        "accepts",
        "settled",
        &dispute.clause_ids,
        amount(dispute.amount.as_ref()),
    );
    let refunds = stage.refunds_of(&order, "").await?;
    ensure!(
        refunds.len() == 1 && refunds[0].amount == Some(money("GBP", 2_500)),
        "the refunds are {refunds:?}"
    );
    let request = GetRefundRequest {
        refund_id: refunds[0].refund_id.clone(),
    };
    let refund = stage.refunds.get_refund(request).await?.into_inner();
    ensure!(
        refund.state() == RefundState::Succeeded,
        "it is {:?}",
        refund.state()
    );
    Ok(())
}

async fn ruled(stage: &mut Stage) -> anyhow::Result<()> {
    let (order, cancellation) = refused_by_seller(stage, "sel_strict_three").await?;
    let dispute_id = open_dispute(stage, &cancellation).await?;
    stage.days(6).await?;
    let request = RuleDisputeRequest {
        request_id: stage.request_id(),
        dispute_id,
        ruling_for: RulingFor::BuyerInPart.into(),
        amount: Some(money("GBP", 3_000)),
        reason: "The request came in time; the packing is the buyer's to bear.".to_owned(),
        ..RuleDisputeRequest::default()
    };
    let dispute = stage.orders.rule_dispute(request).await?.into_inner();
    ensure!(
        dispute.state() == DisputeState::Ruled,
        "it is {:?}",
        dispute.state()
    );
    stage.show(
        "platform",
        "rules for the buyer in part",
        "ruled",
        &dispute.clause_ids,
        amount(dispute.amount.as_ref()),
    );
    let refunds = stage.refunds_of(&order, "").await?;
    ensure!(
        refunds.len() == 1 && refunds[0].state() == RefundState::Succeeded,
        "the refunds are {refunds:?}"
    );
    ensure!(
        refunds[0].amount == Some(money("GBP", 3_000)),
        "the refund is {}",
        amount(refunds[0].amount.as_ref())
    );
    stage.told(&order, Party::Buyer, "dispute_ruled").await?;
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
