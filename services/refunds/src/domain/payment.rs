//! The money facts of a payment: what was captured of it and of each order line, and what is left to refund.
//!
//! The checks here make good error messages; that nothing goes beyond what was captured is held by the database, which
//! makes the same check on every change of these numbers.

use chrono::{DateTime, Utc};
use redress_core::{Currency, Money};

use super::breakdown::{Breakdown, Source};
use super::rejection::Rejection;
use super::words::PaymentKind;

/// A captured payment of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    pub order_id: String,
    /// Unique within the order.
    pub payment_id: String,
    pub marketplace_id: String,
    pub buyer_id: String,
    pub kind: Option<PaymentKind>,
    /// The provider's reference.
    pub reference: String,
    pub currency: Currency,
    pub captured_minor: i64,
    /// Held by refunds under way.
    pub held_minor: i64,
    pub refunded_minor: i64,
    pub confirm_time: DateTime<Utc>,
    pub lines: Vec<PaymentLine>,
}

/// What one payment captured for one order line; the empty line id is shipping of the order as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentLine {
    pub line_id: String,
    pub seller_id: String,
    pub captured_minor: i64,
    /// Held or refunded.
    pub taken_minor: i64,
}

impl PaymentLine {
    /// What is left to refund, in minor units.
    pub fn remaining_minor(&self) -> i64 {
        self.captured_minor - self.taken_minor
    }
}

impl Payment {
    /// What is left to refund, in minor units.
    pub fn remaining_minor(&self) -> i64 {
        self.captured_minor - self.held_minor - self.refunded_minor
    }

    /// An amount in the payment's currency.
    pub fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.currency)
    }

    /// What is left of a source, in minor units; `None` for a line that this payment did not capture anything for.
    pub fn remaining_of(&self, source: &Source) -> Option<i64> {
        match source {
            Source::Payment => Some(self.remaining_minor()),
            Source::Line(id) => self
                .lines
                .iter()
                .find(|line| line.line_id == *id)
                .map(PaymentLine::remaining_minor),
        }
    }

    /// The seller of a line; empty for shipping of the order as a whole.
    pub fn seller_of(&self, line_id: &str) -> &str {
        let line = self.lines.iter().find(|line| line.line_id == line_id);
        line.map_or("", |line| line.seller_id.as_str())
    }

    /// Whether the breakdown is in this payment's currency.
    pub fn check_currency(&self, breakdown: &Breakdown, path: &str) -> Result<(), Rejection> {
        if breakdown.currency() == self.currency {
            return Ok(());
        }
        Err(Rejection::Currency {
            path: format!("{path}.currency_code"),
            given: breakdown.currency(),
            expected: self.currency,
        })
    }

    /// Whether every line that the breakdown draws on belongs to this payment.
    pub fn check_lines(&self, breakdown: &Breakdown, path: &str) -> Result<(), Rejection> {
        let unknown = breakdown
            .lines
            .iter()
            .position(|line| self.remaining_of(&line.source()).is_none());
        match unknown {
            Some(at) => Err(Rejection::flaw(
                format!("{path}.lines[{at}].line_id"),
                format!("is not a line that payment {} has captured", self.payment_id),
            )),
            None => Ok(()),
        }
    }

    /// Whether enough is left of each order line and of the payment. `paths` names the request's fields: the amount, and
    /// the lines when the request has lines.
    pub fn check_remaining(&self, breakdown: &Breakdown, paths: Paths<'_>) -> Result<(), Rejection> {
        for (source, net) in breakdown.nets() {
            let Source::Line(line_id) = &source else { continue };
            let remaining = self.remaining_of(&source).unwrap_or_default();
            if net > remaining {
                let at = breakdown
                    .lines
                    .iter()
                    .position(|line| line.source() == source)
                    .unwrap_or_default();
                return Err(Rejection::Exceeds {
                    path: format!("{}[{at}].amount", paths.lines),
                    of: if line_id.is_empty() {
                        "the order's shipping".to_owned()
                    } else {
                        format!("line {line_id}")
                    },
                    remaining: Some(self.money(remaining)),
                });
            }
        }
        if breakdown.amount.minor > self.remaining_minor() {
            return Err(Rejection::Exceeds {
                path: paths.amount.to_owned(),
                of: format!("payment {}", self.payment_id),
                remaining: Some(self.money(self.remaining_minor())),
            });
        }
        Ok(())
    }
}

/// Where the parts of a breakdown stand in a request.
#[derive(Clone, Copy, Debug)]
pub struct Paths<'a> {
    pub amount: &'a str,
    pub lines: &'a str,
}

impl Paths<'static> {
    /// Those of a request that carries a whole breakdown.
    pub const BREAKDOWN: Paths<'static> = Paths {
        amount: "breakdown.amount",
        lines: "breakdown.lines",
    };
}
