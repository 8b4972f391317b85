//! The refund: one amount owed to one buyer from one payment.
//!
//! A refund is opened with its money held, and it never changes its amount. Its state is changed by
//! [`transition`](super::transition) only.

use chrono::{DateTime, Utc};

use super::breakdown::Breakdown;
use super::payment::Payment;
use super::payout::{Method, PayoutDetails};
use super::transition::{NextCall, Transition};
use super::words::{Announcement, Kind, Movement, Party, State};

/// What an idempotency key begins with, before the refund's id.
const KEY_PREFIX: &str = "refund-";

/// A refund as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refund {
    pub id: String,
    pub marketplace_id: String,
    pub order_id: String,
    pub payment_id: String,
    pub buyer_id: String,
    pub state: State,
    pub kind: Kind,
    pub method: Method,
    /// The last characters of the payout's account; empty without one.
    pub payout_hint: String,
    pub breakdown: Breakdown,
    pub ground: Ground,
    pub due_time: DateTime<Utc>,
    pub is_overdue: bool,
    /// Who must pay it in time.
    pub debtor: Party,
    /// The provider's words for a failure, or finance's for a review; before that, why it was made.
    pub reason: String,
    pub provider_reference: String,
    /// How often the provider was called or asked.
    pub attempt_count: i64,
    /// How many of those calls in a row had no final answer.
    pub unanswered_count: i64,
    pub create_time: DateTime<Utc>,
    /// When it was paid, failed or reversed.
    pub settle_time: Option<DateTime<Utc>>,
    /// Grows by one with each change.
    pub revision: i64,
}

/// What a refund rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ground {
    /// What kind of cause, such as `cancellation`.
    pub cause: String,
    pub cause_id: String,
    /// The debt it settles; `None` for one that a person created.
    pub owed_id: Option<String>,
    pub decision_id: String,
    /// The clauses its due time rests on.
    pub clause_ids: Vec<String>,
    /// The seller, when the seller must pay.
    pub seller_id: String,
    pub corrects_refund_id: Option<String>,
}

/// What a new refund is made of.
#[derive(Clone, Debug)]
pub struct NewRefund {
    pub id: String,
    pub kind: Kind,
    pub breakdown: Breakdown,
    pub method: Method,
    /// Where a payout goes, when it is known already.
    pub payout: Option<PayoutDetails>,
    pub ground: Ground,
    pub reason: String,
    /// At once when absent; then nobody is warned.
    pub due_time: Option<DateTime<Utc>>,
    pub debtor: Party,
}

/// An opened refund: what is to be written and told.
#[derive(Clone, Debug)]
pub struct Opened {
    pub transition: Transition,
    /// The order lines it takes from: id, seller, amount in minor units.
    pub takes: Vec<Take>,
    pub payout: Option<PayoutDetails>,
    /// When to look whether it was paid.
    pub alarm_time: Option<DateTime<Utc>>,
}

/// What a refund takes of one order line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Take {
    pub line_id: String,
    pub seller_id: String,
    pub minor: i64,
}

/// The refund that an idempotency key is of; `None` for a key that is not ours.
pub fn refund_id_of_key(key: &str) -> Option<&str> {
    key.strip_prefix(KEY_PREFIX)
}

impl Refund {
    /// Opens a refund on a payment that was found to have enough left. Payout details that the method does not take
    /// count as not given: the buyer is asked for them.
    pub fn open(new: NewRefund, payment: &Payment, now: DateTime<Utc>) -> Opened {
        let payout = new.payout.filter(|_| new.method.is_payout());
        let payout = payout.and_then(|details| details.check(&new.method).ok());
        let (state, next_call, told) = match (new.method.is_payout(), &payout) {
            (false, _) => (State::Requested, NextCall::Send, None),
            (true, None) => (
                State::AwaitingPayoutDetails,
                NextCall::Keep,
                Some(Announcement::AwaitingPayoutDetails),
            ),
            (true, Some(_)) => (
                State::AwaitingPayout,
                NextCall::Keep,
                Some(Announcement::AwaitingPayout),
            ),
        };
        let takes = new.breakdown.takes().into_iter().map(|(line_id, minor)| Take {
            seller_id: payment.seller_of(&line_id).to_owned(),
            line_id,
            minor,
        });
        let takes = takes.collect();
        let refund = Refund {
            id: new.id,
            marketplace_id: payment.marketplace_id.clone(),
            order_id: payment.order_id.clone(),
            payment_id: payment.payment_id.clone(),
            buyer_id: payment.buyer_id.clone(),
            state,
            kind: new.kind,
            method: new.method,
            payout_hint: payout.as_ref().map(PayoutDetails::hint).unwrap_or_default(),
            breakdown: new.breakdown,
            ground: new.ground,
            due_time: new.due_time.unwrap_or(now),
            is_overdue: false,
            debtor: new.debtor,
            reason: new.reason,
            provider_reference: String::new(),
            attempt_count: 0,
            unanswered_count: 0,
            create_time: now,
            settle_time: None,
            revision: 1,
        };
        let transition = Transition {
            refund,
            movements: vec![Movement::Held],
            announcements: std::iter::once(Announcement::Created).chain(told).collect(),
            next_call,
        };
        Opened {
            transition,
            takes,
            payout,
            alarm_time: new.due_time,
        }
    }

    /// The key that every call to the provider for this refund carries: the same however often it is sent.
    pub fn idempotency_key(&self) -> String {
        format!("{KEY_PREFIX}{}", self.id)
    }

    /// Whether the buyer has the money, or had it.
    pub fn is_paid(&self) -> bool {
        matches!(self.state, State::Succeeded | State::Reversed)
    }

    /// Who is told of what happened to it.
    pub fn audience(&self, announcement: Announcement) -> Vec<Party> {
        match announcement {
            Announcement::Created | Announcement::Succeeded | Announcement::AwaitingPayoutDetails => {
                vec![Party::Buyer]
            }
            Announcement::Failed => vec![Party::Buyer, Party::Platform],
            Announcement::AwaitingPayout | Announcement::ManualReview | Announcement::Reversed => {
                vec![Party::Platform]
            }
            Announcement::Overdue if self.debtor == Party::Platform => vec![Party::Platform],
            Announcement::Overdue => vec![Party::Platform, self.debtor],
            Announcement::Pending | Announcement::Unknown => Vec::new(),
        }
    }
}
