//! The order: the aggregate that every command of this context changes.
//!
//! Always: the state follows from lines and payments; money adds up (see `payment` and `line`). Pure: time comes in as
//! an argument, and nothing here reads or writes anything.

use chrono::{DateTime, Utc};
use redress_core::{Currency, Money};

use super::address::Address;
use super::deadline::OpenDeadline;
use super::line::{Line, LineQuantity};
use super::parcel::Parcel;
use super::payment::Payment;
use super::rejection::Rejection;
use super::words::OrderState;

/// An order with its lines.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Order {
    pub order_id: String,
    pub marketplace_id: String,
    pub buyer_id: String,
    pub buyer_email: String,
    /// What the buyer is written to in (BCP 47); empty when nobody said.
    pub buyer_language: String,
    pub state: OrderState,
    /// Counts up with every change.
    pub revision: i64,
    pub currency: Currency,
    /// What the buyer pays in all, less what was cancelled before it was paid.
    pub total_minor: i64,
    /// Shipping of the order as a whole; nothing once it was waived before it was paid.
    pub shipping_minor: i64,
    /// What payments captured of that.
    pub shipping_captured_minor: i64,
    /// A cancellation has given that shipping free already.
    pub is_shipping_freed: bool,
    pub shipping_address: Address,
    pub billing_address: Address,
    pub payments: Vec<Payment>,
    pub parcels: Vec<Parcel>,
    /// Choices that the buyer is asked for.
    pub deadlines: Vec<OpenDeadline>,
    /// TOML of this order's own terms.
    pub terms_source: Option<String>,
    pub external_reference: Option<String>,
    pub place_time: DateTime<Utc>,
    pub processing_due_time: Option<DateTime<Utc>>,
    /// When it was first paid in full.
    pub payment_confirm_time: Option<DateTime<Utc>>,
    pub update_time: DateTime<Utc>,
    /// In the order of placing.
    pub lines: Vec<Line>,
}

impl Order {
    /// An amount of this order.
    pub(crate) fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.currency)
    }

    /// The line of an id.
    pub(crate) fn line(&self, line_id: &str) -> Option<&Line> {
        self.lines.iter().find(|line| line.line_id == line_id)
    }

    /// The line of an id, which is known to be one of this order.
    pub(crate) fn line_mut(&mut self, line_id: &str) -> &mut Line {
        let line = self.lines.iter_mut().find(|line| line.line_id == line_id);
        line.expect("invariant: the line was found in this order before")
    }

    /// The sellers of its lines, each once, sorted.
    pub(crate) fn seller_ids(&self) -> Vec<String> {
        self.sellers_of(self.lines.iter().map(|line| line.line_id.as_str()))
    }

    /// The sellers of some lines, each once, sorted.
    pub(crate) fn sellers_of<'a>(&self, line_ids: impl Iterator<Item = &'a str>) -> Vec<String> {
        let mut sellers: Vec<String> = line_ids
            .filter_map(|id| self.line(id))
            .map(|line| line.seller_id.clone())
            .collect();
        sellers.sort_unstable();
        sellers.dedup();
        sellers
    }

    /// Whether any of it has shipped.
    pub(crate) fn is_shipped(&self) -> bool {
        self.lines.iter().any(|line| line.shipped_quantity > 0)
    }

    /// Whether nothing was captured yet.
    pub(crate) fn is_unpaid(&self) -> bool {
        !self.payments.iter().any(Payment::is_confirmed)
    }

    /// What payments may still capture of its own shipping.
    pub(crate) fn open_shipping_minor(&self) -> i64 {
        self.shipping_minor - self.shipping_captured_minor
    }

    /// Shipping of the order as a whole that cancelling `asked` would free: all of it, once, when no unit would be
    /// left that is neither cancelled nor asked to be.
    pub(crate) fn freed_shipping_minor(&self, asked: &[LineQuantity]) -> i64 {
        let asked_of = |line: &Line| {
            asked
                .iter()
                .filter(|ask| ask.line_id == line.line_id)
                .map(|ask| ask.quantity)
                .sum::<i64>()
        };
        let is_last = self
            .lines
            .iter()
            .all(|line| line.live_quantity() - line.requested_quantity - asked_of(line) <= 0);
        if is_last && !self.is_shipping_freed {
            self.shipping_minor
        } else {
            0
        }
    }

    /// Every unit that is neither cancelled nor held, shipped ones included.
    pub(crate) fn live_lines(&self) -> Vec<LineQuantity> {
        let units = |line: &Line| line.live_quantity() - line.requested_quantity;
        self.lines
            .iter()
            .filter(|line| units(line) > 0)
            .map(|line| LineQuantity {
                line_id: line.line_id.clone(),
                quantity: units(line),
            })
            .collect()
    }

    /// Recomputes the state from lines and payments.
    pub(crate) fn settle_state(&mut self) {
        let sum = |of: fn(&Line) -> i64| self.lines.iter().map(of).sum::<i64>();
        let live = sum(Line::live_quantity);
        let shipped = sum(|line| line.shipped_quantity);
        let delivered = sum(|line| line.delivered_quantity);
        self.state = if live == 0 {
            OrderState::Cancelled
        } else if delivered == live {
            OrderState::Delivered
        } else if shipped == live {
            OrderState::Shipped
        } else if shipped > 0 {
            OrderState::PartlyShipped
        } else if self.payment_confirm_time.is_some() {
            OrderState::Paid
        } else {
            OrderState::Placed
        };
    }

    /// Refuses a reader of an older revision.
    pub(crate) fn check_etag(&self, etag: &str) -> Result<(), Rejection> {
        if redress_core::etag::matches(etag, self.revision) {
            Ok(())
        } else {
            Err(Rejection::StaleEtag)
        }
    }

    /// That the order's state does not allow something, and which states do.
    pub(crate) fn illegal_state(&self, allowed: &[OrderState]) -> Rejection {
        Rejection::IllegalState {
            kind: "order",
            id: self.order_id.clone(),
            state: self.state.as_str(),
            allowed: allowed.iter().map(|state| state.as_str()).collect(),
        }
    }
}
