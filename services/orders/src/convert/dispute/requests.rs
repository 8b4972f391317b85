//! The requests that concern a dispute or an intervention, checked as far as they can be without it.

use redress_contracts::redress::orders::v1 as pb;
use redress_core::Money;
use redress_policy::Party;
use redress_rpc::{Caller, Fields};

use super::{intervention_kind_from_wire, ruling_for_from_wire};
use crate::convert::line::MAX_ID;
use crate::convert::party::party_from_wire;
use crate::convert::requests::resource_id;
use crate::domain::dispute::{Offer, Ruling};
use crate::domain::words::{InterventionKind, RulingFor};

const MAX_TEXT: usize = 4_000;
const MAX_REFS: usize = 20;
const MAX_REF: usize = 256;

/// What a party says.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub party: Party,
    pub text: String,
    pub evidence_refs: Vec<String>,
}

/// How the platform steps in.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub kind: InterventionKind,
    /// Given to override a decision.
    pub cancellation_id: Option<String>,
    /// Given to force a refund, and only then.
    pub amount: Option<Money>,
    pub reason: String,
}

pub(crate) fn opening_from_wire(
    fields: &mut Fields,
    request: &pb::OpenDisputeRequest,
    caller: &Caller,
) -> Option<Said> {
    resource_id(fields, "cancellation_id", &request.cancellation_id);
    fields.request_id("request_id", &request.request_id);
    let party = party_from_wire(fields, "opened_by", request.opened_by, caller);
    said_from_wire(
        fields,
        party,
        ("statement", &request.statement),
        &request.evidence_refs,
    )
}

pub(crate) fn statement_from_wire(
    fields: &mut Fields,
    request: &pb::AddStatementRequest,
    caller: &Caller,
) -> Option<Said> {
    resource_id(fields, "dispute_id", &request.dispute_id);
    fields.request_id("request_id", &request.request_id);
    let party = party_from_wire(fields, "party", request.party, caller);
    said_from_wire(fields, party, ("text", &request.text), &request.evidence_refs)
}

fn said_from_wire(
    fields: &mut Fields,
    party: Option<Party>,
    (path, text): (&str, &str),
    evidence_refs: &[String],
) -> Option<Said> {
    let text = fields.non_empty(path, text, MAX_TEXT);
    if evidence_refs.len() > MAX_REFS {
        fields.refuse(
            "evidence_refs",
            format_args!("must have at most {MAX_REFS} entries"),
        );
    }
    for (index, reference) in evidence_refs.iter().enumerate().take(MAX_REFS) {
        fields.non_empty(format_args!("evidence_refs[{index}]"), reference, MAX_REF);
    }
    Some(Said {
        party: party?,
        text: text?,
        evidence_refs: evidence_refs.to_vec(),
    })
}

pub(crate) fn offer_from_wire(
    fields: &mut Fields,
    request: &pb::ProposeSettlementRequest,
    caller: &Caller,
) -> Option<Offer> {
    resource_id(fields, "dispute_id", &request.dispute_id);
    fields.request_id("request_id", &request.request_id);
    let party = party_from_wire(fields, "party", request.party, caller);
    let amount = fields.money_positive("amount", request.amount.clone());
    let text = fields.at_most("text", &request.text, MAX_TEXT);
    Some(Offer {
        party: party?,
        amount: amount?,
        text: text?,
    })
}

/// The proposal answered, who answers, and whether they accept.
pub(crate) fn answer_from_wire(
    fields: &mut Fields,
    request: &pb::AnswerProposalRequest,
    caller: &Caller,
) -> Option<(String, Party, bool)> {
    resource_id(fields, "dispute_id", &request.dispute_id);
    fields.request_id("request_id", &request.request_id);
    let proposal_id = fields.non_empty("proposal_id", &request.proposal_id, MAX_ID);
    let party = party_from_wire(fields, "party", request.party, caller);
    Some((proposal_id?, party?, request.accept))
}

pub(crate) fn ruling_from_wire(fields: &mut Fields, request: &pb::RuleDisputeRequest) -> Option<Ruling> {
    resource_id(fields, "dispute_id", &request.dispute_id);
    fields.request_id("request_id", &request.request_id);
    let ruling_for = fields
        .one_of::<pb::RulingFor>("ruling_for", request.ruling_for)
        .and_then(ruling_for_from_wire);
    let amount = match (ruling_for, request.amount.clone()) {
        (Some(RulingFor::BuyerInPart), amount) => fields.money_positive("amount", amount).map(Some),
        (_, None) => Some(None),
        (_, amount) => fields.money_not_negative("amount", amount).map(Some),
    };
    let reason = fields.non_empty("reason", &request.reason, MAX_TEXT);
    Some(Ruling {
        ruling_for: ruling_for?,
        amount: amount?,
        reason: reason?,
    })
}

pub(crate) fn intervention_from_wire(fields: &mut Fields, request: &pb::InterveneRequest) -> Option<Step> {
    resource_id(fields, "order_id", &request.order_id);
    fields.request_id("request_id", &request.request_id);
    let kind = fields
        .one_of::<pb::InterventionKind>("kind", request.kind)
        .and_then(intervention_kind_from_wire);
    let is_override = matches!(
        kind,
        Some(InterventionKind::ApproveCancellation | InterventionKind::RefuseCancellation)
    );
    let cancellation_id = if is_override {
        fields.non_empty("cancellation_id", &request.cancellation_id, MAX_ID)
    } else {
        fields
            .at_most("cancellation_id", &request.cancellation_id, MAX_ID)
            .filter(|id| !id.is_empty())
    };
    let amount = match (kind, request.amount.clone()) {
        (Some(InterventionKind::ForceRefund), amount) => fields.money_positive("amount", amount),
        (Some(_), Some(_)) => {
            fields.refuse("amount", "is only for a forced refund");
            None
        }
        (_, _) => None,
    };
    let reason = fields.non_empty("reason", &request.reason, MAX_TEXT);
    Some(Step {
        kind: kind?,
        cancellation_id,
        amount,
        reason: reason?,
    })
}
