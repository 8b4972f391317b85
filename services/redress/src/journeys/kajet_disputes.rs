//! Kajet's disputes over cancellations: overridden, settled and ruled.

use super::kajet::{STRICT_TERMS, vase};
use super::money::money;
use super::stage::Stage;
use super::step::amount;
use anyhow::{Context as _, ensure};
use redress_contracts::redress::orders::v1::{
    AddStatementRequest, AnswerProposalRequest, Cancellation, CancellationState, DisputeState,
    InterveneRequest, InterventionKind, ListInterventionsRequest, OpenDisputeRequest, Order,
    ProposeSettlementRequest, RuleDisputeRequest, RulingFor,
};
use redress_contracts::redress::policies::v1::{Ground, Outcome, Party};
use redress_contracts::redress::refunds::v1::{GetRefundRequest, RefundState};

super::journeys! { "kajet":
    override_refusal "kj-intervention" "2026-04-10T10:00:00Z" ["KJ-06"], "the platform overrides a seller's refusal and forces a refund";
    settled "kj-dispute-settled" "2026-04-20T10:00:00Z" ["KJ-07"], "a dispute ends in a proposal that both sides accept";
    ruled "kj-dispute-ruled" "2026-05-01T10:00:00Z" ["KJ-06", "KJ-07"], "a dispute is ruled, and the ruling pays without the seller";
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
