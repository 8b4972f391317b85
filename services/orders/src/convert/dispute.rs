//! Disputes and interventions, both ways.

mod requests;

use redress_contracts::redress::orders::v1 as pb;
use redress_core::etag::etag;
use redress_core::{Currency, Money};
use redress_policybook::convert::Word as _;
use redress_rpc::convert::{money_to_wire, time_to_wire};

use crate::domain::dispute::{Dispute, Proposal, Statement};
use crate::domain::intervention::Intervention;
use crate::domain::words::{DisputeState, InterventionKind, RulingFor};

pub(crate) use requests::{
    Said, Step, answer_from_wire, intervention_from_wire, offer_from_wire, opening_from_wire,
    ruling_from_wire, statement_from_wire,
};

pub(crate) fn dispute_to_wire(dispute: &Dispute) -> pb::Dispute {
    pb::Dispute {
        dispute_id: dispute.dispute_id.clone(),
        cancellation_id: dispute.cancellation_id.clone(),
        order_id: dispute.order_id.clone(),
        marketplace_id: dispute.marketplace_id.clone(),
        state: dispute_state_to_wire(dispute.state).into(),
        opened_by: dispute.opened_by.to_wire().into(),
        open_time: Some(time_to_wire(dispute.open_time)),
        statements: dispute.statements.iter().map(statement_to_wire).collect(),
        proposals: dispute
            .proposals
            .iter()
            .map(|proposal| proposal_to_wire(dispute.currency, proposal))
            .collect(),
        ruling_for: dispute
            .ruling_for
            .map_or(pb::RulingFor::Unspecified, ruling_for_to_wire)
            .into(),
        ruling_reason: dispute.ruling_reason.clone(),
        amount: dispute
            .amount_minor
            .map(|minor| money_to_wire(Money::new(minor, dispute.currency))),
        judgement_due_time: dispute.judgement_due_time.map(time_to_wire),
        clause_ids: dispute.clauses.clone(),
        is_escalated: dispute.is_escalated,
        etag: etag(dispute.revision),
        close_time: dispute.close_time.map(time_to_wire),
    }
}

fn statement_to_wire(statement: &Statement) -> pb::Statement {
    pb::Statement {
        party: statement.party.to_wire().into(),
        text: statement.text.clone(),
        create_time: Some(time_to_wire(statement.create_time)),
        evidence_refs: statement.evidence_refs.clone(),
    }
}

fn proposal_to_wire(currency: Currency, proposal: &Proposal) -> pb::Proposal {
    let parties =
        |parties: &[redress_policy::Party]| parties.iter().map(|party| party.to_wire().into()).collect();
    pb::Proposal {
        proposal_id: proposal.proposal_id.clone(),
        party: proposal.party.to_wire().into(),
        amount: Some(money_to_wire(Money::new(proposal.amount_minor, currency))),
        text: proposal.text.clone(),
        create_time: Some(time_to_wire(proposal.create_time)),
        accepted_by: parties(&proposal.accepted_by),
        rejected_by: parties(&proposal.rejected_by),
        is_closed: proposal.is_closed,
    }
}

pub(crate) fn intervention_to_wire(intervention: &Intervention) -> pb::Intervention {
    let money = |minor| money_to_wire(Money::new(minor, intervention.currency));
    pb::Intervention {
        intervention_id: intervention.intervention_id.clone(),
        order_id: intervention.order_id.clone(),
        cancellation_id: intervention.cancellation_id.clone(),
        kind: intervention_kind_to_wire(intervention.kind).into(),
        reason: intervention.reason.clone(),
        amount: intervention.amount_minor.map(money),
        principal: intervention.principal.clone(),
        create_time: Some(time_to_wire(intervention.create_time)),
        clause_ids: intervention.clauses.clone(),
    }
}

pub(crate) fn dispute_state_to_wire(state: DisputeState) -> pb::DisputeState {
    match state {
        DisputeState::Open => pb::DisputeState::Open,
        DisputeState::Settled => pb::DisputeState::Settled,
        DisputeState::Ruled => pb::DisputeState::Ruled,
    }
}

/// `None` for the unspecified state.
pub(crate) fn dispute_state_from_wire(state: pb::DisputeState) -> Option<DisputeState> {
    DisputeState::ALL
        .iter()
        .copied()
        .find(|word| dispute_state_to_wire(*word) == state)
}

fn ruling_for_to_wire(ruling: RulingFor) -> pb::RulingFor {
    match ruling {
        RulingFor::Buyer => pb::RulingFor::Buyer,
        RulingFor::BuyerInPart => pb::RulingFor::BuyerInPart,
        RulingFor::Seller => pb::RulingFor::Seller,
    }
}

fn ruling_for_from_wire(ruling: pb::RulingFor) -> Option<RulingFor> {
    RulingFor::ALL
        .iter()
        .copied()
        .find(|word| ruling_for_to_wire(*word) == ruling)
}

fn intervention_kind_to_wire(kind: InterventionKind) -> pb::InterventionKind {
    match kind {
        InterventionKind::ApproveCancellation => pb::InterventionKind::ApproveCancellation,
        InterventionKind::RefuseCancellation => pb::InterventionKind::RefuseCancellation,
        InterventionKind::ForceRefund => pb::InterventionKind::ForceRefund,
        InterventionKind::Guidance => pb::InterventionKind::Guidance,
    }
}

fn intervention_kind_from_wire(kind: pb::InterventionKind) -> Option<InterventionKind> {
    InterventionKind::ALL
        .iter()
        .copied()
        .find(|word| intervention_kind_to_wire(*word) == kind)
}
