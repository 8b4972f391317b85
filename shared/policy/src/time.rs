//! When a window closes: spans of a policy turned into instants, in the policy's time zone and by its calendar.
//!
//! The rules, which hold for every deadline:
//!
//! - **Hours** are elapsed time. A change to or from summer time does not stretch or shrink them.
//! - **Days** are calendar days in the zone. The day on which the clock starts is day 0; the window is open through day N, until
//!   the local midnight that ends it.
//! - **Working days** are counted in the calendar, after day 0; the window is open through the N-th of them.
//! - **Months** and **years** end on the same day of a later month, or on that month's last day if it has no such day (31
//!   January and one month: 28 or 29 February; 29 February and one year: 28 February), and are open through that day.
//! - A local midnight that summer time skips or repeats is the first instant of its day.
//! - **Suspensions** stop the clock (`suspension` says how), also when they were declared after it had started.
//! - **Rolling** is optional: a last day that is no working day is followed by the next one that is (Regulation (EEC, Euratom)
//!   No 1182/71, Article 3(4)). It does not concern hours, as it does not there.
//!
//! Everything is a pure function of its arguments: there is no clock here. Deliberately not here: which window a clause
//! opens, which suspensions concern a case, and Article 3(5) of that regulation (at least two working days in a period).

mod counted;
mod deadline;
mod reckoning;
mod span;
mod suspension;
mod window;
mod zone;

use std::ops::RangeInclusive;

use chrono::{DateTime, NaiveDate, Utc};

pub use deadline::{Deadline, Suspended};
pub use reckoning::{Reckoning, deadline};
pub use span::{Span, SpanError, Unit};
pub use suspension::Suspension;
pub use window::{Window, WindowState};
pub use zone::{UnknownZone, Zone};

use crate::calendar::CalendarError;

/// The years that a `google.protobuf.Timestamp` can say.
const TIMESTAMP_YEARS: RangeInclusive<i32> = 1..=9999;

/// Why a deadline cannot be computed. Never a domain refusal: the pack or the data does not suffice.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// The calendar has no data for a day that matters.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
    /// Working days or rolling were asked for without a calendar.
    #[error("{needed_by} cannot be counted without a calendar")]
    NoCalendar {
        /// What needs the calendar.
        needed_by: &'static str,
    },
    /// The deadline lies outside of the years 1 to 9999, where no timestamp can say it (a suspension without an end does that).
    #[error("{span} from {start} do not end in the years 1 to 9999")]
    TooFar {
        /// When the clock started.
        start: DateTime<Utc>,
        /// What was to be counted.
        span: Span,
    },
    /// A local date that the zone cannot place on the time line.
    #[error("{date} is no date of the years 1 to 9999")]
    NoSuchDay {
        /// The local date.
        date: NaiveDate,
    },
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
