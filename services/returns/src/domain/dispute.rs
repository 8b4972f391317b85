//! A dispute over a return: what the parties say and propose, and how it ends.
//!
//! Always: a return has one dispute at most that has not ended, and is `disputed` as long as that is open, appealed or with a
//! body outside; its units are held meanwhile, and its own clocks stand still. What a ruling gives the buyer is owed at once. A
//! second ruling that gives less takes nothing back: what was paid beyond it is for finance to settle outside of Redress.
//! Not here: what the buyer can be given at most (`stake.rs`), and how that is owed (`award.rs`).

mod award;
mod opening;
mod outside;
mod proposal;
mod ruling;
mod stake;
mod taking;
mod words;

use chrono::{DateTime, Utc};
use redress_core::{Currency, Money};
use redress_policy::{DeadlineKind, Party};
use serde::{Deserialize, Serialize};

use super::rejection::Rejection;
use super::return_case::Return;

pub(crate) use award::{Agreed, Footing};
pub(crate) use opening::Opening;
pub(crate) use outside::{ExternalCase, Outcome};
pub(crate) use proposal::{Offer, Proposal};
pub(crate) use ruling::{Ruling, Verdict};
pub(crate) use stake::Stake;
pub(crate) use taking::Taken;
pub(crate) use words::{Act, DisputeState, RulingFor};

/// How many statements, and how many proposals, a dispute takes.
const MOST_ENTRIES: usize = 200;

/// The clocks of a dispute. They are kept with those of its return.
pub(crate) const OF_DISPUTE: [DeadlineKind; 3] = [
    DeadlineKind::Judgement,
    DeadlineKind::DisputeAnswer,
    DeadlineKind::Appeal,
];

/// A dispute.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Dispute {
    pub dispute_id: String,
    pub return_id: String,
    pub order_id: String,
    pub marketplace_id: String,
    pub buyer_id: String,
    pub seller_id: String,
    pub currency: Currency,
    pub state: DisputeState,
    /// Counts up with every change.
    pub revision: i64,
    pub opened_by: Party,
    pub open_time: DateTime<Utc>,
    /// Oldest first.
    pub statements: Vec<Statement>,
    /// Oldest first; at most the last one is open.
    pub proposals: Vec<Proposal>,
    /// Oldest first; the second one is final.
    pub rulings: Vec<Ruling>,
    pub external: Option<ExternalCase>,
    /// What the buyer gets by it; absent until it is settled, ruled or decided outside.
    pub amount_minor: Option<i64>,
    /// What of that was owed by it so far. It never shrinks.
    pub awarded_minor: i64,
    pub judgement_due_time: Option<DateTime<Utc>>,
    pub appeal_due_time: Option<DateTime<Utc>>,
    /// What the dispute and its clocks rest on.
    pub clauses: Vec<String>,
    pub is_escalated: bool,
    pub close_time: Option<DateTime<Utc>>,
    /// What was taken from the return while it is disputed.
    pub taken: Option<Taken>,
}

/// What a party said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Statement {
    pub party: Party,
    pub text: String,
    pub create_time: DateTime<Utc>,
    /// Evidence it refers to.
    pub evidence_ids: Vec<String>,
}

/// A disputed return, with what its end is decided by.
#[derive(Debug)]
pub(crate) struct Hearing<'a> {
    pub case: &'a mut Return,
    pub stake: &'a Stake,
    pub footing: Footing,
    pub now: DateTime<Utc>,
}

impl Dispute {
    /// Adds what a party says.
    pub(crate) fn hear(&mut self, statement: Statement) -> Result<(), Rejection> {
        self.check_act(Act::Hear)?;
        self.check_room(self.statements.len())?;
        self.statements.push(statement);
        Ok(())
    }

    /// Takes note that its judgement is, or will soon be, late.
    pub(crate) fn escalate_lateness(&mut self) {
        self.is_escalated = true;
    }

    /// Ends it because nobody appealed in time.
    pub(crate) fn lapse(&mut self, now: DateTime<Utc>) {
        if self.state == DisputeState::Ruled {
            if let Some(ruling) = self.rulings.last_mut() {
                ruling.is_final = true;
            }
            self.close(DisputeState::Closed, now);
        }
    }

    /// Whether it holds the return.
    pub(crate) fn is_pending(&self) -> bool {
        matches!(
            self.state,
            DisputeState::Open | DisputeState::Appealed | DisputeState::External
        )
    }

    /// What was paid by earlier rulings beyond what it gives in the end.
    pub(crate) fn overpaid_minor(&self) -> i64 {
        (self.awarded_minor - self.amount_minor.unwrap_or(self.awarded_minor)).max(0)
    }

    /// An amount of it.
    pub(crate) fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.currency)
    }

    /// Refuses a reader of an older revision.
    pub(crate) fn check_etag(&self, etag: &str) -> Result<(), Rejection> {
        if redress_core::etag::matches(etag, self.revision) {
            Ok(())
        } else {
            Err(Rejection::StaleEtag)
        }
    }

    /// That its state allows something.
    pub(crate) fn check_act(&self, act: Act) -> Result<(), Rejection> {
        if act.allowed().contains(&self.state) {
            return Ok(());
        }
        Err(Rejection::IllegalState {
            kind: "dispute",
            id: self.dispute_id.clone(),
            state: self.state.as_str(),
            allowed: act.allowed().iter().map(|state| state.as_str()).collect(),
        })
    }

    /// Adds what it rests on.
    fn cite<T: AsRef<str>>(&mut self, clauses: impl IntoIterator<Item = T>) {
        for clause in clauses {
            if !self.clauses.iter().any(|known| known == clause.as_ref()) {
                self.clauses.push(clause.as_ref().to_owned());
            }
        }
    }

    /// Nothing waits for the platform or an appeal any more.
    fn close(&mut self, state: DisputeState, now: DateTime<Utc>) {
        self.state = state;
        self.judgement_due_time = None;
        self.appeal_due_time = None;
        self.close_time = Some(now);
        self.close_proposals();
    }

    fn check_room(&self, entries: usize) -> Result<(), Rejection> {
        if entries < MOST_ENTRIES {
            return Ok(());
        }
        Err(self.obstacle(format!("has {MOST_ENTRIES} of these already, and takes no more")))
    }

    fn obstacle(&self, message: impl Into<String>) -> Rejection {
        Rejection::Precondition {
            subject: format!("dispute {}", self.dispute_id),
            message: message.into(),
        }
    }

    /// That an amount is in the order's currency and not more than there is to give.
    fn check_amount(&self, amount: Money, most_minor: i64) -> Result<(), Rejection> {
        if amount.currency != self.currency {
            return Err(Rejection::field(
                "amount",
                format!("must be in {}, like the order", self.currency),
            ));
        }
        if amount.minor <= most_minor {
            return Ok(());
        }
        Err(Rejection::Exceeds {
            most: self.money(most_minor.max(0)),
        })
    }
}

#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;
