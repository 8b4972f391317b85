//! Clocks that run for a parcel, as the parcel itself remembers them. The timers that fire are rows of the shared
//! deadline table, written in the same transaction.

use chrono::{DateTime, TimeDelta, Utc};
use redress_policy::pack::OnExpiry;
use redress_policy::{DeadlineKind, DeadlineSet, Party};
use serde::{Deserialize, Serialize};

/// The clocks that a parcel can have.
pub(crate) const OF_PARCELS: [DeadlineKind; 3] = [
    DeadlineKind::Stall,
    DeadlineKind::Overdue,
    DeadlineKind::TrackingCorrection,
];

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
    /// Special periods stop it.
    #[serde(default)]
    pub is_suspendable: bool,
}

impl OpenDeadline {
    /// The clock that a pack sets.
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
            is_suspendable: set.suspendable,
        }
    }

    /// The same clock started again at `now`, for as long as it ran before.
    pub(crate) fn again(&self, now: DateTime<Utc>) -> Self {
        // A clock without any length would fire for ever.
        let length = (self.due_time - self.start_time).max(TimeDelta::hours(1));
        let due_time = now + length;
        let warn_before = self.warn_time.map(|warn| self.due_time - warn);
        Self {
            start_time: now,
            due_time,
            warn_time: warn_before
                .map(|before| due_time - before)
                .filter(|warn| *warn > now),
            ..self.clone()
        }
    }
}
