//! An event as its owner is told of it, and the body that is sent: `{"type": …, "timestamp": …, "data": {…}}`.
//!
//! The body is written once and kept, so that whatever is sent twice is the same to the byte. It holds ids, states, clauses
//! and amounts; names, addresses, and what people wrote are read through the other services by who may.

use chrono::{DateTime, SecondsFormat, Utc};
use redress_core::Money;
use serde::{Serialize, Serializer};

use super::owner::Owner;

redress_core::typed_id!(/** An event, and the `webhook-id` it is sent under. */ EventId, "evt");

/// An event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub event_id: EventId,
    /// Whose view of it this is.
    pub owner: Owner,
    pub event_type: String,
    /// Empty for a test.
    pub order_id: String,
    /// The body.
    pub payload: String,
    pub event_time: DateTime<Utc>,
    pub create_time: DateTime<Utc>,
}

/// Something that happened, before it is told to anybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    pub event_type: &'static str,
    pub marketplace_id: String,
    pub event_time: DateTime<Utc>,
    /// The sellers concerned.
    pub seller_ids: Vec<String>,
    pub data: Data,
}

/// An order line that an event is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    pub line_id: String,
    pub quantity: i32,
    /// Not told: only this seller's view has the line.
    #[serde(skip)]
    pub seller_id: String,
}

/// A clock that runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Clock {
    pub kind: String,
    #[serde(serialize_with = "time")]
    pub due_time: DateTime<Utc>,
    pub party: String,
}

/// Exact money, in minor units of its currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Amount {
    currency: String,
    minor: i64,
}

impl From<Money> for Amount {
    fn from(money: Money) -> Self {
        Self {
            currency: money.currency.to_string(),
            minor: money.minor,
        }
    }
}

/// What is told of it. What is empty is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Data {
    pub order_id: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub cancellation_id: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub return_id: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub rma_number: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub dispute_id: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub intervention_id: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub refund_id: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub cause_id: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub shipment_id: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub parcel_id: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub evidence_id: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub case_id: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub state: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub actor: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<Line>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Clock>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub clause_ids: Vec<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub policy_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_version: Option<i32>,
}

#[derive(Serialize)]
struct Body<'a> {
    #[serde(rename = "type")]
    event_type: &'a str,
    #[serde(serialize_with = "time")]
    timestamp: DateTime<Utc>,
    data: &'a Data,
}

fn time<S: Serializer>(time: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&time.to_rfc3339_opts(SecondsFormat::AutoSi, true))
}

/// The body that tells of something.
pub fn payload(event_type: &str, timestamp: DateTime<Utc>, data: &Data) -> String {
    let body = Body {
        event_type,
        timestamp,
        data,
    };
    serde_json::to_string(&body).expect("invariant: texts and numbers always have a JSON form")
}

/// One view of something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    pub owner: Owner,
    pub payload: String,
}

impl Occurrence {
    /// Every view of it: the marketplace's whole one first, then each seller's with their own lines only, and without an
    /// amount that is for the lines of several.
    pub fn views(&self) -> Vec<View> {
        let mut views = vec![self.view("", self.data.clone())];
        for seller_id in &self.seller_ids {
            let mut data = self.data.clone();
            data.lines.retain(|line| line.seller_id == *seller_id);
            data.amount = data.amount.filter(|_| self.seller_ids.len() == 1);
            views.push(self.view(seller_id, data));
        }
        views
    }

    fn view(&self, seller_id: &str, data: Data) -> View {
        View {
            owner: Owner {
                marketplace_id: self.marketplace_id.clone(),
                seller_id: seller_id.to_owned(),
            },
            payload: payload(self.event_type, self.event_time, &data),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    #[test]
    fn a_seller_is_told_of_their_own_lines_only() {
        let line = |line_id: &str, seller_id: &str| Line {
            line_id: line_id.to_owned(),
            quantity: 2,
            seller_id: seller_id.to_owned(),
        };
        let occurrence = Occurrence {
            event_type: "order.paid",
            marketplace_id: "kwoking".to_owned(),
            event_time: Utc.with_ymd_and_hms(2026, 5, 4, 8, 0, 0).unwrap(),
            seller_ids: vec!["ana".to_owned()],
            data: Data {
                order_id: "ord_1".to_owned(),
                lines: vec![line("1", "ana"), line("2", "ben")],
                ..Data::default()
            },
        };
        let [whole, anas] = occurrence.views().try_into().unwrap();
        assert_eq!(
            (whole.owner.seller_id.as_str(), anas.owner.seller_id.as_str()),
            ("", "ana")
        );
        assert_eq!(
            anas.payload,
            r#"{"type":"order.paid","timestamp":"2026-05-04T08:00:00Z","data":{"order_id":"ord_1","lines":[{"line_id":"1","quantity":2}]}}"#
        );
        assert!(whole.payload.contains(r#"{"line_id":"2","quantity":2}"#));
        assert!(!whole.payload.contains("ben"));
    }
}
