//! The requests that concern a dispute over a return or an intervention, checked as far as they can be without it.

use redress_contracts::redress::returns::v1 as pb;
use redress_core::Money;
use redress_policy::Party;
use redress_rpc::{Caller, Fields};

use super::{intervention_kind_from_wire, ruling_for_from_wire};
use crate::convert::party::party_from_wire;
use crate::convert::requests::{MAX_ID, MAX_TEXT, about_return, resource_id};
use crate::domain::dispute::{Offer, Outcome, RulingFor, Verdict};
use crate::domain::intervention::InterventionKind;

const MAX_EVIDENCE: usize = 20;
const MAX_BODY: usize = 256;

/// What a party says.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub party: Party,
    pub text: String,
    pub evidence_ids: Vec<String>,
}

/// A party's answer to a proposal.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub proposal_id: String,
    pub party: Party,
    pub accepts: bool,
}

/// The body outside that takes a case.
#[derive(Clone, Debug)]
pub(crate) struct Escalation {
    pub body: String,
    pub reference: String,
}

/// How the platform steps in.
#[derive(Clone, Debug)]
pub(crate) struct Stepping {
    pub kind: InterventionKind,
    /// Given to force a refund, and only then.
    pub amount: Option<Money>,
    pub reason: String,
}

fn about_dispute(fields: &mut Fields, dispute_id: &str, request_id: &str) {
    resource_id(fields, "dispute_id", dispute_id);
    fields.request_id("request_id", request_id);
}

pub(crate) fn opening_from_wire(
    fields: &mut Fields,
    request: &pb::OpenReturnDisputeRequest,
    caller: &Caller,
) -> Option<Said> {
    about_return(fields, &request.return_id, &request.request_id);
    let party = party_from_wire(fields, "opened_by", request.opened_by, caller);
    said_from_wire(
        fields,
        party,
        ("statement", &request.statement),
        &request.evidence_ids,
    )
}

pub(crate) fn statement_from_wire(
    fields: &mut Fields,
    request: &pb::AddReturnStatementRequest,
    caller: &Caller,
) -> Option<Said> {
    about_dispute(fields, &request.dispute_id, &request.request_id);
    let party = party_from_wire(fields, "party", request.party, caller);
    said_from_wire(fields, party, ("text", &request.text), &request.evidence_ids)
}

/// Why a ruling is appealed, as a statement of whoever appeals it.
pub(crate) fn appeal_from_wire(
    fields: &mut Fields,
    request: &pb::AppealReturnRulingRequest,
    caller: &Caller,
) -> Option<Said> {
    about_dispute(fields, &request.dispute_id, &request.request_id);
    let party = party_from_wire(fields, "party", request.party, caller);
    said_from_wire(fields, party, ("reason", &request.reason), &[])
}

fn said_from_wire(
    fields: &mut Fields,
    party: Option<Party>,
    (path, text): (&str, &str),
    evidence_ids: &[String],
) -> Option<Said> {
    let text = fields.non_empty(path, text, MAX_TEXT);
    if evidence_ids.len() > MAX_EVIDENCE {
        fields.refuse(
            "evidence_ids",
            format_args!("must have at most {MAX_EVIDENCE} entries"),
        );
    }
    for (index, id) in evidence_ids.iter().enumerate().take(MAX_EVIDENCE) {
        fields.non_empty(format_args!("evidence_ids[{index}]"), id, MAX_ID);
    }
    Some(Said {
        party: party?,
        text: text?,
        evidence_ids: evidence_ids.to_vec(),
    })
}

pub(crate) fn offer_from_wire(
    fields: &mut Fields,
    request: &pb::ProposeReturnSettlementRequest,
    caller: &Caller,
) -> Option<Offer> {
    about_dispute(fields, &request.dispute_id, &request.request_id);
    let party = party_from_wire(fields, "party", request.party, caller);
    let amount = fields.money_positive("amount", request.amount.clone());
    let text = fields.at_most("text", &request.text, MAX_TEXT);
    Some(Offer {
        party: party?,
        amount: amount?,
        keeps_goods: request.keeps_goods,
        text: text?,
    })
}

pub(crate) fn answer_from_wire(
    fields: &mut Fields,
    request: &pb::AnswerReturnProposalRequest,
    caller: &Caller,
) -> Option<Answer> {
    about_dispute(fields, &request.dispute_id, &request.request_id);
    let proposal_id = fields.non_empty("proposal_id", &request.proposal_id, MAX_ID);
    let party = party_from_wire(fields, "party", request.party, caller);
    Some(Answer {
        proposal_id: proposal_id?,
        party: party?,
        accepts: request.accept,
    })
}

pub(crate) fn verdict_from_wire(
    fields: &mut Fields,
    request: &pb::RuleReturnDisputeRequest,
) -> Option<Verdict> {
    about_dispute(fields, &request.dispute_id, &request.request_id);
    let ruling_for = fields
        .one_of::<pb::ReturnRulingFor>("ruling_for", request.ruling_for)
        .and_then(ruling_for_from_wire);
    let amount = match (ruling_for, request.amount.clone()) {
        (Some(RulingFor::BuyerInPart), amount) => fields.money_positive("amount", amount).map(Some),
        (_, None) => Some(None),
        (_, amount) => fields.money_not_negative("amount", amount).map(Some),
    };
    let reason = fields.non_empty("reason", &request.reason, MAX_TEXT);
    Some(Verdict {
        ruling_for: ruling_for?,
        amount: amount?,
        reason: reason?,
    })
}

pub(crate) fn escalation_from_wire(
    fields: &mut Fields,
    request: &pb::EscalateReturnDisputeRequest,
) -> Option<Escalation> {
    about_dispute(fields, &request.dispute_id, &request.request_id);
    let body = fields.non_empty("body", &request.body, MAX_BODY);
    let reference = fields.non_empty("reference", &request.reference, MAX_BODY);
    Some(Escalation {
        body: body?,
        reference: reference?,
    })
}

pub(crate) fn outcome_from_wire(
    fields: &mut Fields,
    request: &pb::RecordReturnOutcomeRequest,
) -> Option<Outcome> {
    about_dispute(fields, &request.dispute_id, &request.request_id);
    let text = fields.non_empty("outcome", &request.outcome, MAX_TEXT);
    let amount = match request.amount.clone() {
        None => Some(None),
        amount => fields.money_positive("amount", amount).map(Some),
    };
    Some(Outcome {
        text: text?,
        amount: amount?,
    })
}

pub(crate) fn stepping_from_wire(
    fields: &mut Fields,
    request: &pb::InterveneInReturnRequest,
) -> Option<Stepping> {
    about_return(fields, &request.return_id, &request.request_id);
    let kind = fields
        .one_of::<pb::ReturnInterventionKind>("kind", request.kind)
        .and_then(intervention_kind_from_wire);
    let amount = match (kind, request.amount.clone()) {
        (Some(InterventionKind::ForceRefund), amount) => fields.money_positive("amount", amount),
        (Some(_), Some(_)) => {
            fields.refuse("amount", "is only for a forced refund");
            None
        }
        (_, _) => None,
    };
    let reason = fields.non_empty("reason", &request.reason, MAX_TEXT);
    Some(Stepping {
        kind: kind?,
        amount,
        reason: reason?,
    })
}
