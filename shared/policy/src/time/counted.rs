//! Which days a span counts: all of them, or the working days of a calendar.

use chrono::{Days, NaiveDate};

use super::TimeError;
use crate::calendar::Calendar;

#[derive(Clone, Copy)]
pub(super) enum Counted<'a> {
    AllDays,
    WorkingDays(&'a Calendar),
}

impl Counted<'_> {
    /// The n-th counted day after `date`; `None` when there is no such date.
    pub(super) fn add(self, date: NaiveDate, n: u32) -> Result<Option<NaiveDate>, TimeError> {
        match self {
            Counted::AllDays => Ok(date.checked_add_days(Days::new(n.into()))),
            Counted::WorkingDays(calendar) => Ok(Some(calendar.add_working_days(date, n)?)),
        }
    }

    /// How many counted days lie after `from`, up to and including `to`; 0 when `to` is not after `from`.
    pub(super) fn between(self, from: NaiveDate, to: NaiveDate) -> Result<u32, TimeError> {
        match self {
            _ if to <= from => Ok(0),
            Counted::AllDays => Ok(u32::try_from((to - from).num_days())
                .expect("invariant: chrono's dates span fewer than 2^32 days")),
            Counted::WorkingDays(calendar) => Ok(calendar.working_days_between(from, to)?),
        }
    }
}
