//! What is said of a return or a delivery claim, and of the disputes over them.

use redress_contracts::redress::policies::v1::Topic;
use redress_contracts::redress::returns::v1::Return;

/// The sentence of a change.
pub fn return_sentence(change: &str, found: &Return) -> String {
    let thing = match found.topic() {
        Topic::Delivery => "claim",
        _ => "return",
    };
    let sentence = match change {
        "return_requested" => "A {thing} was asked for.",
        "return_amended" => "The {thing} was filled in further.",
        "evidence_asked" => "Evidence was asked for.",
        "evidence_changed" => "The evidence of the {thing} changed.",
        "return_under_review" => "The {thing} waits for a decision.",
        "return_approved" => "The {thing} was approved.",
        "rma_issued" => return format!("Return number {} was issued.", found.rma_number),
        "return_refused" => "The {thing} was refused.",
        "return_withdrawn" => "The {thing} was taken back.",
        "return_expired" => "The {thing} was closed without result.",
        "parcel_announced" => "A parcel on its way back was announced.",
        "tracking_corrected" => return corrected(found),
        "parcel_moved" => "There is news of a parcel of the {thing}.",
        "return_received" => "Goods of the {thing} were received.",
        "return_inspected" => "The goods that came back were inspected.",
        "remedy_applied" => "The remedy of the {thing} was applied.",
        "repair_recorded" => "The result of a repair was recorded.",
        "parcel_sent" => "A parcel was sent to the buyer.",
        "return_closed" => "The {thing} was closed.",
        "dispute_opened" => "A dispute over the {thing} was opened.",
        "dispute_statement" => "A statement was made in the dispute.",
        "dispute_proposal" => "A settlement of the dispute was proposed.",
        "dispute_settled" => "The dispute was settled: both sides agreed.",
        "dispute_ruled" => "The platform ruled in the dispute.",
        "dispute_appealed" => "The ruling was appealed.",
        "dispute_escalated" => "The dispute went to a body outside.",
        "dispute_outcome" => "The body outside decided on the dispute.",
        "dispute_closed" => "The dispute ended for good.",
        "intervened" => "The platform stepped in on the {thing}.",
        "deadline_warning" => "Something about the {thing} is due soon.",
        "deadline_passed" => "Something about the {thing} was not done in time.",
        other => return super::unknown("Return", other),
    };
    sentence.replace("{thing}", thing)
}

/// Both numbers stay on record.
fn corrected(found: &Return) -> String {
    let mut parcels = found.parcels.iter().rev();
    let parcel = parcels.find(|parcel| !parcel.earlier_numbers.is_empty());
    match parcel.and_then(|parcel| Some((&parcel.tracking_number, parcel.earlier_numbers.last()?))) {
        Some((number, before)) => format!("Tracking number {before} was corrected to {number}."),
        None => "A tracking number was corrected.".to_owned(),
    }
}
