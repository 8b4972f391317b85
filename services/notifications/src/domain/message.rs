//! A message to one party, and where it stands.
//!
//! | state | taken up | taken | not taken | refused for good | no answer | reported as come back |
//! | --- | --- | --- | --- | --- | --- | --- |
//! | `queued`, `failed`, `unknown` | `sending` | | | | | `bounced` if `unknown` |
//! | `sending` | `sending`, once its time is over | `sent` | `failed`, `given_up` in the end | `bounced` | `unknown`, `given_up` in the end | |
//! | `sent` | | | | | | `bounced` |
//! | `bounced`, `given_up`, `undeliverable` | | | | | | |
//!
//! Each wait after a failure is twice the one before. What nobody recorded the answer of, because the process died, is
//! taken up again when the time for it is over: with the same Message-ID, so that a repetition can be told.

mod words;

use chrono::{DateTime, TimeDelta, Utc};
use redress_core::{etag, typed_id};
use redress_policy::Party;

use super::language::Language;
pub use words::{Fault, State, is_status_code};

typed_id!(
    /// A message.
    MessageId,
    "msg"
);

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub message_id: MessageId,
    pub marketplace_id: String,
    pub order_id: String,
    pub case_id: String,
    pub change: String,
    pub party: Party,
    /// The buyer's or seller's id; empty for the platform.
    pub party_id: String,
    /// The e-mail address; empty when there is none.
    pub recipient: String,
    pub sender_name: String,
    /// Where answers go; empty when the shop has no address.
    pub reply_to: String,
    pub subject: String,
    pub body: String,
    pub language: Language,
    pub state: State,
    pub create_time: DateTime<Utc>,
    pub send_time: Option<DateTime<Utc>>,
    pub notify_due_time: Option<DateTime<Utc>>,
    pub clause_ids: Vec<String>,
    /// Why it was not sent, in words without anything personal; empty when nothing failed.
    pub failure: String,
    /// How often it was taken up.
    pub attempts: i64,
    /// Why the last attempt failed.
    pub last_error: Option<Fault>,
    /// The mail server's code for it; empty when it gave none.
    pub last_error_code: String,
    /// When it is taken up next; present exactly in the open states.
    pub next_attempt_time: Option<DateTime<Utc>>,
    /// The mail server's own name for what it took; empty when it said none.
    pub provider_reference: String,
    /// How it came back.
    pub bounce: Option<Bounce>,
    /// What caused it.
    pub trace_parent: Option<String>,
    /// Counts its changes.
    pub revision: i64,
}

/// How a message came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounce {
    /// A status code as RFC 3463 has it, or a bare reply code.
    pub code: String,
    pub time: DateTime<Utc>,
    /// Whether it was reported after the mail server had taken the message.
    pub is_reported: bool,
}

/// What became of one attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Taken, under the mail server's own name for it, which may be empty.
    Taken { reference: String },
    /// Not taken; nothing was sent.
    NotTaken { fault: Fault, code: String },
    /// Refused for good.
    Refused { code: String },
    /// The text was handed over, and nobody knows whether it was taken.
    Unknown,
}

/// How often and how soon a message is tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// The wait after the first failure.
    pub first: TimeDelta,
    /// No wait is longer.
    pub longest: TimeDelta,
    /// After so many attempts the message is given up.
    pub attempts: i64,
}

/// The message's state does not allow it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("message {message_id} is {state}")]
pub struct IllegalState {
    pub message_id: MessageId,
    pub state: State,
    pub allowed: &'static [State],
}

impl Message {
    /// What a change is checked against.
    pub fn etag(&self) -> String {
        etag::etag(self.revision)
    }

    /// An attempt begins, whose answer is there by `until` or lost.
    #[must_use]
    pub fn taken_up(self, until: DateTime<Utc>) -> Self {
        Self {
            state: State::Sending,
            attempts: self.attempts + 1,
            next_attempt_time: Some(until),
            revision: self.revision + 1,
            ..self
        }
    }

    /// The attempt ended so.
    #[must_use]
    pub fn answered(self, answer: Answer, patience: &Patience, now: DateTime<Utc>) -> Self {
        let next = Self {
            next_attempt_time: None,
            revision: self.revision + 1,
            ..self
        };
        match answer {
            Answer::Taken { reference } => Self {
                state: State::Sent,
                send_time: Some(now),
                failure: String::new(),
                last_error: None,
                last_error_code: String::new(),
                provider_reference: reference,
                ..next
            },
            Answer::Refused { code } => Self {
                state: State::Bounced,
                bounce: Some(Bounce {
                    code: code.clone(),
                    time: now,
                    is_reported: false,
                }),
                ..next.failing(Fault::RefusedForGood, code)
            },
            Answer::NotTaken { fault, code } => {
                next.failing(fault, code)
                    .tried_again(State::Failed, patience, now)
            }
            Answer::Unknown => {
                next.failing(Fault::NoAnswer, String::new())
                    .tried_again(State::Unknown, patience, now)
            }
        }
    }

    /// It came back, as somebody else reports.
    ///
    /// # Errors
    ///
    /// It was never handed over, or came back already.
    pub fn come_back(self, code: String, time: DateTime<Utc>) -> Result<Self, IllegalState> {
        const ALLOWED: &[State] = &[State::Sent, State::Unknown];
        if !ALLOWED.contains(&self.state) {
            return Err(IllegalState {
                message_id: self.message_id,
                state: self.state,
                allowed: ALLOWED,
            });
        }
        Ok(Self {
            state: State::Bounced,
            bounce: Some(Bounce {
                code,
                time,
                is_reported: true,
            }),
            next_attempt_time: None,
            revision: self.revision + 1,
            ..self
        })
    }

    fn failing(self, fault: Fault, code: String) -> Self {
        let failure = match code.as_str() {
            "" => fault.words().to_owned(),
            code => format!("{} ({code})", fault.words()),
        };
        Self {
            failure,
            last_error: Some(fault),
            last_error_code: code,
            ..self
        }
    }

    fn tried_again(self, state: State, patience: &Patience, now: DateTime<Utc>) -> Self {
        let is_over = match self.last_error {
            // It has the same form each time.
            Some(Fault::Form) => true,
            // Whoever looks after the folder will make room in it.
            Some(Fault::Folder) => false,
            _ => self.attempts >= patience.attempts,
        };
        if is_over {
            return Self {
                state: State::GivenUp,
                ..self
            };
        }
        Self {
            state,
            next_attempt_time: Some(now + patience.wait(self.attempts)),
            ..self
        }
    }
}

impl Patience {
    fn wait(&self, attempts: i64) -> TimeDelta {
        let doublings = (attempts - 1).clamp(0, 16);
        (self.first * (1 << doublings)).min(self.longest)
    }
}

#[cfg(test)]
mod tests;
