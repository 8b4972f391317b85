//! What happened, as far as people are told of it. Made from an event, without anything of the wire.

use chrono::{DateTime, Utc};
use redress_core::Money;
use redress_policy::pack::Pack;
use redress_policy::{Breakdown, Party};

use super::change::Change;
use super::phrase::Phrase;

/// One occasion to write to people.
#[derive(Clone, Debug)]
pub struct Occasion {
    pub change: Change,
    /// What the case is, as texts tell cases apart: `order`, `return`, `claim`, `parcel`, `case`.
    pub thing: &'static str,
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
    pub facts: Vec<Phrase>,
    /// What somebody said of it.
    pub said: String,
    /// What is refunded.
    pub breakdown: Option<Breakdown>,
    /// An amount that was proposed, ruled or forced.
    pub amount: Option<Money>,
    /// What else there is to say, under headings of its own.
    pub sections: Vec<Section>,
    pub refund_due_time: Option<DateTime<Utc>>,
    /// The clocks concerned, the next one first.
    pub clocks: Vec<Clock>,
    pub clause_ids: Vec<String>,
    pub notify_due_time: Option<DateTime<Utc>>,
}

impl Occasion {
    /// A bare one, to be told to nobody.
    pub fn new(change: Change, order_id: String, marketplace_id: String) -> Self {
        Self {
            change,
            thing: "order",
            order_id,
            marketplace_id,
            case_id: String::new(),
            actor: None,
            audience: Vec::new(),
            seller_ids: Vec::new(),
            items: Vec::new(),
            facts: Vec::new(),
            said: String::new(),
            breakdown: None,
            amount: None,
            sections: Vec::new(),
            refund_due_time: None,
            clocks: Vec::new(),
            clause_ids: Vec::new(),
            notify_due_time: None,
        }
    }

    /// With whom the pack's notice for `word` wants told besides, and the clauses that ask for it.
    #[must_use]
    pub fn noticed_by(mut self, pack: &Pack, word: &str) -> Self {
        let Some(notice) = pack.notice(word) else {
            return self;
        };
        for party in &notice.to {
            if !self.audience.contains(party) {
                self.audience.push(*party);
            }
        }
        self.cite(notice.clauses.iter());
        self
    }

    /// Rests on these clauses too.
    pub fn cite<T: AsRef<str>>(&mut self, clauses: impl IntoIterator<Item = T>) {
        for clause in clauses {
            if !self.clause_ids.iter().any(|known| known == clause.as_ref()) {
                self.clause_ids.push(clause.as_ref().to_owned());
            }
        }
    }

    /// The clauses that a message to this reader cites: a buyer is told how to reach the shop, which has its own.
    pub fn cited_to(&self, reader: Party, pack: &Pack) -> Vec<String> {
        let mut clauses = self.clause_ids.clone();
        let contacts = pack.contacts.iter().filter(|_| reader == Party::Buyer);
        for clause in contacts.flat_map(|contacts| contacts.clauses.iter()) {
            if !clauses.iter().any(|known| **known == **clause) {
                clauses.push(clause.to_string());
            }
        }
        clauses
    }
}

/// Lines under a heading of their own; left out when there are none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The key of its heading.
    pub title: &'static str,
    pub lines: Vec<Phrase>,
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
