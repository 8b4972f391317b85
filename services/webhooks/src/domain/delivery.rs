//! A delivery: the way of one event to one endpoint, with everything that was tried.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::endpoint::{Endpoint, EndpointId};
use super::event::{Event, EventId};
use super::owner::Owner;
use super::schedule::next_attempt;

redress_core::typed_id!(/** A delivery. */ DeliveryId, "whd");

/// Where a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Pending,
    Succeeded,
    Failed,
    Cancelled,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Succeeded, Self::Failed, Self::Cancelled];

    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// Why an attempt failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// The URL, or an address its name leads to, may not be called.
    AddressRefused,
    /// Its name leads nowhere.
    Unresolved,
    /// No connection.
    Unreachable,
    /// The connection cannot be trusted.
    TlsFailed,
    /// No answer in time.
    TimedOut,
    /// What came back is no HTTP answer.
    BrokenAnswer,
    /// It answered that it is elsewhere, which is not followed.
    Redirected,
    /// It answered with another status than a success.
    Refused,
    /// It answered that it is gone for good.
    Gone,
}

impl Failure {
    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AddressRefused => "address_refused",
            Self::Unresolved => "unresolved",
            Self::Unreachable => "unreachable",
            Self::TlsFailed => "tls_failed",
            Self::TimedOut => "timed_out",
            Self::BrokenAnswer => "broken_answer",
            Self::Redirected => "redirected",
            Self::Refused => "refused",
            Self::Gone => "gone",
        }
    }

    /// What an HTTP status means; `None` is a success.
    pub const fn of_status(status: u16) -> Option<Self> {
        match status {
            200..=299 => None,
            300..=399 => Some(Self::Redirected),
            410 => Some(Self::Gone),
            _ => Some(Self::Refused),
        }
    }
}

/// One try.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    pub start_time: DateTime<Utc>,
    pub duration_ms: i32,
    /// The status of the answer, when there was one.
    pub response_status: Option<u16>,
    /// `None` when it succeeded.
    pub failure: Option<Failure>,
}

/// A delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    pub delivery_id: DeliveryId,
    pub event_id: EventId,
    pub endpoint_id: EndpointId,
    pub owner: Owner,
    pub event_type: String,
    pub state: State,
    /// Oldest first.
    pub attempts: Vec<Attempt>,
    /// While it is pending.
    pub next_attempt_time: Option<DateTime<Utc>>,
    pub create_time: DateTime<Utc>,
    /// Once it is not pending any more.
    pub end_time: Option<DateTime<Utc>>,
}

impl Delivery {
    /// An event to be sent to an endpoint at once.
    pub fn new(delivery_id: DeliveryId, event: &Event, endpoint: &Endpoint, now: DateTime<Utc>) -> Self {
        Self {
            delivery_id,
            event_id: event.event_id.clone(),
            endpoint_id: endpoint.endpoint_id.clone(),
            owner: endpoint.owner.clone(),
            event_type: event.event_type.clone(),
            state: State::Pending,
            attempts: Vec::new(),
            next_attempt_time: Some(now),
            create_time: now,
            end_time: None,
        }
    }

    /// Records an attempt, and what follows from it. `retry_after` is when the endpoint wants to be called again, if it says so.
    pub fn record(&mut self, attempt: Attempt, retry_after: Option<DateTime<Utc>>, now: DateTime<Utc>) {
        let failure = attempt.failure;
        self.attempts.push(attempt);
        let next = match failure {
            None => return self.end(State::Succeeded, now),
            Some(Failure::Gone) => None,
            Some(_) => next_attempt(self.attempts.len(), now, retry_after),
        };
        match next {
            Some(time) => self.next_attempt_time = Some(time),
            None => self.end(State::Failed, now),
        }
    }

    /// Puts the next attempt off, without one having been made.
    pub fn put_off(&mut self, time: DateTime<Utc>) {
        self.next_attempt_time = Some(time);
    }

    fn end(&mut self, state: State, now: DateTime<Utc>) {
        self.state = state;
        self.next_attempt_time = None;
        self.end_time = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_a_success_a_redirection_the_end_or_a_refusal() {
        let table = [
            (199, Some(Failure::Refused)),
            (200, None),
            (204, None),
            (299, None),
            (300, Some(Failure::Redirected)),
            (308, Some(Failure::Redirected)),
            (400, Some(Failure::Refused)),
            (410, Some(Failure::Gone)),
            (503, Some(Failure::Refused)),
        ];
        for (status, expected) in table {
            assert_eq!(Failure::of_status(status), expected, "{status}");
        }
    }
}
