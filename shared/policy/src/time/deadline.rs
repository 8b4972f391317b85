//! The answer: when a window closes, and what led to it.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// When a window closes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// The first instant that is too late.
    pub due: DateTime<Utc>,
    /// The last local day on which it is still open. `None` for a span in hours, which may end within a day.
    pub last_day: Option<NaiveDate>,
    /// The version of the calendar that was asked (working days, rolling): `PH@holidays-0.108/2016-2030`.
    pub calendar_version: Option<Cow<'static, str>>,
    /// What special periods added.
    #[serde(default, skip_serializing_if = "Suspended::is_nothing")]
    pub suspended: Suspended,
    /// The last day before it was rolled to a working day. `None` when it was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rolled_from: Option<NaiveDate>,
}

/// What special periods added to a deadline.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspended {
    /// Days that did not count, for spans in days, months and years; working days for spans in working days.
    pub days: u32,
    /// Whole seconds that did not count, for spans in hours.
    pub secs: u64,
    /// Ids of the special periods that had a part in it, by the time of their beginning.
    pub by: Vec<String>,
}

impl Suspended {
    /// No special period changed this deadline.
    pub fn is_nothing(&self) -> bool {
        self.by.is_empty()
    }
}

impl Deadline {
    /// The one that closes later; the first when both close together. The reading of a conflicting clause, and of a
    /// statutory floor under a shop's own window.
    pub fn later_of(a: Deadline, b: Deadline) -> Deadline {
        if b.due > a.due { b } else { a }
    }

    /// The one that closes earlier; the first when both close together. The reading of a hard end over a window.
    pub fn earlier_of(a: Deadline, b: Deadline) -> Deadline {
        if b.due < a.due { b } else { a }
    }
}
