//! Working-day calendars of countries and of their regions: which days count when a policy says "working days".
//!
//! Holds always: a calendar answers from its own data for the years that it covers, and a date outside of them is
//! [`CalendarError::OutOfRange`], never a guess. A calendar never changes while the program runs, and its version names the
//! data that answered. A country is parsed when it is first asked for, a region likewise.
//!
//! Deliberately not here: time zones and instants (`time`), and closures of one shop (special periods, which suspend
//! a clock instead of changing a calendar).

mod data;
mod parse;
mod working_days;

use chrono::{Datelike, NaiveDate};

use working_days::WorkingDays;

/// One day that is not a working day, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayOff {
    /// A day of the weekly rest that is no holiday.
    Weekend,
    /// A public holiday, also when it falls on a weekend.
    Holiday {
        /// The name in English; several holidays on one day are separated by `; `.
        name: &'static str,
        /// The day was estimated when the data was made (it depends on an announcement or on the moon).
        estimated: bool,
    },
}

/// Why a calendar cannot answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// The answer depends on a day for which there is no data.
    #[error("the calendar {calendar} covers {} to {}, not {date}", .covers.0, .covers.1)]
    OutOfRange {
        /// Code of the calendar, such as `PH`.
        calendar: &'static str,
        /// The first day that was needed and is not covered.
        date: NaiveDate,
        /// First and last covered day.
        covers: (NaiveDate, NaiveDate),
    },
}

/// The working days of one country (`PH`) or region (`GB-ENG`).
#[derive(Debug)]
pub struct Calendar {
    version: &'static str,
    first: NaiveDate,
    working: WorkingDays,
    /// Holidays by index of their day, in order.
    holidays: Box<[Holiday]>,
    /// The weekends, each with the index of the day from which it holds, in order.
    weekends: Box<[Weekend]>,
}

#[derive(Clone, Copy, Debug)]
struct Holiday {
    day: u16,
    estimated: bool,
    name: &'static str,
}

#[derive(Clone, Copy, Debug)]
struct Weekend {
    from_day: u16,
    /// Bit n is set when ISO weekday n is off.
    iso_weekdays: u8,
}

impl Calendar {
    /// The calendar of a country (ISO 3166-1 alpha-2) or of a region (`DE-BY`: the country's code, a dash, the code within
    /// the country). `None` when there is none; [`Calendar::codes`] lists what there is.
    pub fn of(code: &str) -> Option<&'static Calendar> {
        data::find(code)
    }

    /// The codes of all calendars, countries first within each country, in alphabetical order of countries.
    pub fn codes() -> impl Iterator<Item = &'static str> {
        data::codes()
    }

    /// `PH`, `GB-ENG`.
    pub fn code(&self) -> &'static str {
        parse::code_of(self.version)
    }

    /// What answered, to be recorded with each deadline: `PH@holidays-0.108/2016-2030`.
    pub fn version(&self) -> &'static str {
        self.version
    }

    /// First and last day that the calendar knows.
    pub fn covers(&self) -> (NaiveDate, NaiveDate) {
        (self.first, self.date(self.working.len() - 1))
    }

    /// Whether people work on this day: neither weekend nor holiday, or a weekend day that was declared a working day.
    pub fn is_working_day(&self, date: NaiveDate) -> Result<bool, CalendarError> {
        Ok(self.working.contains(self.index(date)?))
    }

    /// Why a day is not a working day; `None` for a working day.
    pub fn why_not(&self, date: NaiveDate) -> Result<Option<DayOff>, CalendarError> {
        let day = self.index(date)?;
        if self.working.contains(day) {
            return Ok(None);
        }
        let holiday = self
            .holidays
            .binary_search_by_key(&day, |holiday| usize::from(holiday.day));
        Ok(Some(match holiday {
            Ok(at) => DayOff::Holiday {
                name: self.holidays[at].name,
                estimated: self.holidays[at].estimated,
            },
            Err(_) => DayOff::Weekend,
        }))
    }

    /// The n-th working day after `date`, which itself is not counted and need not be a working day. `n` = 0 is `date`.
    pub fn add_working_days(&self, date: NaiveDate, n: u32) -> Result<NaiveDate, CalendarError> {
        let day = self.index(date)?;
        if n == 0 {
            return Ok(date);
        }
        let rank = self.working.count_through(day) + n as usize;
        self.working
            .nth(rank)
            .map(|found| self.date(found))
            .ok_or_else(|| self.past_the_end())
    }

    /// The first working day on or after `date`.
    pub fn working_day_from(&self, date: NaiveDate) -> Result<NaiveDate, CalendarError> {
        if self.is_working_day(date)? {
            Ok(date)
        } else {
            self.add_working_days(date, 1)
        }
    }

    /// How many working days lie after `from`, up to and including `to`; 0 when `to` is not after `from`. So that
    /// `working_days_between(d, add_working_days(d, n))` is n.
    pub fn working_days_between(&self, from: NaiveDate, to: NaiveDate) -> Result<u32, CalendarError> {
        let (from, to) = (self.index(from)?, self.index(to)?);
        let count = self
            .working
            .count_through(to)
            .saturating_sub(self.working.count_through(from));
        Ok(u32::try_from(count).expect("invariant: a calendar has fewer than 2^16 days"))
    }

    /// The days after `from`, up to and including `to`, that are not working days, each with its reason: what a decision
    /// shows when it explains a count of working days.
    pub fn days_off_between(
        &self,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<impl Iterator<Item = (NaiveDate, DayOff)> + '_, CalendarError> {
        let (from, to) = (self.index(from)?, self.index(to)?);
        Ok((from + 1..=to).filter_map(|day| {
            let date = self.date(day);
            let why = self
                .why_not(date)
                .expect("invariant: both ends are covered, so is what lies between");
            why.map(|why| (date, why))
        }))
    }

    /// The ISO weekdays (1 Monday … 7 Sunday) of the weekly rest that holds on `date`.
    pub fn weekend(&self, date: NaiveDate) -> Result<impl Iterator<Item = u8> + use<>, CalendarError> {
        let day = self.index(date)?;
        let at = self
            .weekends
            .partition_point(|weekend| usize::from(weekend.from_day) <= day);
        let off = self.weekends[at - 1].iso_weekdays;
        Ok((1..=7).filter(move |weekday| off & (1 << weekday) != 0))
    }

    fn index(&self, date: NaiveDate) -> Result<usize, CalendarError> {
        usize::try_from((date - self.first).num_days())
            .ok()
            .filter(|day| *day < self.working.len())
            .ok_or_else(|| self.out_of_range(date))
    }

    fn date(&self, day: usize) -> NaiveDate {
        let number = i32::try_from(day).expect("invariant: a calendar has fewer than 2^16 days");
        NaiveDate::from_num_days_from_ce_opt(self.first.num_days_from_ce() + number)
            .expect("invariant: the calendar's days are dates")
    }

    fn out_of_range(&self, date: NaiveDate) -> CalendarError {
        CalendarError::OutOfRange {
            calendar: self.code(),
            date,
            covers: self.covers(),
        }
    }

    fn past_the_end(&self) -> CalendarError {
        self.out_of_range(self.date(self.working.len()))
    }
}

impl PartialEq for Calendar {
    /// Two calendars are the same when their versions are: the version names all of the data.
    fn eq(&self, other: &Self) -> bool {
        self.version == other.version
    }
}

impl Eq for Calendar {}

#[cfg(test)]
mod tests;
