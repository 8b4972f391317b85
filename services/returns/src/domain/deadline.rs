//! Clocks that run for a return, as the return itself remembers them. The timers that fire are rows of the shared deadline
//! table, written in the same transaction.

use chrono::{DateTime, TimeDelta, Utc};
use redress_policy::pack::OnExpiry;
use redress_policy::{DeadlineKind, DeadlineSet, Party};
use serde::{Deserialize, Serialize};

/// A clock that runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OpenDeadline {
    pub kind: DeadlineKind,
    pub start_time: DateTime<Utc>,
    /// The first instant that is too late.
    pub due_time: DateTime<Utc>,
    #[serde(default)]
    pub warn_time: Option<DateTime<Utc>>,
    /// Whose turn it is.
    pub party: Party,
    pub on_expiry: OnExpiry,
    pub clauses: Vec<String>,
    /// The calendar's version, where working days were counted.
    #[serde(default)]
    pub calendar: Option<String>,
}

impl OpenDeadline {
    /// The clock that a policy sets.
    pub(crate) fn of(set: &DeadlineSet) -> Self {
        Self {
            kind: set.kind,
            start_time: set.start_time,
            due_time: set.due_time,
            warn_time: set
                .warn_time
                .filter(|warn| *warn > set.start_time && *warn < set.due_time),
            party: set.party,
            on_expiry: set.on_expiry,
            clauses: set.clauses.iter().map(ToString::to_string).collect(),
            calendar: set.calendar_version.as_deref().map(str::to_owned),
        }
    }

    /// The same clock started again at `now`, for as long as it ran before.
    pub(crate) fn again(&self, now: DateTime<Utc>) -> Self {
        // A clock that never had any length would fire for ever.
        let length = (self.due_time - self.start_time).max(TimeDelta::hours(1));
        let warn_before = self.warn_time.map(|warn| self.due_time - warn);
        let due_time = now + length;
        let warn_time = warn_before
            .map(|before| due_time - before)
            .filter(|warn| *warn > now);
        Self {
            start_time: now,
            due_time,
            warn_time,
            ..self.clone()
        }
    }

    /// The same clock after it stood still for so long.
    pub(crate) fn later(&self, by: TimeDelta) -> Self {
        Self {
            due_time: self.due_time + by,
            warn_time: self.warn_time.map(|warn| warn + by),
            ..self.clone()
        }
    }
}
