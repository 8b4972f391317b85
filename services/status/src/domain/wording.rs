//! Words, times and amounts as people read them.

use prost_types::Timestamp;
use redress_contracts::google::r#type::Money as WireMoney;
use redress_contracts::redress::logistics::v1::{Parcel, ShipmentPurpose, TrackingStatus};
use redress_core::Money;
use redress_policy::time::Zone;
use redress_rpc::convert::{money_from_wire, time_from_wire};

/// A word of the contracts as people read it: `in_transit` becomes `in transit`.
pub fn plain(word: &str) -> String {
    word.replace('_', " ")
}

/// An enum's value as a word: `RETURN_STATE_UNDER_REVIEW` without its prefix becomes `under_review`.
pub fn word_of(name: &str, prefix: &str) -> String {
    name.strip_prefix(prefix).unwrap_or(name).to_ascii_lowercase()
}

/// Where a parcel is, as a word of logistics; empty while no carrier has told of it.
pub fn status_word(status: TrackingStatus) -> String {
    match status {
        TrackingStatus::Unspecified => String::new(),
        status => word_of(status.as_str_name(), "TRACKING_STATUS_"),
    }
}

/// What a shipment is for, as a word.
pub fn purpose_word(purpose: ShipmentPurpose) -> String {
    word_of(purpose.as_str_name(), "SHIPMENT_PURPOSE_")
}

/// A time in the shop's time zone.
pub fn when(zone: Zone, time: &Timestamp) -> String {
    match time_from_wire(time) {
        Ok(time) => format!(
            "{} ({})",
            zone.local_time(time).format("%-d %B %Y, %H:%M"),
            zone.name()
        ),
        Err(_) => "a time that cannot be read".to_owned(),
    }
}

/// An amount that is there and not zero.
pub fn money(amount: Option<&WireMoney>) -> Option<Money> {
    let amount = amount.and_then(|amount| money_from_wire(amount).ok());
    amount.filter(|amount| amount.minor != 0)
}

/// What a parcel is called in a sentence.
pub fn parcel_name(parcel: &Parcel) -> String {
    match (parcel.carrier.as_str(), parcel.tracking_number.as_str()) {
        (_, "") => format!("Parcel {} without a tracking number", parcel.parcel_id),
        ("", number) => format!("Parcel {number}"),
        (carrier, number) => format!("Parcel {carrier} {number}"),
    }
}

/// `count` of a thing: `1 parcel`, `2 parcels`.
pub fn count_of(count: usize, thing: &str) -> String {
    match count {
        1 => format!("1 {thing}"),
        _ => format!("{count} {thing}s"),
    }
}
