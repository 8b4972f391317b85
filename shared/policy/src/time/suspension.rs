//! Special periods that stop clocks: holiday closures, epidemics, weather.
//!
//! Exactly: for spans in hours, the time that lies in a suspension, from the start on, is added. For spans in days, working
//! days, months and years, a local day after day 0 that a suspension touches, even for a moment, does not count; for working
//! days only those that would have counted matter. A window that is rolled to a working day is not rolled to a suspended one.
//! What lies before the start, on day 0, or after the window's own end changes nothing, so a suspension may well be declared
//! while the clock runs, and it can only lengthen it. Where suspensions overlap, the time or the day is given once. Their order
//! has no influence.
//!
//! Deliberately not here: which suspensions concern a case (its region, what the pack lets them suspend). The caller passes
//! those that do.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::counted::Counted;
use super::{Suspended, TimeError, Zone};

/// A period during which a clock stands still.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspension {
    /// Id of the special period, repeated in [`super::Suspended::by`].
    pub id: String,
    /// The region for which it was declared. For the record: it is not compared with anything here.
    pub region: String,
    /// First instant at which the clock stands.
    pub from: DateTime<Utc>,
    /// First instant at which it runs again. A period that ends when it begins, or before, suspends nothing.
    pub to: DateTime<Utc>,
}

/// A piece of the time line without gaps: days with both ends included, or instants with the end excluded.
#[derive(Clone, Copy)]
struct Stretch<T> {
    from: T,
    to: T,
}

/// The suspensions of one clock, ready to be worked through: `T` is a local day or an instant.
pub(super) struct Standstill<'a, T> {
    each: Vec<(&'a str, Stretch<T>)>,
    /// The same without overlaps, in order.
    merged: Vec<Stretch<T>>,
}

impl<'a, T: Copy + Ord> Standstill<'a, T> {
    fn new(suspensions: &'a [Suspension], stretch: impl Fn(&Suspension) -> Stretch<T>) -> Self {
        let mut real: Vec<_> = suspensions.iter().filter(|it| it.from < it.to).collect();
        real.sort_by(|a, b| (a.from, a.to, &a.id).cmp(&(b.from, b.to, &b.id)));
        let each: Vec<_> = real.into_iter().map(|it| (it.id.as_str(), stretch(it))).collect();
        let mut merged: Vec<Stretch<T>> = Vec::new();
        for (_, next) in &each {
            match merged.last_mut() {
                Some(last) if next.from <= last.to => last.to = last.to.max(next.to),
                _ => merged.push(*next),
            }
        }
        Self { each, merged }
    }

    fn name(
        &self,
        suspended: &mut Suspended,
        had_a_part: impl Fn(Stretch<T>) -> Result<bool, TimeError>,
    ) -> Result<(), TimeError> {
        for (id, stretch) in &self.each {
            if had_a_part(*stretch)? && !suspended.by.iter().any(|named| named == id) {
                suspended.by.push((*id).to_owned());
            }
        }
        Ok(())
    }
}

impl<'a> Standstill<'a, DateTime<Utc>> {
    pub(super) fn instants(suspensions: &'a [Suspension]) -> Self {
        Self::new(suspensions, |it| Stretch {
            from: it.from,
            to: it.to,
        })
    }

    /// Moves an end by the time that stood still since `start`; `None` when there is no such instant.
    pub(super) fn put_off(
        &self,
        start: DateTime<Utc>,
        mut end: DateTime<Utc>,
        suspended: &mut Suspended,
    ) -> Result<Option<DateTime<Utc>>, TimeError> {
        let mut lost = TimeDelta::zero();
        for still in &self.merged {
            let from = still.from.max(start);
            if from < end && from < still.to {
                let Some(later) = end.checked_add_signed(still.to - from) else {
                    return Ok(None);
                };
                lost += later - end;
                end = later;
            }
        }
        suspended.secs = u64::try_from(lost.num_seconds()).expect("invariant: only positive times are added");
        self.name(suspended, |it| Ok(it.from < end && it.to > start))?;
        Ok(Some(end))
    }
}

impl<'a> Standstill<'a, NaiveDate> {
    pub(super) fn days(suspensions: &'a [Suspension], zone: Zone) -> Self {
        Self::new(suspensions, |it| {
            let last_instant = it.to - TimeDelta::nanoseconds(1);
            Stretch {
                from: zone.local_date(it.from),
                to: zone.local_date(last_instant),
            }
        })
    }

    /// Moves a last day by the counted days after `day_0` that stood still; `None` when there is no such date.
    pub(super) fn put_off(
        &self,
        counted: Counted,
        day_0: NaiveDate,
        mut end: NaiveDate,
        suspended: &mut Suspended,
    ) -> Result<Option<NaiveDate>, TimeError> {
        let lost_in = |days: Stretch<NaiveDate>| {
            let day_before = days.from.pred_opt().unwrap_or(days.from);
            counted.between(day_before.max(day_0), days.to)
        };
        for still in &self.merged {
            if still.from <= end {
                let lost = lost_in(*still)?;
                let Some(later) = counted.add(end, lost)? else {
                    return Ok(None);
                };
                suspended.days += lost;
                end = later;
            }
        }
        self.name(suspended, |days| Ok(days.from <= end && lost_in(days)? > 0))?;
        Ok(Some(end))
    }
}
