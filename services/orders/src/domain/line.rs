//! A line of an order: what was ordered, and where each unit of it stands.
//!
//! Always: shipped + cancelled + requested ≤ quantity, delivered ≤ shipped, captured + waived ≤ total. A unit is free
//! (may still ship, or be cancelled), held by a cancellation that waits, cancelled, or shipped; never two of these.

use chrono::{DateTime, Utc};
use redress_policy::Stock;
use serde::{Deserialize, Serialize};

use super::price::LinePrice;
use super::words::StockState;

/// So many of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LineQuantity {
    pub line_id: String,
    pub quantity: i64,
}

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub line_id: String,
    pub seller_id: String,
    pub sku: String,
    pub title: String,
    pub quantity: i64,
    pub price: LinePrice,
    pub product_class: String,
    pub category: String,
    pub attributes: Vec<String>,
    /// What payments captured of it.
    pub captured_minor: i64,
    /// What was cancelled before it was paid.
    pub waived_minor: i64,
    /// What of it is or was owed back to the buyer.
    pub owed_minor: i64,
    pub cancelled_quantity: i64,
    /// Held by cancellations that wait for a decision.
    pub requested_quantity: i64,
    pub shipped_quantity: i64,
    pub delivered_quantity: i64,
    pub stock: StockState,
    pub choice_due_time: Option<DateTime<Utc>>,
    pub restock_time: Option<DateTime<Utc>>,
    /// When the last of it shipped.
    pub ship_time: Option<DateTime<Utc>>,
    /// When the last of it was delivered.
    pub deliver_time: Option<DateTime<Utc>>,
}

impl Line {
    /// What it costs in all.
    pub(crate) fn total_minor(&self) -> i64 {
        self.price
            .total(self.quantity)
            .expect("invariant: a line's total was checked when it was placed")
    }

    /// Units that may still ship or be cancelled.
    pub(crate) fn free_quantity(&self) -> i64 {
        self.quantity - self.shipped_quantity - self.cancelled_quantity - self.requested_quantity
    }

    /// Units that are not cancelled.
    pub(crate) fn live_quantity(&self) -> i64 {
        self.quantity - self.cancelled_quantity
    }

    /// What `units` more of it are worth, given what was cancelled before.
    pub(crate) fn share_minor(&self, units: i64) -> i64 {
        self.price.share(self.quantity, self.cancelled_quantity, units)
    }

    /// What payments may still capture of it.
    pub(crate) fn open_minor(&self) -> i64 {
        self.total_minor() - self.waived_minor - self.captured_minor
    }

    /// The stock as policies see it. A refunded line has nothing left to ask about.
    pub(crate) fn stock_fact(&self) -> Stock {
        match self.stock {
            StockState::InStock | StockState::Refunded => Stock::InStock,
            StockState::OutOfStock => Stock::OutOfStock,
            StockState::BackOrder => Stock::BackOrder,
        }
    }
}
