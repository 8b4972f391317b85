//! The payments of an order: what was to be paid, what was captured.
//!
//! Always: captured amounts of confirmed payments and amounts of the others add up to the order's total.

use chrono::{DateTime, Utc};
use redress_policy::PaymentKind;
use serde::{Deserialize, Serialize};

use super::order::Order;
use super::rejection::Rejection;
use super::words::OrderState;

/// A payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Payment {
    pub payment_id: String,
    pub kind: PaymentKind,
    /// The wallet or scheme; may be empty.
    #[serde(default)]
    pub scheme: String,
    /// The provider's reference; may be empty until it is confirmed.
    #[serde(default)]
    pub reference: String,
    /// What was to be paid with it.
    pub amount_minor: i64,
    /// What the bank or intermediary charges for paying back.
    #[serde(default)]
    pub refund_fee_minor: i64,
    /// What was captured; absent until it is confirmed.
    #[serde(default)]
    pub captured_minor: Option<i64>,
    #[serde(default)]
    pub confirm_time: Option<DateTime<Utc>>,
}

impl Payment {
    /// What it contributes to the order's total.
    pub(crate) fn due_minor(&self) -> i64 {
        self.captured_minor.unwrap_or(self.amount_minor)
    }

    /// Whether it was captured.
    pub(crate) fn is_confirmed(&self) -> bool {
        self.captured_minor.is_some()
    }
}

/// What a caller says of a captured payment.
#[derive(Clone, Debug)]
pub(crate) struct Capture {
    /// Empty when the order has one payment to confirm.
    pub payment_id: String,
    /// The payment's amount when absent.
    pub captured_minor: Option<i64>,
    pub confirm_time: DateTime<Utc>,
    /// Whether the caller gave the time.
    pub is_time_given: bool,
    /// Empty to keep the reference as it is.
    pub reference: String,
}

/// What a confirmed payment brought, line by line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Captured {
    pub payment_id: String,
    /// One per line, in the order of the lines.
    pub line_minor: Vec<i64>,
    pub shipping_minor: i64,
}

impl Order {
    /// Confirms a payment. `None` when it was confirmed before with the same facts.
    ///
    /// What it captured is spread over the lines and the order's shipping in proportion to what is open there, so that
    /// all payments together capture exactly what each line costs. When less was captured than was to be paid, what
    /// is missing becomes a payment of its own.
    pub(crate) fn confirm_payment(&mut self, capture: &Capture) -> Result<Option<Captured>, Rejection> {
        let at = self.payment_to_confirm(&capture.payment_id)?;
        let payment = &self.payments[at];
        let captured_minor = capture.captured_minor.unwrap_or(payment.amount_minor);
        if let Some(before) = payment.captured_minor {
            let is_same = before == captured_minor
                && (capture.reference.is_empty() || capture.reference == payment.reference)
                && (!capture.is_time_given || Some(capture.confirm_time) == payment.confirm_time);
            return if is_same {
                Ok(None)
            } else {
                Err(Rejection::Precondition {
                    subject: format!("payment {}", payment.payment_id),
                    message: "was confirmed before with other facts".to_owned(),
                })
            };
        }
        if self.state == OrderState::Cancelled {
            return Err(self.illegal_state(&[
                OrderState::Placed,
                OrderState::Paid,
                OrderState::PartlyShipped,
                OrderState::Shipped,
                OrderState::Delivered,
            ]));
        }
        if captured_minor > payment.amount_minor {
            return Err(Rejection::field(
                "captured",
                "must not be more than the payment's amount",
            ));
        }
        if capture.confirm_time < self.place_time {
            return Err(Rejection::field(
                "confirm_time",
                "must not be before the order was placed",
            ));
        }
        let missing = payment.amount_minor - captured_minor;
        let rest = (missing > 0).then(|| Payment {
            payment_id: self.next_payment_id(),
            amount_minor: missing,
            reference: String::new(),
            ..payment.clone()
        });
        let payment = &mut self.payments[at];
        payment.captured_minor = Some(captured_minor);
        payment.confirm_time = Some(capture.confirm_time);
        if !capture.reference.is_empty() {
            payment.reference.clone_from(&capture.reference);
        }
        let payment_id = payment.payment_id.clone();
        self.payments.extend(rest);
        let captured = self.spread(payment_id, captured_minor);
        if self.payment_confirm_time.is_none() && self.payments.iter().all(Payment::is_confirmed) {
            self.payment_confirm_time = self
                .payments
                .iter()
                .filter_map(|payment| payment.confirm_time)
                .max();
        }
        self.settle_state();
        Ok(Some(captured))
    }

