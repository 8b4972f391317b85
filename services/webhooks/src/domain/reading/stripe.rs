//! Stripe: an event with an id, whose `data.object` is what it is about. Only what names an order or a refund of ours in its
//! metadata is of use.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use redress_core::{Currency, Money};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::text::word;
use super::{Facts, Found, Payment, Refund, Said};

/// How many digits Stripe's smallest unit has where that is not what ISO 4217 says of the currency.
const DIGITS: [(&str, u8); 3] = [("ISK", 2), ("MGA", 0), ("UGX", 2)];

const NO_ORDER: &str = "its metadata names no order (redress_order_id)";

#[derive(Deserialize)]
struct Event {
    id: Option<String>,
    #[serde(rename = "type")]
    kind: String,
    created: Option<i64>,
    #[serde(default)]
    data: Data,
}

#[derive(Default, Deserialize)]
struct Data {
    #[serde(default)]
    object: serde_json::Value,
}

type Metadata = BTreeMap<String, String>;

#[derive(Deserialize)]
struct Intent {
    id: String,
    amount_received: i64,
    currency: String,
    #[serde(default)]
    metadata: Metadata,
}

#[derive(Deserialize)]
struct Charge {
    id: String,
    amount_captured: i64,
    captured: bool,
    currency: String,
    payment_intent: Option<String>,
    #[serde(default)]
    metadata: Metadata,
}

#[derive(Deserialize)]
struct Repayment {
    id: String,
    amount: i64,
    currency: String,
    status: Option<String>,
    #[serde(default)]
    metadata: Metadata,
}

#[derive(Deserialize)]
struct Dispute {
    charge: Option<String>,
    payment_intent: Option<String>,
}

/// What an object is about, and what it says.
type Read = (String, Said);

pub(super) fn read(body: &[u8]) -> serde_json::Result<Found> {
    let event: Event = serde_json::from_slice(body)?;
    let object = event.data.object;
    let (subject, said) = match event.kind.as_str() {
        "payment_intent.succeeded" => intent(of(object)?),
        "charge.succeeded" | "charge.captured" => charge(of(object)?),
        "refund.created" | "refund.updated" | "refund.failed" | "charge.refund.updated" => {
            repayment(of(object)?)
        }
        kind if kind.starts_with("charge.dispute.") => dispute(of(object)?),
        _ => no_use("", "events of this type are of no use here"),
    };
    Ok(Found {
        event_id: event.id,
        event_type: event.kind,
        subject,
        event_time: event.created.and_then(moment),
        said,
    })
}

fn of<T: DeserializeOwned>(object: serde_json::Value) -> serde_json::Result<T> {
    serde_json::from_value(object)
}

fn moment(seconds: i64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(seconds, 0)
}

fn no_use(subject: &str, why: &str) -> Read {
    (word(subject), Said::NoUse(why.to_owned()))
}

fn intent(intent: Intent) -> Read {
    let amount = (intent.amount_received, intent.currency.as_str());
    payment(&intent.metadata, vec![intent.id], amount)
}

fn charge(charge: Charge) -> Read {
    if !charge.captured {
        return no_use(&charge.id, "the money is reserved, but not captured");
    }
    let amount = (charge.amount_captured, charge.currency.as_str());
    let references = charge.payment_intent.into_iter().chain([charge.id]).collect();
    payment(&charge.metadata, references, amount)
}

fn payment(metadata: &Metadata, references: Vec<String>, amount: (i64, &str)) -> Read {
    let order_id = named(metadata, "redress_order_id");
    if order_id.is_empty() {
        return no_use(&references[0], NO_ORDER);
    }
    let Some(amount) = money(amount) else {
        return no_use(&order_id, "its amount is none that can be read");
    };
    let payment = Payment {
        order_id: order_id.clone(),
        payment_id: named(metadata, "redress_payment_id"),
        references: references.iter().map(|reference| word(reference)).collect(),
        amount,
    };
    (order_id, Said::Facts(Facts::Payment(payment)))
}

fn repayment(repayment: Repayment) -> Read {
    let refund_id = named(&repayment.metadata, "redress_refund_id");
    if refund_id.is_empty() {
        return no_use(&repayment.id, "its metadata names no refund (redress_refund_id)");
    }
    let is_paid = match repayment.status.as_deref() {
        Some("succeeded") => true,
        Some("failed" | "canceled") => false,
        _ => return no_use(&refund_id, "the refund is still under way"),
    };
    let Some(amount) = money((repayment.amount, repayment.currency.as_str())) else {
        return no_use(&refund_id, "its amount is none that can be read");
    };
    let refund = Refund {
        refund_id: refund_id.clone(),
        reference: word(&repayment.id),
        amount,
        is_paid,
    };
    (refund_id, Said::Facts(Facts::Refund(refund)))
}

fn dispute(dispute: Dispute) -> Read {
    let about = dispute.payment_intent.or(dispute.charge).unwrap_or_default();
    no_use(
        &about,
        "a chargeback is settled with the bank; no case here has a counterpart to it",
    )
}

fn named(metadata: &Metadata, key: &str) -> String {
    metadata.get(key).map(|text| word(text)).unwrap_or_default()
}

/// An amount in Stripe's smallest unit.
fn money((amount, currency): (i64, &str)) -> Option<Money> {
    let currency: Currency = currency.to_ascii_uppercase().parse().ok()?;
    let exception = DIGITS.iter().find(|(code, _)| *code == currency.code());
    let digits = exception.map_or(currency.exponent(), |(_, digits)| *digits);
    let (ours, theirs) = (currency.exponent(), digits);
    let minor = if ours >= theirs {
        amount.checked_mul(10_i64.pow((ours - theirs).into()))
    } else {
        let unit = 10_i64.pow((theirs - ours).into());
        (amount % unit == 0).then_some(amount / unit)
    };
    Some(Money::new(minor?, currency))
}
