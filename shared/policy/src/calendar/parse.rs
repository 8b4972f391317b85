//! Reads the calendar files: the format is described in `data/calendars/README.md`, the writer is `scripts/holidays.py`.
//!
//! The files are embedded and every one of them is read in a test, so a malformed one is a defect of the build and not an
//! error that a caller could meet: reading panics with the offending text.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::working_days::WorkingDays;
use super::{Calendar, Holiday, Weekend};

/// The text of one calendar, not yet parsed.
#[derive(Clone, Copy)]
pub(super) struct Section {
    /// `PH@holidays-0.108/2016-2030`
    pub(super) version: &'static str,
    lines: &'static str,
}

/// The part of a version before the `@`.
pub(super) fn code_of(version: &'static str) -> &'static str {
    version.split_once('@').map_or(version, |(code, _)| code)
}

/// Cuts a file into its calendars.
pub(super) fn sections(text: &'static str) -> impl Iterator<Item = Section> {
    text.split('[').skip(1).map(|section| {
        let (version, lines) = section.split_once("]\n").unwrap_or_else(|| malformed(section));
        Section { version, lines }
    })
}

/// The calendar of a section; a region (`section` other than `country`) is laid over its country.
pub(super) fn calendar(section: Section, country: Section) -> Calendar {
    let (first, len) = years(section.version);
    let mut draft = Draft {
        first,
        ..Draft::default()
    };
    draft.read(country.lines);
    if section.version != country.version {
        draft.read(section.lines);
    }
    let works = |day: usize| {
        let key = u16::try_from(day).expect("invariant: a calendar has fewer than 2^16 days");
        if draft.is_weekend(key) {
            draft.work.contains(&key)
        } else {
            !draft.off.contains_key(&key)
        }
    };
    Calendar {
        version: section.version,
        first,
        working: WorkingDays::new(len, works),
        holidays: draft.off.values().copied().collect(),
        weekends: draft.weekends.into(),
    }
}

/// First day and number of days of a version such as `PH@holidays-0.108/2016-2030`.
fn years(version: &'static str) -> (NaiveDate, usize) {
    let parse = || {
        let (first, last) = version.rsplit_once('/')?.1.split_once('-')?;
        let first = NaiveDate::from_ymd_opt(first.parse().ok()?, 1, 1)?;
        let end = NaiveDate::from_ymd_opt(last.parse::<i32>().ok()? + 1, 1, 1)?;
        Some((first, usize::try_from((end - first).num_days()).ok()?))
    };
    parse().unwrap_or_else(|| malformed(version))
}

#[derive(Default)]
struct Draft {
    first: NaiveDate,
    off: BTreeMap<u16, Holiday>,
    work: Vec<u16>,
    weekends: Vec<Weekend>,
}

impl Draft {
    fn read(&mut self, lines: &'static str) {
        if lines.starts_with("weekend ") {
            self.weekends.clear();
        }
        for line in lines.lines() {
            self.read_line(line).unwrap_or_else(|| malformed(line));
        }
    }

    fn read_line(&mut self, line: &'static str) -> Option<()> {
        let (kind, mut rest) = line.split_once(' ')?;
        let mut days = Vec::new();
        while let Some((day, after)) = self.leading_day(rest) {
            days.push(day);
            rest = after;
        }
        match kind {
            "weekend" => {
                let bit = |weekday: &str| {
                    weekday
                        .parse::<u8>()
                        .ok()
                        .filter(|n| (1..=7).contains(n))
                        .map(|n| 1 << n)
                };
                let iso_weekdays = rest
                    .split(' ')
                    .try_fold(0, |bits, weekday| Some(bits | bit(weekday)?))?;
                self.weekends.push(Weekend {
                    from_day: *days.first()?,
                    iso_weekdays,
                });
            }
            "work" => self.work.extend(days),
            "open" => self.off.retain(|day, _| !days.contains(day)),
            "off" | "about" => {
                let estimated = kind == "about";
                self.off.extend(days.into_iter().map(|day| {
                    (
                        day,
                        Holiday {
                            day,
                            estimated,
                            name: rest,
                        },
                    )
                }));
            }
            _ => return None,
        }
        Some(())
    }

    /// The number of the day written at the start of `text`, and the text after it.
    fn leading_day(&self, text: &'static str) -> Option<(u16, &'static str)> {
        let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
        let (year, month_day) = word.split_at_checked(4).filter(|_| word.len() == 8)?;
        let (month, day) = month_day.split_at_checked(2)?;
        let date = NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?;
        Some((u16::try_from((date - self.first).num_days()).ok()?, rest))
    }

    fn is_weekend(&self, day: u16) -> bool {
        let date = self.first + chrono::Days::new(day.into());
        let at = self.weekends.partition_point(|weekend| weekend.from_day <= day);
        self.weekends[at - 1].iso_weekdays & (1 << date.weekday().number_from_monday()) != 0
    }
}

fn malformed(text: &str) -> ! {
    panic!("invariant: the embedded calendars are well formed: {text:?}")
}
