//! Entries of the timeline.

use chrono::{DateTime, Utc};
use redress_core::Money;
use redress_policy::Party;

/// What an event becomes. It has no id before it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntry {
    pub marketplace_id: String,
    pub order_id: String,
    pub entry_time: DateTime<Utc>,
    /// The context that tells it.
    pub source: &'static str,
    pub change: String,
    /// The case or parcel; empty when it is the order as a whole.
    pub case_id: String,
    pub actor: Option<Party>,
    /// One sentence, without personal data.
    pub text: String,
    pub clause_ids: Vec<String>,
    pub amount: Option<Money>,
    pub sellers: Sellers,
}

/// The sellers that an entry concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sellers {
    Named(Vec<String>),
    /// The event names none: those that earlier entries of its case concern.
    OfCase,
}

/// An entry as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub entry_id: String,
    pub order_id: String,
    pub entry_time: DateTime<Utc>,
    pub source: String,
    pub change: String,
    pub case_id: String,
    pub actor: Option<Party>,
    pub text: String,
    pub clause_ids: Vec<String>,
    pub amount: Option<Money>,
}

/// Texts in their order, each once and none empty.
pub fn each_once(texts: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for text in texts {
        if !text.is_empty() && !kept.contains(&text) {
            kept.push(text);
        }
    }
    kept
}
