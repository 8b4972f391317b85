//! What this context sees of an order and its parcels: read from their owners when something is asked, never kept.

use chrono::{DateTime, Utc};
use redress_core::Currency;
use redress_policy::{PaymentKind, Stock};

use super::line::{BookLine, LineQuantity};

/// An order with its lines and the parcels that it was sent in.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct OrderSight {
    pub order_id: String,
    pub marketplace_id: String,
    pub buyer_id: String,
    pub buyer_country: String,
    pub buyer_region: String,
    /// What people know it by.
    pub order_number: String,
    pub currency: Currency,
    pub place_time: DateTime<Utc>,
    pub payment_confirm_time: Option<DateTime<Utc>>,
    pub processing_due_time: Option<DateTime<Utc>>,
    /// How most of it was paid.
    pub payment_kind: Option<PaymentKind>,
    /// What paying that back costs.
    pub payment_fee_minor: i64,
    /// Shipping of the order as a whole.
    pub shipping_minor: i64,
    pub lines: Vec<OrderLine>,
    pub parcels: Vec<SentParcel>,
}

/// A line of an order.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct OrderLine {
    pub line_id: String,
    pub seller_id: String,
    pub sku: String,
    pub title: String,
    pub ordered_quantity: i64,
    /// Cancelled, or asked to be.
    pub cancelled_quantity: i64,
    pub shipped_quantity: i64,
    pub delivered_quantity: i64,
    pub unit_price_minor: i64,
    pub tax_minor: i64,
    pub discount_minor: i64,
    pub shipping_minor: i64,
    pub category: String,
    pub product_class: String,
    pub attributes: Vec<String>,
    pub stock: Stock,
}

/// A parcel to the buyer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SentParcel {
    /// By logistics' id; empty when it does not know the parcel.
    pub parcel_id: String,
    pub lines: Vec<LineQuantity>,
    pub ship_time: DateTime<Utc>,
    pub expected_time: Option<DateTime<Utc>>,
    pub move_time: Option<DateTime<Utc>>,
    pub deliver_time: Option<DateTime<Utc>>,
    pub is_delivery_proven: bool,
}

impl OrderLine {
    /// Units that are neither cancelled nor asked to be.
    pub(crate) fn live_quantity(&self) -> i64 {
        self.ordered_quantity - self.cancelled_quantity
    }
}

impl SentParcel {
    /// Whether it has something of a line.
    pub(crate) fn has(&self, line_id: &str) -> bool {
        self.lines.iter().any(|part| part.line_id == line_id)
    }
}

impl OrderSight {
    /// The line of an id.
    pub(crate) fn line(&self, line_id: &str) -> Option<&OrderLine> {
        self.lines.iter().find(|line| line.line_id == line_id)
    }

    /// The sellers of its lines, each once.
    pub(crate) fn seller_ids(&self) -> Vec<String> {
        let mut sellers: Vec<String> = self.lines.iter().map(|line| line.seller_id.clone()).collect();
        sellers.sort_unstable();
        sellers.dedup();
        sellers
    }

    /// When the last of a line was sent.
    pub(crate) fn ship_time(&self, line_id: &str) -> Option<DateTime<Utc>> {
        let with_line = self.parcels.iter().filter(|parcel| parcel.has(line_id));
        with_line.map(|parcel| parcel.ship_time).max()
    }

    /// When the last of what was delivered of a line arrived.
    pub(crate) fn deliver_time(&self, line_id: &str) -> Option<DateTime<Utc>> {
        let with_line = self.parcels.iter().filter(|parcel| parcel.has(line_id));
        with_line.filter_map(|parcel| parcel.deliver_time).max()
    }

    /// The book of its lines as if nothing were claimed, for lines that have no entry yet.
    pub(crate) fn fresh_book(&self) -> Vec<BookLine> {
        let fresh = |line: &OrderLine| BookLine {
            line_id: line.line_id.clone(),
            quantity: line.live_quantity(),
            claimed_quantity: 0,
            returned_quantity: 0,
        };
        self.lines.iter().map(fresh).collect()
    }

    /// Shipping of the order as a whole that goes back with these units: all of it when nothing else is left.
    pub(crate) fn freed_shipping_minor(&self, book: &[BookLine], asked: &[LineQuantity]) -> i64 {
        let is_last = self.lines.iter().all(|line| {
            let asked = asked.iter().filter(|ask| ask.line_id == line.line_id);
            let asked: i64 = asked.map(|ask| ask.quantity).sum();
            line.live_quantity() - claimed(book, &line.line_id).0 - asked <= 0
        });
        if is_last { self.shipping_minor } else { 0 }
    }
}

/// What is claimed of a line, and what of that as returned after delivery.
pub(crate) fn claimed(book: &[BookLine], line_id: &str) -> (i64, i64) {
    let line = book.iter().find(|line| line.line_id == line_id);
    line.map_or((0, 0), |line| (line.claimed_quantity, line.returned_quantity))
}
