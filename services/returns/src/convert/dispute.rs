//! Disputes over returns and interventions, as the contract has them.

mod requests;

use redress_contracts::redress::returns::v1 as pb;
use redress_core::etag::etag;
use redress_policy::Party;
use redress_policybook::convert::Word as _;
use redress_rpc::convert::{money_to_wire, time_to_wire};

use crate::domain::dispute::{Dispute, DisputeState, ExternalCase, Proposal, Ruling, RulingFor, Statement};
use crate::domain::intervention::{Intervention, InterventionKind};

pub(crate) use requests::{
    Answer, Escalation, Said, Stepping, answer_from_wire, appeal_from_wire, escalation_from_wire,
    offer_from_wire, opening_from_wire, outcome_from_wire, statement_from_wire, stepping_from_wire,
    verdict_from_wire,
};

pub(crate) fn dispute_to_wire(dispute: &Dispute) -> pb::ReturnDispute {
    pb::ReturnDispute {
        dispute_id: dispute.dispute_id.clone(),
        return_id: dispute.return_id.clone(),
        order_id: dispute.order_id.clone(),
        marketplace_id: dispute.marketplace_id.clone(),
        state: dispute_state_to_wire(dispute.state).into(),
        opened_by: dispute.opened_by.to_wire().into(),
        open_time: Some(time_to_wire(dispute.open_time)),
        statements: dispute.statements.iter().map(statement_to_wire).collect(),
        proposals: dispute
            .proposals
            .iter()
            .map(|proposal| proposal_to_wire(dispute, proposal))
            .collect(),
        rulings: dispute
            .rulings
            .iter()
            .map(|ruling| ruling_to_wire(dispute, ruling))
            .collect(),
        external: dispute
            .external
            .as_ref()
            .map(|external| external_to_wire(dispute, external)),
        amount: dispute
            .amount_minor
            .map(|minor| money_to_wire(dispute.money(minor))),
        judgement_due_time: dispute.judgement_due_time.map(time_to_wire),
        appeal_due_time: dispute.appeal_due_time.map(time_to_wire),
        clause_ids: dispute.clauses.clone(),
        is_escalated: dispute.is_escalated,
        etag: etag(dispute.revision),
        close_time: dispute.close_time.map(time_to_wire),
    }
}

fn statement_to_wire(statement: &Statement) -> pb::ReturnStatement {
    pb::ReturnStatement {
        party: statement.party.to_wire().into(),
        text: statement.text.clone(),
        create_time: Some(time_to_wire(statement.create_time)),
        evidence_ids: statement.evidence_ids.clone(),
    }
}

fn proposal_to_wire(dispute: &Dispute, proposal: &Proposal) -> pb::ReturnProposal {
    let parties = |parties: &[Party]| parties.iter().map(|party| party.to_wire().into()).collect();
    pb::ReturnProposal {
        proposal_id: proposal.proposal_id.clone(),
        party: proposal.party.to_wire().into(),
        amount: Some(money_to_wire(dispute.money(proposal.amount_minor))),
        keeps_goods: proposal.keeps_goods,
        text: proposal.text.clone(),
        create_time: Some(time_to_wire(proposal.create_time)),
        accepted_by: parties(&proposal.accepted_by),
        rejected_by: parties(&proposal.rejected_by),
        is_closed: proposal.is_closed,
    }
}

fn ruling_to_wire(dispute: &Dispute, ruling: &Ruling) -> pb::ReturnRuling {
    pb::ReturnRuling {
        ruling_for: ruling_for_to_wire(ruling.ruling_for).into(),
        amount: Some(money_to_wire(dispute.money(ruling.amount_minor))),
        reason: ruling.reason.clone(),
        rule_time: Some(time_to_wire(ruling.rule_time)),
        is_final: ruling.is_final,
        clause_ids: ruling.clauses.clone(),
    }
}

fn external_to_wire(dispute: &Dispute, external: &ExternalCase) -> pb::ExternalCase {
    pb::ExternalCase {
        body: external.body.clone(),
        reference: external.reference.clone(),
        escalate_time: Some(time_to_wire(external.escalate_time)),
        outcome: external.outcome.clone(),
        amount: external
            .amount_minor
            .map(|minor| money_to_wire(dispute.money(minor))),
        outcome_time: external.outcome_time.map(time_to_wire),
        pauses_clocks: external.pauses_clocks,
        clause_ids: external.clauses.clone(),
    }
}

pub(crate) fn intervention_to_wire(intervention: &Intervention) -> pb::ReturnIntervention {
    pb::ReturnIntervention {
        intervention_id: intervention.intervention_id.clone(),
        return_id: intervention.return_id.clone(),
        order_id: intervention.order_id.clone(),
        kind: intervention_kind_to_wire(intervention.kind).into(),
        reason: intervention.reason.clone(),
        amount: intervention.amount().map(money_to_wire),
        principal: intervention.principal.clone(),
        create_time: Some(time_to_wire(intervention.create_time)),
        clause_ids: intervention.clauses.clone(),
    }
}

fn dispute_state_to_wire(state: DisputeState) -> pb::ReturnDisputeState {
    match state {
        DisputeState::Open => pb::ReturnDisputeState::Open,
        DisputeState::Settled => pb::ReturnDisputeState::Settled,
        DisputeState::Ruled => pb::ReturnDisputeState::Ruled,
        DisputeState::Appealed => pb::ReturnDisputeState::Appealed,
        DisputeState::External => pb::ReturnDisputeState::External,
        DisputeState::Closed => pb::ReturnDisputeState::Closed,
    }
}

/// `None` for the unspecified state.
pub(crate) fn dispute_state_from_wire(state: pb::ReturnDisputeState) -> Option<DisputeState> {
    DisputeState::ALL
        .iter()
        .copied()
        .find(|word| dispute_state_to_wire(*word) == state)
}

fn ruling_for_to_wire(ruling: RulingFor) -> pb::ReturnRulingFor {
    match ruling {
        RulingFor::Buyer => pb::ReturnRulingFor::Buyer,
        RulingFor::BuyerInPart => pb::ReturnRulingFor::BuyerInPart,
        RulingFor::Seller => pb::ReturnRulingFor::Seller,
    }
}

fn ruling_for_from_wire(ruling: pb::ReturnRulingFor) -> Option<RulingFor> {
    RulingFor::ALL
        .iter()
        .copied()
        .find(|word| ruling_for_to_wire(*word) == ruling)
}

fn intervention_kind_to_wire(kind: InterventionKind) -> pb::ReturnInterventionKind {
    match kind {
        InterventionKind::Approve => pb::ReturnInterventionKind::Approve,
        InterventionKind::Refuse => pb::ReturnInterventionKind::Refuse,
        InterventionKind::ForceRefund => pb::ReturnInterventionKind::ForceRefund,
        InterventionKind::Guidance => pb::ReturnInterventionKind::Guidance,
    }
}

fn intervention_kind_from_wire(kind: pb::ReturnInterventionKind) -> Option<InterventionKind> {
    InterventionKind::ALL
        .iter()
        .copied()
        .find(|word| intervention_kind_to_wire(*word) == kind)
}
