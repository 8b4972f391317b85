//! Counts a span from an instant. The rules are listed in the parent module.

use std::borrow::Cow;

use chrono::{DateTime, Datelike, Months, NaiveDate, TimeDelta, Utc};

use super::counted::Counted;
use super::suspension::Standstill;
use super::{Deadline, Span, Suspended, Suspension, TIMESTAMP_YEARS, TimeError, Unit, Window, Zone};
use crate::calendar::Calendar;

/// By what time is counted: everything but the start and the span.
#[derive(Clone, Copy, Debug)]
pub struct Reckoning<'a> {
    /// The zone in which days begin and end.
    pub zone: Zone,
    /// The calendar of working days. Without one, working days and rolling are refused.
    pub calendar: Option<&'a Calendar>,
    /// The special periods that concern this clock.
    pub suspensions: &'a [Suspension],
    /// A last day that is no working day is followed by the next one that is. Without effect on hours.
    pub roll_to_working_day: bool,
}

/// When a span from `start` ends, without rolling: [`Reckoning::deadline`] in one call.
pub fn deadline(
    start: DateTime<Utc>,
    span: Span,
    zone: Zone,
    calendar: Option<&Calendar>,
    suspensions: &[Suspension],
) -> Result<Deadline, TimeError> {
    Reckoning {
        zone,
        calendar,
        suspensions,
        roll_to_working_day: false,
    }
    .deadline(start, span)
}

impl<'a> Reckoning<'a> {
    /// Days of this zone, with no calendar, no suspension and no rolling.
    pub fn in_zone(zone: Zone) -> Reckoning<'a> {
        Reckoning {
            zone,
            calendar: None,
            suspensions: &[],
            roll_to_working_day: false,
        }
    }

    /// The window that opens at `opens` and lasts for `span`.
    pub fn window(&self, opens: DateTime<Utc>, span: Span) -> Result<Window, TimeError> {
        Ok(Window {
            opens,
            closes: self.deadline(opens, span)?,
        })
    }

    /// When a span from `start` ends.
    ///
    /// Errors: the calendar is needed and missing, or has no data for a day that matters; the end lies outside of the years
    /// 1 to 9999.
    pub fn deadline(&self, start: DateTime<Utc>, span: Span) -> Result<Deadline, TimeError> {
        if span.unit() == Unit::Hours {
            return self.after_hours(start, span);
        }
        let too_far = || TimeError::TooFar { start, span };
        let mut suspended = Suspended::default();
        let end = self
            .last_day(self.zone.local_date(start), span, &mut suspended)?
            .ok_or_else(too_far)?;
        let last_day = self.rolled(end, &mut suspended)?.ok_or_else(too_far)?;
        let day_after = last_day.succ_opt().ok_or_else(too_far)?;
        let asked = self
            .calendar
            .filter(|_| self.roll_to_working_day || span.unit() == Unit::WorkingDays);
        Ok(Deadline {
            due: self.zone.day_start(day_after).map_err(|_| too_far())?,
            last_day: Some(last_day),
            calendar_version: asked.map(|calendar| Cow::Borrowed(calendar.version())),
            suspended,
            rolled_from: (last_day != end).then_some(end),
        })
    }

    fn after_hours(&self, start: DateTime<Utc>, span: Span) -> Result<Deadline, TimeError> {
        let mut suspended = Suspended::default();
        let mut due = start.checked_add_signed(TimeDelta::hours(span.count().into()));
        if let Some(end) = due.filter(|_| !self.suspensions.is_empty()) {
            due = Standstill::instants(self.suspensions).put_off(start, end, &mut suspended)?;
        }
        let due = due
            .filter(|due| TIMESTAMP_YEARS.contains(&due.year()))
            .ok_or(TimeError::TooFar { start, span })?;
        Ok(Deadline {
            due,
            last_day: None,
            calendar_version: None,
            suspended,
            rolled_from: None,
        })
    }

    /// The last day of a span in days, months or years, before rolling; `None` when there is no such date.
    fn last_day(
        &self,
        day_0: NaiveDate,
        span: Span,
        suspended: &mut Suspended,
    ) -> Result<Option<NaiveDate>, TimeError> {
        let months = |months| (Counted::AllDays, day_0.checked_add_months(Months::new(months)));
        let (counted, end) = match span.unit() {
            Unit::Months => months(span.count()),
            Unit::Years => months(12 * span.count()),
            Unit::WorkingDays => {
                let counted = Counted::WorkingDays(self.calendar_for("working days")?);
                (counted, counted.add(day_0, span.count())?)
            }
            Unit::Hours | Unit::Days => (Counted::AllDays, Counted::AllDays.add(day_0, span.count())?),
        };
        match end {
            Some(end) if !self.suspensions.is_empty() => {
                Standstill::days(self.suspensions, self.zone).put_off(counted, day_0, end, suspended)
            }
            end => Ok(end),
        }
    }

    /// The first working day from `end` on that is not suspended, if rolling is asked for.
    fn rolled(&self, end: NaiveDate, suspended: &mut Suspended) -> Result<Option<NaiveDate>, TimeError> {
        if !self.roll_to_working_day {
            return Ok(Some(end));
        }
        let calendar = self.calendar_for("the next working day")?;
        let day = calendar.working_day_from(end)?;
        if day == end || self.suspensions.is_empty() {
            return Ok(Some(day));
        }
        let day_before = day.pred_opt().unwrap_or(day);
        let counted = Counted::WorkingDays(calendar);
        Standstill::days(self.suspensions, self.zone).put_off(counted, day_before, day, suspended)
    }

    fn calendar_for(&self, needed_by: &'static str) -> Result<&'a Calendar, TimeError> {
        self.calendar.ok_or(TimeError::NoCalendar { needed_by })
    }
}
