//! A shipment: one or several parcels that were sent together, whose they are, and which policy binds them.

use chrono::{DateTime, Utc};
use redress_core::{Money, etag};
use redress_policy::Party;
use serde::{Deserialize, Serialize};

use super::parcel::Parcel;
use super::rejection::Rejection;
use super::words::{Purpose, ShipmentState, Status};

/// The versions that bind a shipment: those in force when it was made known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Versions {
    /// The marketplace's pack.
    pub policy_id: String,
    /// Its version.
    pub version: i32,
    /// The laws of the buyer's country, each with its version.
    #[serde(default)]
    pub laws: Vec<(String, i32)>,
}

/// Whose a shipment is, and what it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Owner {
    pub marketplace_id: String,
    pub order_id: String,
    /// Empty for an outbound shipment.
    pub return_id: String,
    pub buyer_id: String,
    pub seller_ids: Vec<String>,
    pub purpose: Purpose,
    /// What it is called where it comes from; may be empty.
    pub source_id: String,
    pub place_time: DateTime<Utc>,
    pub buyer_country: String,
}

/// How it travels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Journey {
    pub ship_time: DateTime<Utc>,
    pub estimated_delivery_time: Option<DateTime<Utc>>,
    pub insured_value: Option<Money>,
    pub origin_country: String,
    pub destination_country: String,
}

/// A shipment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shipment {
    pub shipment_id: String,
    pub owner: Owner,
    pub journey: Journey,
    pub versions: Versions,
    /// Never empty.
    pub parcels: Vec<Parcel>,
    pub state: ShipmentState,
    pub revision: i64,
    pub create_time: DateTime<Utc>,
    pub update_time: DateTime<Utc>,
}

impl Shipment {
    /// A parcel, or the only one when none is named.
    pub(crate) fn parcel_at(&self, parcel_id: &str) -> Result<usize, Rejection> {
        match (parcel_id, self.parcels.len()) {
            ("", 1) => Ok(0),
            ("", _) => Err(Rejection::field(
                "parcel_id",
                "is required, because the shipment has several parcels",
            )),
            (id, _) => (self.parcels.iter().position(|parcel| parcel.parcel_id == id))
                .ok_or_else(|| Rejection::no_parcel(id)),
        }
    }

    /// Refuses a stale etag; an empty one skips the check.
    pub(crate) fn check_etag(&self, given: &str) -> Result<(), Rejection> {
        if etag::matches(given, self.revision) {
            Ok(())
        } else {
            Err(Rejection::StaleEtag)
        }
    }

    /// Makes the state follow from the parcels.
    pub(crate) fn settle_state(&mut self) {
        let count = |is: fn(Status) -> bool| {
            let told = self.parcels.iter().filter_map(Parcel::status);
            told.filter(|status| is(*status)).count()
        };
        let all = self.parcels.len();
        let seen = count(|status| status != Status::LabelCreated);
        let ended = count(Status::is_ended);
        let delivered = count(|status| status == Status::Delivered);
        self.state = match () {
            () if delivered == all => ShipmentState::Delivered,
            () if ended == all => ShipmentState::Failed,
            () if delivered > 0 => ShipmentState::PartlyDelivered,
            () if seen > 0 => ShipmentState::InTransit,
            () => ShipmentState::Announced,
        };
    }

    /// Who sent it, and gives its tracking number.
    pub(crate) fn sender(&self) -> Party {
        match self.owner.purpose {
            Purpose::Return => Party::Buyer,
            _ => Party::Seller,
        }
    }

    /// Who waits for it.
    pub(crate) fn recipient(&self) -> Party {
        match self.owner.purpose {
            Purpose::Return => Party::Seller,
            _ => Party::Buyer,
        }
    }

    /// Refuses everybody but who sent it and the platform.
    pub(crate) fn check_sender(&self, actor: Party) -> Result<(), Rejection> {
        if actor == Party::Platform || actor == self.sender() {
            return Ok(());
        }
        Err(Rejection::WrongParty {
            allowed: vec![self.sender(), Party::Platform],
        })
    }
}
