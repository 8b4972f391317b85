//! A message to one party, and where it stands.
//!
//! | state | sent | not sent |
//! | --- | --- | --- |
//! | `queued` | `sent` | `failed`, tried again later |
//! | `failed` | `sent` | `failed`, tried again later, each time after a longer wait |
//! | `sent` | stays | stays |
//! | `undeliverable` | stays | stays |

use chrono::{DateTime, TimeDelta, Utc};
use redress_core::typed_id;
use redress_policy::Party;

typed_id!(
    /// A message.
    MessageId,
    "msg"
);

/// How long after the first failure it is tried again; each further one doubles it.
const FIRST_RETRY: TimeDelta = TimeDelta::seconds(30);
const LONGEST_RETRY: TimeDelta = TimeDelta::hours(1);

/// Where a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Queued,
    Sent,
    Failed,
    Undeliverable,
}

impl State {
    pub const ALL: [Self; 4] = [Self::Queued, Self::Sent, Self::Failed, Self::Undeliverable];

    /// The word in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Undeliverable => "undeliverable",
        }
    }

    /// Whether it is still to be sent.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Queued | Self::Failed)
    }
}

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
    pub state: State,
    pub create_time: DateTime<Utc>,
    pub send_time: Option<DateTime<Utc>>,
    pub notify_due_time: Option<DateTime<Utc>>,
    pub clause_ids: Vec<String>,
    /// Why it was not sent; empty when nothing failed.
    pub failure: String,
    /// How often sending failed.
    pub attempts: i64,
}

impl Message {
    /// It went out.
    #[must_use]
    pub fn sent(self, now: DateTime<Utc>) -> Self {
        Self {
            state: State::Sent,
            send_time: Some(now),
            failure: String::new(),
            ..self
        }
    }

    /// It did not go out.
    #[must_use]
    pub fn failed(self, failure: String) -> Self {
        Self {
            state: State::Failed,
            failure,
            attempts: self.attempts + 1,
            ..self
        }
    }

    /// When to try again after the last failure.
    pub fn retry_time(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let doublings = u32::try_from(self.attempts - 1).unwrap_or(0).min(16);
        now + (FIRST_RETRY * 2_i32.pow(doublings)).min(LONGEST_RETRY)
    }
}
