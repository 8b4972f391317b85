//! What is said of a parcel under way, in whichever direction.

use redress_contracts::redress::logistics::v1::Parcel;

use crate::domain::wording::{parcel_name, plain, status_word};

/// The sentence of a change.
pub fn parcel_sentence(change: &str, parcel: &Parcel) -> String {
    let name = parcel_name(parcel);
    let what = match change {
        "created" => "is on record",
        "moved" => return format!("{name}: {}.", moved(parcel)),
        "delivered" => "was delivered",
        "attempt_failed" => "could not be delivered: nobody was there",
        "stalled" => "has not moved for longer than it should be",
        "overdue" => "is late by more than it should be",
        "refused_by_recipient" => "was not taken at the door",
        "refused_at_customs" => "was not let through the customs",
        "returned_to_sender" => "was sent back",
        "damaged" => "was damaged on its way",
        "lost" => "was lost",
        "return_lost" => "was lost on its way back",
        "delivery_proven" => "is proven to have been delivered",
        "tracking_invalid" => return invalid(parcel, &name),
        "tracking_corrected" => return corrected(parcel),
        "deadline_passed" => "waits for something that was not done in time",
        "deadline_warning" => "waits for something that is due soon",
        other => return super::unknown(&name, other),
    };
    format!("{name} {what}.")
}

fn moved(parcel: &Parcel) -> String {
    match status_word(parcel.status()).as_str() {
        "" => "it moved".to_owned(),
        word => plain(word),
    }
}

fn invalid(parcel: &Parcel, name: &str) -> String {
    let wrong = parcel.numbers.iter().rev().find(|number| !number.flaw.is_empty());
    match wrong {
        Some(wrong) => format!(
            "Tracking number {} looks wrong: {}.",
            wrong.tracking_number,
            plain(&wrong.flaw)
        ),
        None => format!("{name} has a number that looks wrong."),
    }
}

/// Both numbers stay on record.
fn corrected(parcel: &Parcel) -> String {
    let before = parcel
        .numbers
        .iter()
        .rev()
        .find(|number| number.replace_time.is_some());
    match before {
        Some(before) => format!(
            "Tracking number {} was corrected to {}.",
            before.tracking_number, parcel.tracking_number
        ),
        None => format!("The tracking number was corrected to {}.", parcel.tracking_number),
    }
}
