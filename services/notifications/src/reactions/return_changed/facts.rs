//! The facts of a return's change, one sentence each, and what somebody said of it.

use redress_contracts::redress::returns::v1 as pb;
use redress_contracts::redress::returns::v1::ParcelPurpose;
use redress_policy::{Ground, Remedy};
use redress_policybook::convert::Word as _;
use redress_rpc::convert::money_from_wire;

use crate::domain::change::ReturnChange;
use crate::domain::phrase::{Filling, Phrase};

/// What is to be said beside the lines.
pub(super) fn facts(
    change: ReturnChange,
    found: &pb::Return,
    dispute: Option<&pb::ReturnDispute>,
) -> Vec<Phrase> {
    let mut facts = Vec::new();
    if let Some(ground) = Ground::from_number(found.ground) {
        facts.push(Phrase::new("ground").word("ground", ground.as_str()));
    }
    if !found.rma_number.is_empty() {
        facts.push(Phrase::new("return-number").text("number", &found.rma_number));
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

fn approved(found: &pb::Return) -> Option<Phrase> {
    let remedy = Remedy::from_number(found.approved_remedy)?;
    Some(Phrase::new("agreed").word("remedy", remedy.as_str()))
}

fn newest(found: &pb::Return, is_way_back: bool) -> Option<&pb::ReturnParcel> {
    let mut parcels = found.parcels.iter().rev();
    parcels.find(|parcel| (parcel.purpose() == ParcelPurpose::Return) == is_way_back)
}

fn sent(parcel: &pb::ReturnParcel) -> Phrase {
    match (parcel.carrier.as_str(), parcel.tracking_number.as_str()) {
        ("", "") => Phrase::new("sent-bare"),
        (carrier, "") => Phrase::new("sent-carrier").text("carrier", carrier),
        ("", number) => Phrase::new("sent-number").text("number", number),
        (carrier, number) => Phrase::new("sent-carrier-number")
            .text("carrier", carrier)
            .text("number", number),
    }
}

fn corrected(found: &pb::Return) -> Option<Phrase> {
    let mut parcels = found.parcels.iter().rev();
    let parcel = parcels.find(|parcel| !parcel.earlier_numbers.is_empty())?;
    let before = parcel.earlier_numbers.last()?;
    let corrected = Phrase::new("number-corrected").text("number", &parcel.tracking_number);
    Some(corrected.text("before", before))
}

fn moved(parcel: &pb::ReturnParcel) -> Option<Phrase> {
    if parcel.status.is_empty() {
        return None;
    }
    let moved = Phrase::new("sent-status").with("parcel", Filling::Phrase(Box::new(sent(parcel))));
    Some(moved.word("status", &parcel.status))
}

fn received(line: &pb::ReturnLine) -> Phrase {
    Phrase::new("received-so-far")
        .with("received", Filling::Number(line.received_quantity.into()))
        .with("quantity", Filling::Number(line.quantity.into()))
        .text("title", &line.title)
}

fn remedy(remedy: &pb::AppliedRemedy) -> Vec<Phrase> {
    let mut facts = Vec::new();
    if let Some(word) = Remedy::from_number(remedy.remedy) {
        facts.push(Phrase::new("settled-by").word("remedy", word.as_str()));
    }
    if !remedy.exchange_sku.is_empty() {
        facts.push(Phrase::new("exchanged-for").text("sku", &remedy.exchange_sku));
    }
    let owed = remedy.owed.as_ref().and_then(|owed| money_from_wire(owed).ok());
    if let Some(owed) = owed.filter(|owed| owed.minor > 0) {
        facts.push(Phrase::new("still-owed").with("amount", Filling::Money(owed)));
    }
    facts
}

fn body(external: &pb::ExternalCase) -> Phrase {
    let is_pausing = external.pauses_clocks && external.outcome_time.is_none();
    let body = if is_pausing {
        Phrase::new("body-outside-pausing")
    } else {
        Phrase::new("body-outside")
    };
    body.text("body", &external.body)
        .text("reference", &external.reference)
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