    /// What the buyer owes beside a payment that came in already; zero before the first one.
    pub(crate) fn owed_minor(&self) -> i64 {
        if self.payments.iter().any(Payment::is_confirmed) {
            self.unconfirmed_minor()
        } else {
            0
        }
    }

    /// What is still to be paid.
    pub(crate) fn unconfirmed_minor(&self) -> i64 {
        self.payments
            .iter()
            .filter(|payment| !payment.is_confirmed())
            .map(|payment| payment.amount_minor)
            .sum()
    }

    /// Takes what lines and the order's own shipping were worth off what is still to be paid, from the last payment
    /// backwards; payments that come to nothing are dropped, but for the first. No more is waived than is still to be
    /// paid.
    pub(crate) fn waive(&mut self, lines_minor: i64, shipping_minor: i64) {
        let waived_minor = lines_minor + shipping_minor;
        self.shipping_minor -= shipping_minor;
        let mut left = waived_minor;
        for payment in self
            .payments
            .iter_mut()
            .rev()
            .filter(|payment| !payment.is_confirmed())
        {
            let off = left.min(payment.amount_minor);
            payment.amount_minor -= off;
            left -= off;
        }
        debug_assert_eq!(left, 0, "invariant: no more is waived than is to be paid");
        // One stays, however little is left to pay: an order always has a payment to confirm.
        let mut kept = self.payments.split_off(1.min(self.payments.len()));
        kept.retain(|payment| payment.is_confirmed() || payment.amount_minor > 0);
        self.payments.append(&mut kept);
        self.total_minor -= waived_minor;
    }

    /// An id that no payment of this order has.
    pub(crate) fn next_payment_id(&self) -> String {
        free_id("p", self.payments.len() + 1, |id| {
            self.payments.iter().any(|payment| payment.payment_id == id)
        })
    }

    fn payment_to_confirm(&self, payment_id: &str) -> Result<usize, Rejection> {
        if !payment_id.is_empty() {
            return self
                .payments
                .iter()
                .position(|payment| payment.payment_id == payment_id)
                .ok_or_else(|| Rejection::field("payment_id", "names no payment of this order"));
        }
        let mut open = self
            .payments
            .iter()
            .enumerate()
            .filter(|(_, payment)| !payment.is_confirmed());
        match (open.next(), open.next(), self.payments.len()) {
            (Some((at, _)), None, _) => Ok(at),
            (None, _, 1) => Ok(0),
            _ => Err(Rejection::field(
                "payment_id",
                "is required, because the order has several payments",
            )),
        }
    }

    fn spread(&mut self, payment_id: String, captured_minor: i64) -> Captured {
        let mut open: Vec<i64> = self.lines.iter().map(|line| line.open_minor()).collect();
        open.push(self.open_shipping_minor());
        let mut parts = redress_core::allocate(captured_minor, &open);
        let shipping_minor = parts.pop().expect("invariant: one part per weight");
        for (line, part) in self.lines.iter_mut().zip(&parts) {
            line.captured_minor += part;
        }
        self.shipping_captured_minor += shipping_minor;
        Captured {
            payment_id,
            line_minor: parts,
            shipping_minor,
        }
    }
}

/// `prefix` and the first number from `start` on that makes an id which is not taken.
pub(crate) fn free_id(prefix: &str, start: usize, is_taken: impl Fn(&str) -> bool) -> String {
    (start..)
        .map(|number| format!("{prefix}{number}"))
        .find(|id| !is_taken(id))
        .expect("invariant: there are more numbers than ids")
}
