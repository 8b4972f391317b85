//! The state machine of a refund: pure, every state and every command.
//!
//! | state | left by | towards |
//! | --- | --- | --- |
//! | `requested` | being taken up by a worker | `submitting` |
//! | `awaiting_payout_details` | payout details | `awaiting_payout` |
//! | `awaiting_payout` | an operator's confirmation | `succeeded`, `failed` |
//! | `submitting` | the provider's answer | `succeeded`, `failed`, `pending`, `unknown`, `manual_review` |
//! | `pending` | asking the provider again | `succeeded`, `failed`, `submitting`, `manual_review` |
//! | `unknown` | asking the provider again | `succeeded`, `failed`, `pending`, `submitting`, `manual_review` |
//! | `manual_review` | finance's resolution | `succeeded`, `failed`, `submitting` |
//! | `succeeded` | the buyer's bank | `reversed` |
//! | `failed`, `reversed` | final | a new refund is made where the buyer is still owed |
//!
//! - The hold is taken when the refund is opened and ends with `succeeded` (refunded), `failed` (released) only.
//! - `unknown` keeps its hold. It is sent again, with the same key, only after the provider said that it never saw that
//!   key, or after finance said so.
//! - A crash while `submitting` is an unknown answer: the next call asks.
//! - What comes back (`reversed`) is free to be refunded anew. That is not done by itself, because the same account would
//!   bounce again: the platform is told and creates a new refund, by another method where needed.
//! - A refund is overdue when its due time passes in any state in which the buyer was not paid, `failed` included.

use chrono::{DateTime, Utc};
use std::time::Duration;

use super::refund::Refund;
use super::rejection::Rejection;
use super::words::{Announcement, Movement, Resolution, State};

/// Something that happens to a refund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// A worker is about to call the provider.
    TakeUp,
    /// The provider answered, or did not.
    Record(Answer),
    /// The buyer said where the payout goes; only the shown part of it.
    SetPayoutDetails { hint: String },
    /// An operator made the payout, or could not.
    ConfirmPayout { is_paid: bool, reference: String },
    /// Finance settles a review.
    Resolve { resolution: Resolution, reason: String },
    /// The provider reports that the money came back.
    ReportReversal { reference: String },
    /// The due time passed.
    PassDueTime,
}

/// What the provider says of a refund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Paid.
    Applied { reference: String },
    /// Not paid, and never will be under this key.
    NotApplied { reason: String },
    /// Taken; the result comes later.
    Pending,
    /// No answer, or none that says anything.
    Unknown,
    /// The provider never saw this key. Only ever said when asked.
    NeverSeen,
    /// Paid, and it came back.
    Reversed { reference: String },
}

/// What the provider is called for next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextCall {
    /// Nothing changes.
    Keep,
    /// Nothing more.
    Never,
    /// Send, at once.
    Send,
    /// Ask, after this long.
    Ask(Duration),
}

/// What a command leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transition {
    /// The refund afterwards.
    pub refund: Refund,
    /// What happens to the payment's money, in order.
    pub movements: Vec<Movement>,
    /// What is told, in order.
    pub announcements: Vec<Announcement>,
    pub next_call: NextCall,
}

/// How long the provider is asked before a person has to look.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// Before the first question.
    pub base: Duration,
    /// Each wait is this many times the one before.
    pub factor: f64,
    /// No wait is longer.
    pub longest: Duration,
    /// After so many questions without a final answer a person has to look.
    pub questions: i64,
}

impl Patience {
    fn wait(&self, unanswered_count: i64) -> Duration {
        let exponent = i32::try_from(unanswered_count - 1).unwrap_or(i32::MAX).max(0);
        let seconds = self.base.as_secs_f64() * self.factor.powi(exponent);
        // Also where the power overflows to infinity.
        if seconds < self.longest.as_secs_f64() {
            Duration::from_secs_f64(seconds)
        } else {
            self.longest
        }
    }
}

impl Command {
    /// The states that allow it.
    pub const fn allowed_states(&self) -> &'static [State] {
        use State::*;
        match self {
            Command::TakeUp => &[Requested, Submitting, Pending, Unknown],
            Command::Record(_) => &[Submitting, Pending, Unknown],
            Command::SetPayoutDetails { .. } => &[AwaitingPayoutDetails],
            Command::ConfirmPayout { .. } => &[AwaitingPayout],
            Command::Resolve { .. } => &[ManualReview],
            Command::ReportReversal { .. } => &[Submitting, Pending, Unknown, ManualReview, Succeeded],
            Command::PassDueTime => &[
                Requested,
                AwaitingPayoutDetails,
                AwaitingPayout,
                Submitting,
                Pending,
                Unknown,
                ManualReview,
                Failed,
            ],
        }
    }
}

