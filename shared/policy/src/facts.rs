//! What a decision looks at: everything it needs is here, so that a stored decision can be run again.
//!
//! Amounts are minor units of the order's currency. Times are UTC instants. JSON keys are those of the contract.

use crate::time::Span;
use crate::words::{Ground, Party, PaymentKind, Stock, Topic};
use crate::{Decision, Text};
use chrono::{DateTime, Utc};
use redress_core::Currency;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The facts of one request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// What is asked.
    pub topic: Topic,
    /// Why.
    pub ground: Ground,
    /// Who asks.
    pub requested_by: Party,
    /// When it is or was asked.
    pub now: DateTime<Utc>,
    /// The order.
    pub order: OrderFacts,
    /// What is asked for, line by line; at least one.
    pub lines: Vec<LineFacts>,
    /// Names of the fields that the request gives, such as `explanation` or `contact.email`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Text>,
    /// The evidence that is there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EvidenceFact>,
    /// Special periods that may touch the case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub special_periods: Vec<SpecialPeriodFact>,
}

/// The facts of the order as a whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderFacts {
    /// Where the buyer lives (ISO 3166 alpha-2): names the law.
    pub buyer_country: Text,
    /// ISO 4217 code of every amount.
    #[schemars(with = "String")]
    pub currency: Currency,
    /// When it was placed.
    pub place_time: DateTime<Utc>,
    /// When its payment was confirmed; absent while unpaid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_confirm_time: Option<DateTime<Utc>>,
    /// When it must have shipped by the promise made for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub processing_due_time: Option<DateTime<Utc>>,
    /// How it was paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_kind: Option<PaymentKind>,
    /// What the bank or intermediary charges for paying back, minor units, at least 0.
    #[serde(default)]
    pub payment_fee_minor: i64,
    /// Shipping of the order as a whole that this request would free, minor units: all of it when nothing of the order
    /// would be left, else 0.
    #[serde(default)]
    pub shipping_minor: i64,
    /// What the way back cost where the shop has paid it, minor units, at least 0.
    #[serde(default)]
    pub return_postage_minor: i64,
    /// What the parts found missing cost, minor units, at least 0.
    #[serde(default)]
    pub missing_parts_minor: i64,
    /// Some of the order has shipped.
    #[serde(default)]
    pub is_shipped: bool,
    /// When it was expected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery_expected_time: Option<DateTime<Utc>>,
    /// When its parcel's tracking last moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracking_move_time: Option<DateTime<Utc>>,
    /// When its RMA number was issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rma_issue_time: Option<DateTime<Utc>>,
    /// When the goods came back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_receive_time: Option<DateTime<Utc>>,
    /// The supplier showed proof of delivery.
    #[serde(default)]
    pub is_delivery_proven: bool,
    /// The parcel was accepted without reservation.
    #[serde(default)]
    pub is_accepted_without_reservation: bool,
    /// A replacement is in stock.
    #[serde(default)]
    pub is_replacement_in_stock: bool,
    /// The inspection found misuse.
    #[serde(default)]
    pub is_misused: bool,
    /// The inspection found artificial damage.
    #[serde(default)]
    pub is_artificially_damaged: bool,
}

/// The facts of one line, for the quantity asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LineFacts {
    /// The line.
    pub line_id: Text,
    /// Its seller.
    pub seller_id: Text,
    /// How many are asked for; at least 1.
    pub quantity: i64,
    /// How many were ordered; at least 1.
    pub ordered_quantity: i64,
    /// How many were refunded before this request; 0 to ordered.
    #[serde(default)]
    pub refunded_quantity: i64,
    /// How many of those asked for have shipped.
    #[serde(default)]
    pub shipped_quantity: i64,
    /// How many of those asked for were delivered.
    #[serde(default)]
    pub delivered_quantity: i64,
    /// Price of one, minor units, tax excluded.
    pub unit_price_minor: i64,
    /// Tax on the whole line, minor units.
    #[serde(default)]
    pub tax_minor: i64,
    /// Discount on the whole line, minor units, positive.
    #[serde(default)]
    pub discount_minor: i64,
    /// Shipping of the whole line, minor units.
    #[serde(default)]
    pub shipping_minor: i64,
    /// The shop's category.
    #[serde(default)]
    pub category: Text,
    /// `durable`, `non_durable` or `immovable`.
    #[serde(default)]
    pub product_class: Text,
    /// Attributes such as `personalised`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<Text>,
    /// When the last of it shipped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ship_time: Option<DateTime<Utc>>,
    /// When the last of it was delivered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deliver_time: Option<DateTime<Utc>>,
    /// Where it stands with its stock.
    #[serde(default = "in_stock")]
    pub stock: Stock,
    /// The maker's own warranty, when it is longer than the shop's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maker_warranty: Option<Span>,
}

fn in_stock() -> Stock {
    Stock::InStock
}

/// A piece of evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EvidenceFact {
    /// Its kind, such as `photo`.
    pub kind: Text,
    /// A reviewer refused it.
    #[serde(default)]
    pub is_refused: bool,
}

/// A declared special period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpecialPeriodFact {
    /// Its id.
    pub special_period_id: Text,
    /// The country it is for (ISO 3166 alpha-2); everywhere when empty.
    #[serde(default)]
    pub region: Text,
    /// The first instant.
    pub start_time: DateTime<Utc>,
    /// The first instant after it.
    pub end_time: DateTime<Utc>,
}

/// A decision with everything needed to run it again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoredDecision {
    /// What it was made on.
    pub facts: Facts,
    /// What it answered; names the versions of every layer.
    pub decision: Decision,
}

