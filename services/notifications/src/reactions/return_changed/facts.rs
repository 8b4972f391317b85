//! The facts of a return's change, one sentence each, and what somebody said of it.

use redress_contracts::redress::returns::v1 as pb;
use redress_contracts::redress::returns::v1::ParcelPurpose;
use redress_policy::{Ground, Remedy};
use redress_policybook::convert::Word as _;
use redress_rpc::convert::money_from_wire;

use crate::domain::change::ReturnChange;
use crate::reactions::reading::plain;

/// What is to be said beside the lines.
pub(super) fn facts(
    change: ReturnChange,
    found: &pb::Return,
    dispute: Option<&pb::ReturnDispute>,
) -> Vec<String> {
    let mut facts = Vec::new();
    if let Some(ground) = Ground::from_number(found.ground) {
        facts.push(format!("Ground: {}", plain(ground.as_str())));
    }
    if !found.rma_number.is_empty() {
        facts.push(format!("Return number: {}", found.rma_number));
    }
    match change {
        ReturnChange::Approved | ReturnChange::RmaIssued => facts.extend(approved(found)),
        ReturnChange::ParcelAnnounced => facts.extend(newest(found, true).map(sent)),
        ReturnChange::ParcelSent => facts.extend(newest(found, false).map(sent)),
        ReturnChange::TrackingCorrected => facts.extend(corrected(found)),
        ReturnChange::ParcelMoved => facts.extend(found.parcels.iter().filter_map(moved)),
        ReturnChange::Received => facts.extend(found.lines.iter().map(received)),
        ReturnChange::RemedyApplied => facts.extend(found.remedy.iter().flat_map(remedy)),
        ReturnChange::DisputeEscalated | ReturnChange::DisputeOutcome => {
            facts.extend(dispute.and_then(|dispute| dispute.external.as_ref()).map(body));
        }
        _ => {}
    }
    facts
}

fn approved(found: &pb::Return) -> Option<String> {
    let remedy = Remedy::from_number(found.approved_remedy)?;
    Some(format!("Agreed: {}", plain(remedy.as_str())))
}

fn newest(found: &pb::Return, is_way_back: bool) -> Option<&pb::ReturnParcel> {
    let mut parcels = found.parcels.iter().rev();
    parcels.find(|parcel| (parcel.purpose() == ParcelPurpose::Return) == is_way_back)
}

fn sent(parcel: &pb::ReturnParcel) -> String {
    match (parcel.carrier.as_str(), parcel.tracking_number.as_str()) {
        ("", "") => "Sent, without a tracking number".to_owned(),
        (carrier, "") => format!("Sent with {carrier}, without a tracking number"),
        ("", number) => format!("Sent, tracking number {number}"),
        (carrier, number) => format!("Sent with {carrier}, tracking number {number}"),
    }
}

fn corrected(found: &pb::Return) -> Option<String> {
    let mut parcels = found.parcels.iter().rev();
    let parcel = parcels.find(|parcel| !parcel.earlier_numbers.is_empty())?;
    let before = parcel.earlier_numbers.last()?;
    Some(format!(
        "Tracking number {} instead of {before}",
        parcel.tracking_number
    ))
}

fn moved(parcel: &pb::ReturnParcel) -> Option<String> {
    let status = Some(plain(&parcel.status)).filter(|status| !status.is_empty())?;
    Some(format!("{}: {status}", sent(parcel)))
}

fn received(line: &pb::ReturnLine) -> String {
    format!(
        "Received so far: {} of {} x {}",
        line.received_quantity, line.quantity, line.title
    )
}

fn remedy(remedy: &pb::AppliedRemedy) -> Vec<String> {
    let mut facts = Vec::new();
    if let Some(word) = Remedy::from_number(remedy.remedy) {
        facts.push(format!("Settled by: {}", plain(word.as_str())));
    }
    if !remedy.exchange_sku.is_empty() {
        facts.push(format!("Sent in exchange: {}", remedy.exchange_sku));
    }
    let owed = remedy.owed.as_ref().and_then(|owed| money_from_wire(owed).ok());
    if let Some(owed) = owed.filter(|owed| owed.minor > 0) {
        facts.push(format!("Still to be paid by the buyer: {owed}"));
    }
    facts
}

fn body(external: &pb::ExternalCase) -> String {
    let mut fact = format!("With {}, reference {}", external.body, external.reference);
    if external.pauses_clocks && external.outcome_time.is_none() {
        fact.push_str("; clocks stand still meanwhile");
    }
    fact
}

/// Whatever the one who acted said, wherever the event carries it.
pub(super) fn said(change: ReturnChange, message: &pb::ReturnChanged) -> String {
    let (found, dispute) = (message.return_case.as_ref(), message.dispute.as_ref());
    let carried = match change {
        ReturnChange::DisputeOpened | ReturnChange::DisputeStatement => dispute
            .and_then(|dispute| dispute.statements.last())
            .map(|statement| &statement.text),
        ReturnChange::DisputeProposal => dispute
            .and_then(|dispute| dispute.proposals.last())
            .map(|proposal| &proposal.text),
        ReturnChange::DisputeRuled => dispute
            .and_then(|dispute| dispute.rulings.last())
            .map(|ruling| &ruling.reason),
        ReturnChange::DisputeOutcome => dispute
            .and_then(|dispute| dispute.external.as_ref())
            .map(|external| &external.outcome),
        ReturnChange::Intervened => message
            .intervention
            .as_ref()
            .map(|intervention| &intervention.reason),
        ReturnChange::Approved | ReturnChange::Refused => found.map(|found| &found.decide_reason),
        ReturnChange::Inspected => found
            .and_then(|found| found.inspection.as_ref())
            .map(|inspection| &inspection.note),
        ReturnChange::RepairRecorded => found.map(|found| &found.repair_note),
        _ => None,
    };
    let said = [carried, Some(&message.explanation)];
    let mut said = said.into_iter().flatten();
    said.find(|said| !said.is_empty()).cloned().unwrap_or_default()
}
