//! Parcels of a return, both ways, and what tracking says of them.

use chrono::{DateTime, Utc};
use redress_core::Money;
use serde::{Deserialize, Serialize};

use super::line::LineQuantity;
use super::words::ParcelPurpose;

/// A parcel of a return.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ReturnParcel {
    pub parcel_id: String,
    pub purpose: ParcelPurpose,
    pub carrier: String,
    pub tracking_number: String,
    pub tracking_site: String,
    pub insured_value: Option<Money>,
    pub lines: Vec<LineQuantity>,
    pub ship_time: DateTime<Utc>,
    pub estimated_delivery_time: Option<DateTime<Utc>>,
    /// A word of logistics; empty until it says something.
    pub status: String,
    /// Received by the shop, or delivered to the buyer.
    pub receive_time: Option<DateTime<Utc>>,
    pub receipt_evidence_id: String,
    pub is_number_wrong: bool,
    /// Oldest first.
    pub earlier_numbers: Vec<String>,
    pub is_unannounced: bool,
    /// It will not arrive.
    #[serde(default)]
    pub is_lost: bool,
}

impl ReturnParcel {
    /// Whether goods come back in it.
    pub(crate) fn is_return(&self) -> bool {
        self.purpose == ParcelPurpose::Return
    }

    /// Whether it is still expected where it goes.
    pub(crate) fn is_under_way(&self) -> bool {
        self.receive_time.is_none() && !self.is_lost
    }

    /// Puts another number in the place of the one it has. Whether it is another.
    pub(crate) fn renumber(&mut self, carrier: &str, number: &str) -> bool {
        if !carrier.is_empty() {
            carrier.clone_into(&mut self.carrier);
        }
        if number == self.tracking_number {
            return false;
        }
        let before = std::mem::replace(&mut self.tracking_number, number.to_owned());
        if !before.is_empty() {
            self.earlier_numbers.push(before);
        }
        self.is_number_wrong = false;
        true
    }
}
