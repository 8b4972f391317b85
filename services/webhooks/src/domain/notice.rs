//! A notice: one thing that a source told, and what became of it.
//!
//! It is applied once, however often it comes. What it said is kept while it may have to be applied, and no longer.

use chrono::{DateTime, TimeDelta, Utc};

use super::provider::Provider;
use super::reading::{Facts, Reading, Said};
use super::rejection::Rejection;
use super::schedule::next_attempt;
use super::source::{Source, SourceId};

redress_core::typed_id!(/** A notice. */ NoticeId, "ntc");

/// How often something that is not known here is looked for: it may come here a little later than the notice of it.
const LOOKS: usize = 4;

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Pending,
    Applied,
    Ignored,
    Refused,
    GivenUp,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 5] = [
        Self::Pending,
        Self::Applied,
        Self::Ignored,
        Self::Refused,
        Self::GivenUp,
    ];

    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Applied => "applied",
            Self::Ignored => "ignored",
            Self::Refused => "refused",
            Self::GivenUp => "given_up",
        }
    }
}

/// Why something ended as it did: a registered reason, or none, and a sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Why {
    pub reason: String,
    pub detail: String,
}

impl Why {
    /// A sentence alone.
    pub fn said(detail: impl Into<String>) -> Self {
        let detail = detail.into();
        Self {
            reason: String::new(),
            detail,
        }
    }

    /// A registered reason and a sentence.
    pub fn of(reason: &str, detail: impl Into<String>) -> Self {
        Self {
            reason: reason.to_owned(),
            detail: detail.into(),
        }
    }
}

/// What came of an attempt to apply it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Applied(Why),
    Ignored(Why),
    Refused(Why),
    /// What it is about is not known here, or not yet.
    Unknown(Why),
    /// Nobody could be asked now.
    Later(Why),
}

/// A notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub notice_id: NoticeId,
    pub source_id: SourceId,
    pub marketplace_id: String,
    pub provider: Provider,
    pub event_id: String,
    pub event_type: String,
    pub subject: String,
    pub event_time: Option<DateTime<Utc>>,
    /// What it says; absent once nobody needs it.
    pub facts: Option<Facts>,
    /// A digest of what it says.
    pub said_sha256: String,
    pub body_sha256: String,
    pub body_size_bytes: i64,
    pub state: State,
    pub why: Why,
    pub attempt_count: i32,
    /// While it is pending.
    pub next_attempt_time: Option<DateTime<Utc>>,
    pub receive_count: i32,
    pub conflict_count: i32,
    pub create_time: DateTime<Utc>,
    pub receive_time: DateTime<Utc>,
    /// Once it is not pending any more.
    pub end_time: Option<DateTime<Utc>>,
}

impl Notice {
    /// What a source told, with the digest and the length of its body.
    pub fn new(
        notice_id: NoticeId,
        source: &Source,
        reading: Reading,
        (body_sha256, body_size_bytes): (String, i64),
        now: DateTime<Utc>,
    ) -> Self {
        let (facts, state, why) = match reading.said {
            Said::Facts(facts) => (Some(facts), State::Pending, Why::default()),
            Said::NoUse(why) => (None, State::Ignored, Why::said(why)),
        };
        let is_pending = state == State::Pending;
        Self {
            notice_id,
            source_id: source.source_id.clone(),
            marketplace_id: source.marketplace_id.clone(),
            provider: source.provider,
            event_id: reading.event_id,
            event_type: reading.event_type,
            subject: reading.subject,
            event_time: reading.event_time,
            facts,
            said_sha256: reading.sha256,
            body_sha256,
            body_size_bytes,
            state,
            why,
            attempt_count: 0,
            next_attempt_time: is_pending.then_some(now),
            receive_count: 1,
            conflict_count: 0,
            create_time: now,
            receive_time: now,
            end_time: (!is_pending).then_some(now),
        }
    }

    /// Notes that its event came again. Whether it says the same.
    pub fn came_again(&mut self, said_sha256: &str, now: DateTime<Utc>) -> bool {
        let is_same = self.said_sha256 == said_sha256;
        if is_same {
            self.receive_count = self.receive_count.saturating_add(1);
            self.receive_time = now;
        } else {
            self.conflict_count = self.conflict_count.saturating_add(1);
        }
        is_same
    }

    /// Records an attempt, and what follows from it.
    pub fn record(&mut self, outcome: Outcome, now: DateTime<Utc>) {
        self.attempt_count = self.attempt_count.saturating_add(1);
        let tried = usize::try_from(self.attempt_count).unwrap_or(usize::MAX);
        let (next, end) = match outcome {
            Outcome::Applied(why) => (None, (State::Applied, why)),
            Outcome::Ignored(why) => (None, (State::Ignored, why)),
            Outcome::Refused(why) => (None, (State::Refused, why)),
            Outcome::Unknown(why) if tried < LOOKS => (next_attempt(tried, now, None), (State::Ignored, why)),
            Outcome::Unknown(why) => (None, (State::Ignored, why)),
            Outcome::Later(why) => (next_attempt(tried, now, None), (State::GivenUp, why)),
        };
        let (state, why) = end;
        self.why = why;
        self.next_attempt_time = next;
        if next.is_none() {
            self.state = state;
            self.end_time = Some(now);
        }
        if self.state == State::Applied {
            self.facts = None;
        }
    }

    /// Lets it be tried again at once.
    ///
    /// # Errors
    ///
    /// It is pending or applied, or what it said is not kept any more.
    pub fn retry(&mut self, now: DateTime<Utc>) -> Result<(), Rejection> {
        let is_over = matches!(self.state, State::Ignored | State::Refused | State::GivenUp);
        if !is_over {
            return Err(Rejection::IllegalState {
                subject: format!("notice {}", self.notice_id),
                state: self.state.as_str(),
                allowed: &["ignored", "refused", "given_up"],
            });
        }
        if self.facts.is_none() {
            return Err(Rejection::Forgotten);
        }
        self.state = State::Pending;
        self.attempt_count = 0;
        self.next_attempt_time = Some(now);
        self.end_time = None;
        Ok(())
    }

    /// When what it said has to be forgotten, if it ended and is still kept.
    pub fn forget_time(&self, keep: TimeDelta) -> Option<DateTime<Utc>> {
        let ended = self.end_time.filter(|_| self.facts.is_some());
        ended.map(|time| time + keep)
    }

    /// Forgets what it said, unless it is to be applied.
    pub fn forget(&mut self) {
        if self.state != State::Pending {
            self.facts = None;
        }
    }
}

#[cfg(test)]
mod tests;
