//! A decision as the contract has it. Only outward: a stored decision is JSON, and nobody sends one in.

use redress_contracts::redress::policies::v1 as pb;
use redress_policy::{DeadlineSet, Decision, EvidenceNeed, Finding, Method};
use redress_rpc::convert::time_to_wire;

use super::breakdown::{breakdown_to_wire, strings};
use super::words::{Word, refusal_to_wire};

/// The decision on the wire. `decision_id` is empty for a what-if.
pub fn decision_to_wire(decision_id: &str, decision: &Decision) -> pb::Decision {
    pb::Decision {
        decision_id: decision_id.to_owned(),
        policy_id: decision.policy_id.to_string(),
        policy_version: decision.policy_version,
        edition: decision.edition.to_string(),
        topic: decision.topic.to_wire().into(),
        ground: decision.ground.to_wire().into(),
        outcome: decision.outcome.to_wire().into(),
        refusal_reason: decision.refusal.map(refusal_to_wire).unwrap_or_default(),
        findings: decision.findings.iter().map(finding_to_wire).collect(),
        clause_ids: strings(&decision.clauses),
        deadlines: decision.deadlines.iter().map(deadline).collect(),
        evidence: decision.evidence.iter().map(evidence).collect(),
        missing_fields: strings(&decision.missing_fields),
        remedies: decision
            .remedies
            .iter()
            .map(|remedy| remedy.to_wire().into())
            .collect(),
        breakdown: decision.breakdown.as_ref().map(breakdown_to_wire),
        return_payer: decision
            .return_payer
            .map_or(pb::Party::Unspecified, Word::to_wire)
            .into(),
        method: decision.method.as_ref().map(method_to_wire),
        decide_time: Some(time_to_wire(decision.decide_time)),
        layers: strings(&decision.layers),
        window_close_time: decision.window_close_time.map(time_to_wire),
    }
}

/// How the money goes back, on the wire. Anything but the original way needs payout details from the buyer.
pub fn method_to_wire(method: &Method) -> pb::RefundMethod {
    pb::RefundMethod {
        method: method.method.to_string(),
        payout_options: strings(&method.options),
        needs_payout_details: &*method.method != "original",
        clause_ids: strings(&method.clauses),
    }
}

/// A rule that was considered, on the wire.
pub fn finding_to_wire(finding: &Finding) -> pb::Finding {
    let fact = |fact: &redress_policy::SeenFact| pb::SeenFact {
        name: fact.name.to_string(),
        value: fact.value.to_string(),
    };
    pb::Finding {
        rule_id: finding.rule.to_string(),
        clause_ids: strings(&finding.clauses),
        held: finding.held,
        message: finding.message.to_string(),
        facts: finding.facts.iter().map(fact).collect(),
        line_id: finding.line_id.as_deref().unwrap_or_default().to_owned(),
        layer: finding.layer.to_wire().into(),
        mark: finding.mark.to_wire().into(),
    }
}

fn deadline(deadline: &DeadlineSet) -> pb::DecisionDeadline {
    pb::DecisionDeadline {
        kind: deadline.kind.to_string(),
        due_time: Some(time_to_wire(deadline.due_time)),
        last_day: deadline.last_day.map(|day| day.to_string()).unwrap_or_default(),
        clause_ids: strings(&deadline.clauses),
        party: deadline.party.to_wire().into(),
        calendar_version: deadline
            .calendar_version
            .as_deref()
            .unwrap_or_default()
            .to_owned(),
        mark: deadline.mark.to_wire().into(),
        layer: deadline.layer.to_wire().into(),
        start_time: Some(time_to_wire(deadline.start_time)),
    }
}

fn evidence(need: &EvidenceNeed) -> pb::EvidenceNeed {
    pb::EvidenceNeed {
        any_of: strings(&need.any_of),
        message: need.text.to_string(),
        clause_ids: strings(&need.clauses),
        satisfied: need.satisfied,
    }
}
