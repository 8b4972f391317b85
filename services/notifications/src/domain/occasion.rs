//! What happened, as far as people are told of it. Made from an event, without anything of the wire.

use chrono::{DateTime, Utc};
use redress_core::Money;
use redress_policy::{Breakdown, Party};

use super::change::Change;

/// One occasion to write to people.
#[derive(Clone, Debug)]
pub struct Occasion {
    pub change: Change,
    pub order_id: String,
    pub marketplace_id: String,
    /// The case it is about, such as a cancellation's id; empty when it is the order as a whole.
    pub case_id: String,
    /// Who acted; absent when nobody in particular did.
    pub actor: Option<Party>,
    /// The parties to be told.
    pub audience: Vec<Party>,
    /// The sellers concerned.
    pub seller_ids: Vec<String>,
    /// What it is about, line by line.
    pub items: Vec<Item>,
    /// Further facts, one sentence each.
    pub facts: Vec<String>,
    /// What somebody said of it.
    pub said: String,
    /// What is refunded.
    pub breakdown: Option<Breakdown>,
    /// An amount that was proposed, ruled or forced.
    pub amount: Option<Money>,
    pub refund_due_time: Option<DateTime<Utc>>,
    /// The clock concerned.
    pub clock: Option<Clock>,
    pub clause_ids: Vec<String>,
    pub notify_due_time: Option<DateTime<Utc>>,
}

/// Some of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub title: String,
    pub quantity: i32,
}

/// A deadline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    /// Its word, such as `platform_decision`.
    pub kind: String,
    /// The first instant that is too late.
    pub due_time: DateTime<Utc>,
    pub party: Option<Party>,
}
