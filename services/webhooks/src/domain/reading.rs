//! What a provider's body says, as far as there is a use for it here. Nothing else of it is kept.
//!
//! An event is known by the provider's id for it, or where it gives none, by what it says. Whether two bodies say the same is
//! told by what is read of them: providers count in the body how often they tried, so that its bytes change with each try.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use redress_core::Money;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::provider::Provider;

mod aftership;
mod easypost;
mod seventeen_track;
mod shippo;
mod stripe;
mod text;

/// The longest id of an event that is taken as it is, in bytes.
const MAX_EVENT_ID: usize = 200;
/// How much of a parcel's way is taken of one notice: the newest.
const MAX_SIGHTINGS: usize = 500;

/// What was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    pub event_id: String,
    pub event_type: String,
    /// What it is about; may be empty.
    pub subject: String,
    pub event_time: Option<DateTime<Utc>>,
    pub said: Said,
    /// A digest of what it says.
    pub sha256: String,
}

/// What there is to do with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Said {
    Facts(Facts),
    /// There is nothing to do, for this reason.
    NoUse(String),
}

/// What is passed on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "snake_case")]
pub enum Facts {
    Parcel(Way),
    Payment(Payment),
    Refund(Refund),
}

/// The way of a parcel so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Way {
    pub tracking_number: String,
    /// By the provider's name for it; may be empty.
    pub carrier: String,
    /// Oldest first.
    pub sightings: Vec<Sighting>,
}

/// One event on a parcel's way.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Sighting {
    pub time: DateTime<Utc>,
    /// The provider's words for it, the most exact one first.
    pub codes: Vec<String>,
    /// The carrier's own words; may be empty.
    pub text: String,
    /// Where; may be empty.
    pub place: String,
}

/// Money that was captured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    pub order_id: String,
    /// As its metadata names it; may be empty.
    pub payment_id: String,
    /// The provider's ids for it, the one to remember first.
    pub references: Vec<String>,
    pub amount: Money,
}

/// What became of a refund at the provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    pub refund_id: String,
    pub reference: String,
    pub amount: Money,
    pub is_paid: bool,
}

/// What was found in a body, before it is known by an id.
struct Found {
    event_id: Option<String>,
    event_type: String,
    subject: String,
    event_time: Option<DateTime<Utc>>,
    said: Said,
}

impl Found {
    /// Something of which there is no use here.
    fn no_use(event_id: Option<String>, event_type: String, why: impl Into<String>) -> Self {
        Self {
            event_id,
            event_type,
            subject: String::new(),
            event_time: None,
            said: Said::NoUse(why.into()),
        }
    }

    /// The way of a parcel, if the body names one and says anything of it.
    fn way(event_id: Option<String>, event_type: String, mut way: Way) -> Self {
        way.tracking_number = text::number(&way.tracking_number);
        way.carrier = text::word(&way.carrier);
        if way.tracking_number.is_empty() {
            return Self::no_use(event_id, event_type, "it names no tracking number");
        }
        way.sightings.sort();
        way.sightings.dedup();
        let surplus = way.sightings.len().saturating_sub(MAX_SIGHTINGS);
        way.sightings.drain(..surplus);
        let subject = way.tracking_number.clone();
        let Some(newest) = way.sightings.last() else {
            let nothing = Self::no_use(event_id, event_type, "it says nothing of the parcel's way");
            return Self { subject, ..nothing };
        };
        Self {
            event_id,
            event_type,
            subject,
            event_time: Some(newest.time),
            said: Said::Facts(Facts::Parcel(way)),
        }
    }
}

/// Reads a body that its provider signed. What cannot be read is of no use either: to refuse it would only bring it back.
pub fn read(provider: Provider, body: &[u8]) -> Reading {
    let found = match provider {
        Provider::EasyPost => easypost::read(body),
        Provider::AfterShip => aftership::read(body),
        Provider::SeventeenTrack => seventeen_track::read(body),
        Provider::Shippo => shippo::read(body),
        Provider::Stripe => stripe::read(body),
    };
    let found = found.unwrap_or_else(|_| {
        let why = "it is nothing that this provider is known to send";
        Found::no_use(Some(digest(body)), String::new(), why)
    });
    let said = serde_json::to_vec(&(&found.event_type, &found.subject, &found.said))
        .expect("invariant: texts, numbers and times always have a JSON form");
    let sha256 = digest(&said);
    let is_usable = |id: &String| {
        (1..=MAX_EVENT_ID).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic())
    };
    Reading {
        event_id: found.event_id.filter(is_usable).unwrap_or_else(|| sha256.clone()),
        event_type: text::word(&found.event_type),
        subject: found.subject,
        event_time: found.event_time,
        said: found.said,
        sha256,
    }
}

/// `sha256:` and the digest in hex.
pub fn digest(bytes: &[u8]) -> String {
    let mut text = String::from("sha256:");
    for byte in Sha256::digest(bytes) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests;