impl Refund {
    /// What the command does to the refund.
    ///
    /// # Errors
    /// [`Rejection::IllegalState`] where its state does not allow it.
    pub fn decide(
        &self,
        command: Command,
        patience: &Patience,
        now: DateTime<Utc>,
    ) -> Result<Transition, Rejection> {
        let allowed = command.allowed_states();
        if !allowed.contains(&self.state) {
            return Err(Rejection::IllegalState {
                refund_id: self.id.clone(),
                state: self.state,
                allowed,
            });
        }
        let step = Step { before: self, now };
        Ok(match command {
            Command::TakeUp => step.take_up(),
            Command::Record(answer) => step.record(answer, patience),
            Command::SetPayoutDetails { hint } => {
                let mut next = step.to(State::AwaitingPayout, Some(Announcement::AwaitingPayout));
                next.refund.payout_hint = hint;
                next
            }
            Command::ConfirmPayout {
                is_paid: true,
                reference,
            } => step.paid(reference),
            Command::ConfirmPayout {
                is_paid: false,
                reference,
            } => step.failed(reference),
            Command::Resolve { resolution, reason } => step.resolve(resolution, reason),
            Command::ReportReversal { reference } => step.reversed(reference),
            Command::PassDueTime => {
                let mut next = step.to(self.state, Some(Announcement::Overdue));
                next.refund.is_overdue = true;
                next
            }
        })
    }
}

/// One step from a refund as it was.
struct Step<'a> {
    before: &'a Refund,
    now: DateTime<Utc>,
}

impl Step<'_> {
    /// Into a state, telling what is to be told; money and calls as they are.
    fn to(&self, state: State, announcement: Option<Announcement>) -> Transition {
        let mut refund = self.before.clone();
        refund.state = state;
        refund.revision += 1;
        Transition {
            refund,
            movements: Vec::new(),
            announcements: announcement.into_iter().collect(),
            next_call: NextCall::Keep,
        }
    }

    fn settled(&self, state: State, announcement: Announcement, movements: &[Movement]) -> Transition {
        let mut next = self.to(state, Some(announcement));
        next.refund.settle_time = Some(self.now);
        next.refund.unanswered_count = 0;
        next.movements = movements.to_vec();
        next.next_call = NextCall::Never;
        next
    }

    fn take_up(&self) -> Transition {
        let state = if self.before.state == State::Requested {
            State::Submitting
        } else {
            self.before.state
        };
        let mut next = self.to(state, None);
        next.refund.attempt_count += 1;
        next
    }

    fn record(&self, answer: Answer, patience: &Patience) -> Transition {
        match answer {
            Answer::Applied { reference } => self.paid(reference),
            Answer::NotApplied { reason } => self.failed(reason),
            Answer::Reversed { reference } => self.reversed(reference),
            Answer::NeverSeen => {
                let mut next = self.to(State::Submitting, None);
                next.next_call = NextCall::Send;
                next
            }
            Answer::Pending => self.inconclusive(State::Pending, Announcement::Pending, patience),
            // A question about a pending refund that found no answer does not make it less pending.
            Answer::Unknown if self.before.state == State::Pending => {
                self.inconclusive(State::Pending, Announcement::Pending, patience)
            }
            Answer::Unknown => self.inconclusive(State::Unknown, Announcement::Unknown, patience),
        }
    }

    fn inconclusive(&self, state: State, announcement: Announcement, patience: &Patience) -> Transition {
        let count = self.before.unanswered_count + 1;
        // The first of them is the payment itself, the others are questions.
        let mut next = if count > patience.questions {
            let mut next = self.to(State::ManualReview, Some(Announcement::ManualReview));
            next.refund.reason = format!("the provider gave no final answer to {count} calls");
            next.next_call = NextCall::Never;
            next
        } else {
            let mut next = self.to(state, (self.before.state != state).then_some(announcement));
            next.next_call = NextCall::Ask(patience.wait(count));
            next
        };
        next.refund.unanswered_count = count;
        next
    }

    fn paid(&self, reference: String) -> Transition {
        let mut next = self.settled(State::Succeeded, Announcement::Succeeded, &[Movement::Paid]);
        next.refund.provider_reference = reference;
        next
    }

    fn failed(&self, reason: String) -> Transition {
        let mut next = self.settled(State::Failed, Announcement::Failed, &[Movement::Released]);
        next.refund.reason = reason;
        next
    }

    /// A refund that nobody knew to be paid was paid first.
    fn reversed(&self, reference: String) -> Transition {
        let movements: &[Movement] = match self.before.state {
            State::Succeeded => &[Movement::Reversed],
            _ => &[Movement::Paid, Movement::Reversed],
        };
        let mut next = self.settled(State::Reversed, Announcement::Reversed, movements);
        next.refund.provider_reference = reference;
        next
    }

    fn resolve(&self, resolution: Resolution, reason: String) -> Transition {
        let mut next = match resolution {
            Resolution::Paid => self.paid(self.before.provider_reference.clone()),
            Resolution::NotPaid => self.failed(String::new()),
            Resolution::Retry => {
                let mut next = self.to(State::Submitting, None);
                next.refund.unanswered_count = 0;
                next.next_call = NextCall::Send;
                next
            }
        };
        next.refund.reason = reason;
        next
    }
}

#[cfg(test)]
mod tests;
