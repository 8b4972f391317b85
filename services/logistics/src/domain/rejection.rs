//! Why the domain says no. Data only: what a caller is told is made of it in `error.rs`.

use chrono::{DateTime, Utc};
use redress_policy::Party;

/// A refusal by the rules of logistics.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Rejection {
    /// Request fields that do not fit the shipment, each by its path.
    Fields(Vec<(String, String)>),
    /// There is no such thing for this caller.
    NotFound { kind: &'static str, id: String },
    /// The parcel's state does not allow it.
    IllegalState {
        parcel_id: String,
        state: &'static str,
        allowed: Vec<&'static str>,
    },
    /// It changed since it was read.
    StaleEtag,
    /// This party may not do it.
    WrongParty { allowed: Vec<Party> },
    /// The order or return has a shipment of this source.
    SourceTaken { source_id: String },
    /// An event that lies too far ahead of now.
    EventInFuture { latest: DateTime<Utc> },
    /// Several parcels have the number.
    AmbiguousParcel { tracking_number: String },
}

impl Rejection {
    /// One bad field.
    pub(crate) fn field(path: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Fields(vec![(path.into(), reason.into())])
    }

    /// The same words for a shipment that does not exist and one that is somebody else's.
    pub(crate) fn no_shipment(id: &str) -> Self {
        Self::NotFound {
            kind: "shipment",
            id: id.to_owned(),
        }
    }

    /// The same for an order.
    pub(crate) fn no_order(id: &str) -> Self {
        Self::NotFound {
            kind: "order",
            id: id.to_owned(),
        }
    }

    /// The same for a parcel, by its id or its number.
    pub(crate) fn no_parcel(id: &str) -> Self {
        Self::NotFound {
            kind: "parcel",
            id: id.to_owned(),
        }
    }
}
