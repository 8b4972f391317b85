//! Returns as the contract has them.

use redress_contracts::redress::orders::v1 as orders;
use redress_contracts::redress::policies::v1 as policies;
use redress_contracts::redress::returns::v1 as pb;
use redress_core::etag::etag;
use redress_policy::{Decision, Party, Remedy};
use redress_policybook::convert::{Word as _, breakdown_to_wire, decision_to_wire};
use redress_rpc::convert::{money_to_wire, time_to_wire};

use super::inspection::inspection_to_wire;
use super::parcel::parcel_to_wire;
use super::words::state_to_wire;
use crate::domain::approval::{Approval, Destination};
use crate::domain::deadline::OpenDeadline;
use crate::domain::evidence::EvidenceNote;
use crate::domain::line::ReturnLine;
use crate::domain::remedy::AppliedRemedy;
use crate::domain::return_case::Return;

/// A return with its decision.
pub(crate) fn return_to_wire(case: &Return, decision: Option<&Decision>) -> pb::Return {
    let approval = case.approval.as_ref();
    let rma = approval.and_then(|approval| approval.rma.as_ref());
    let decided = case.decided.as_ref();
    pb::Return {
        return_id: case.return_id.clone(),
        marketplace_id: case.marketplace_id.clone(),
        order_id: case.order_id.clone(),
        buyer_id: case.buyer_id.clone(),
        seller_id: case.seller_id.clone(),
        state: state_to_wire(case.state).into(),
        is_closed: case.is_closed(),
        topic: case.topic.to_wire().into(),
        ground: case.asked.ground.to_wire().into(),
        requested_by: case.asked.requested_by.to_wire().into(),
        explanation: case.asked.explanation.clone(),
        wished_remedy: remedy_to_wire(case.asked.wish),
        contact: Some(pb::Contact {
            name: case.asked.contact.name.clone(),
            email: case.asked.contact.email.clone(),
            phone: case.asked.contact.phone.clone(),
        }),
        invoice: case.asked.invoice.clone(),
        lines: case.lines.iter().map(line_to_wire).collect(),
        decision: decision.map(|decision| decision_to_wire(&case.decision_id, decision)),
        request_time: Some(time_to_wire(case.request_time)),
        decide_time: decided.map(|decided| time_to_wire(decided.time)),
        decided_by: party_to_wire(decided.map(|decided| decided.by)),
        decide_reason: decided.map_or_else(String::new, |decided| decided.reason.clone()),
        approved_remedy: remedy_to_wire(approval.and_then(|approval| approval.remedy)),
        rma_number: rma.map_or_else(String::new, |rma| rma.number.clone()),
        rma_expire_time: rma.and_then(|rma| rma.expire_time).map(time_to_wire),
        destination: approval.and_then(destination_to_wire),
        is_returnless: case.is_returnless(),
        return_payer: party_to_wire(approval.and_then(|approval| approval.return_payer)),
        parcels: case.parcels.iter().map(parcel_to_wire).collect(),
        evidence: case.evidence.iter().map(note_to_wire).collect(),
        inspection: case
            .inspection
            .as_ref()
            .map(|inspection| inspection_to_wire(inspection, case.origin.currency)),
        remedy: case.remedy.as_ref().map(|remedy| applied_to_wire(case, remedy)),
        dispute_id: case.dispute_id.clone(),
        deadlines: case.deadlines.iter().map(deadline_to_wire).collect(),
        is_escalated: case.is_escalated,
        is_paused: case.pause.is_some(),
        clause_ids: case.clauses.clone(),
        etag: etag(case.revision),
        update_time: Some(time_to_wire(case.update_time)),
        buyer_country: case.origin.buyer_country.clone(),
        place_time: Some(time_to_wire(case.origin.place_time)),
        is_accepted_without_reservation: case.asked.is_accepted_without_reservation,
        claimed_parcel_id: case.origin.claimed_parcel_id.clone(),
        held_until_time: case.held_until_time.map(time_to_wire),
        repair_note: case.repair_note.clone(),
        receive_time: case.receive_time.map(time_to_wire),
    }
}

fn line_to_wire(line: &ReturnLine) -> pb::ReturnLine {
    pb::ReturnLine {
        line_id: line.line_id.clone(),
        quantity: line.quantity as i32,
        received_quantity: line.received_quantity as i32,
        title: line.title.clone(),
        sku: line.sku.clone(),
        serial_number: line.serial_number.clone(),
    }
}

/// Where goods go back to; nowhere when none have to come back.
fn destination_to_wire(approval: &Approval) -> Option<pb::ReturnDestination> {
    let Destination {
        warehouse_id,
        country,
        address,
        clauses,
    } = approval.destination.clone()?;
    Some(pb::ReturnDestination {
        warehouse_id,
        country,
        address_text: address,
        clause_ids: clauses,
    })
}

fn note_to_wire(note: &EvidenceNote) -> pb::EvidenceNote {
    pb::EvidenceNote {
        evidence_id: note.evidence_id.clone(),
        kind: note.kind.clone(),
        party: note.party.to_wire().into(),
        state: note.state.as_str().to_owned(),
    }
}

fn applied_to_wire(case: &Return, applied: &AppliedRemedy) -> pb::AppliedRemedy {
    pb::AppliedRemedy {
        remedy: applied.remedy.to_wire().into(),
        refund: applied.refund.as_ref().map(breakdown_to_wire),
        owed: (applied.owed_minor > 0).then(|| money_to_wire(case.money(applied.owed_minor))),
        exchange_sku: applied.exchange_sku.clone(),
        apply_time: Some(time_to_wire(applied.apply_time)),
        clause_ids: applied.clauses.clone(),
        refund_due_time: applied.refund_due_time.map(time_to_wire),
        refund_ids: applied
            .refunds
            .iter()
            .map(|refund| refund.refund_id.clone())
            .collect(),
        is_refund_paid: applied.refund.is_some() && applied.is_refund_paid(),
    }
}

pub(crate) fn deadline_to_wire(deadline: &OpenDeadline) -> orders::OpenDeadline {
    orders::OpenDeadline {
        kind: deadline.kind.as_str().to_owned(),
        due_time: Some(time_to_wire(deadline.due_time)),
        party: deadline.party.to_wire().into(),
        clause_ids: deadline.clauses.clone(),
    }
}

fn party_to_wire(party: Option<Party>) -> i32 {
    party
        .map_or(policies::Party::Unspecified, |party| party.to_wire())
        .into()
}

fn remedy_to_wire(remedy: Option<Remedy>) -> i32 {
    remedy
        .map_or(policies::Remedy::Unspecified, |remedy| remedy.to_wire())
        .into()
}