/// What is wrong with given facts.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {reason}")]
pub struct FactError {
    /// Where, such as `lines[0].quantity`.
    pub path: String,
    /// Why.
    pub reason: String,
}

/// No single amount or product of amounts in a case may exceed this many minor units: with [`MOST_LINES`] lines every sum
/// stays inside `i64`.
const LARGEST_MINOR: i64 = 1_000_000_000_000_000;

/// How many lines one case may have: a decision explains itself line by line.
const MOST_LINES: usize = 1_000;

/// The years 1 to 9999, which a timestamp on the wire can say, as seconds since 1970.
const SECONDS: std::ops::RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;

impl Facts {
    /// Checks what types cannot: 1 to 1000 lines, each once, quantities that fit, amounts that are not negative and whose
    /// sums are amounts, times of the years 1 to 9999. Collects every error.
    pub fn check(&self) -> Result<(), Vec<FactError>> {
        let mut errors = Vec::new();
        let mut wrong = |path: String, reason: &str| {
            errors.push(FactError {
                path,
                reason: reason.to_owned(),
            })
        };
        if !(1..=MOST_LINES).contains(&self.lines.len()) {
            wrong("lines".into(), "there must be 1 to 1000 lines");
            return Err(errors);
        }
        self.check_times(&mut wrong);
        for (i, line) in self.lines.iter().enumerate() {
            if self.lines[..i].iter().any(|other| other.line_id == line.line_id) {
                wrong(format!("lines[{i}].line_id"), "the line is named twice");
            }
            line.check(&mut |field, reason| wrong(format!("lines[{i}].{field}"), reason));
        }
        for (field, minor) in [
            ("payment_fee_minor", self.order.payment_fee_minor),
            ("shipping_minor", self.order.shipping_minor),
            ("return_postage_minor", self.order.return_postage_minor),
            ("missing_parts_minor", self.order.missing_parts_minor),
        ] {
            if !(0..=LARGEST_MINOR).contains(&minor) {
                wrong(
                    format!("order.{field}"),
                    "must be between 0 and 10^15 minor units",
                );
            }
        }
        for (i, period) in self.special_periods.iter().enumerate() {
            if period.end_time <= period.start_time {
                wrong(
                    format!("special_periods[{i}].end_time"),
                    "must be after start_time",
                );
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    fn check_times(&self, wrong: &mut impl FnMut(String, &str)) {
        let mut check = |time: Option<DateTime<Utc>>, path: &dyn Fn() -> String| {
            if time.is_some_and(|time| !SECONDS.contains(&time.timestamp())) {
                wrong(path(), "must be in the years 1 to 9999");
            }
        };
        let order = &self.order;
        for (field, time) in [
            ("now", Some(self.now)),
            ("order.place_time", Some(order.place_time)),
            ("order.payment_confirm_time", order.payment_confirm_time),
            ("order.processing_due_time", order.processing_due_time),
            ("order.delivery_expected_time", order.delivery_expected_time),
            ("order.tracking_move_time", order.tracking_move_time),
            ("order.rma_issue_time", order.rma_issue_time),
            ("order.return_receive_time", order.return_receive_time),
        ] {
            check(time, &|| field.to_owned());
        }
        for (i, line) in self.lines.iter().enumerate() {
            check(line.ship_time, &|| format!("lines[{i}].ship_time"));
            check(line.deliver_time, &|| format!("lines[{i}].deliver_time"));
        }
        for (i, period) in self.special_periods.iter().enumerate() {
            check(Some(period.start_time), &|| {
                format!("special_periods[{i}].start_time")
            });
            check(Some(period.end_time), &|| {
                format!("special_periods[{i}].end_time")
            });
        }
    }

    /// Whether evidence of one of the rule's kinds is there and was not refused.
    pub(crate) fn has_evidence(&self, rule: &crate::pack::EvidenceRule) -> bool {
        self.evidence
            .iter()
            .any(|piece| !piece.is_refused && rule.any_of.contains(&piece.kind))
    }
}

impl LineFacts {
    fn check(&self, wrong: &mut impl FnMut(&str, &str)) {
        if !(1..=1_000_000).contains(&self.ordered_quantity) {
            wrong("ordered_quantity", "must be between 1 and 1000000");
        } else if self.quantity < 1 {
            wrong("quantity", "must be at least 1");
        } else if self.refunded_quantity < 0 || self.quantity > self.ordered_quantity - self.refunded_quantity
        {
            wrong("quantity", "is more than what is left of the line");
        }
        if !(0..=self.quantity.max(0)).contains(&self.shipped_quantity) {
            wrong("shipped_quantity", "must be between 0 and quantity");
        }
        if !(0..=self.quantity.max(0)).contains(&self.delivered_quantity) {
            wrong("delivered_quantity", "must be between 0 and quantity");
        }
        let gross = self.unit_price_minor.checked_mul(self.ordered_quantity.max(1));
        if !gross.is_some_and(|gross| (0..=LARGEST_MINOR).contains(&gross)) {
            wrong(
                "unit_price_minor",
                "must not be negative, and the line at most 10^15 minor units",
            );
        } else if !(0..=gross.unwrap_or_default()).contains(&self.discount_minor) {
            wrong("discount_minor", "must be between 0 and the price of the line");
        }
        for (field, minor) in [
            ("tax_minor", self.tax_minor),
            ("shipping_minor", self.shipping_minor),
        ] {
            if !(0..=LARGEST_MINOR).contains(&minor) {
                wrong(field, "must be between 0 and 10^15 minor units");
            }
        }
    }
}
