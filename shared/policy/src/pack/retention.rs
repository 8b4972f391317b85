//! How long records have to be kept, or may be, whatever somebody asks to have erased.

use super::{Pack, term};
use crate::Text;
use crate::time::{Reckoning, Span, TimeError};
use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What records are kept for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecordKind {
    /// Accounts and taxes: what was sold, paid and paid back.
    Accounts,
    /// Legal claims: what was asked for, decided and proven.
    Claims,
}

/// What the time is counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RetentionStart {
    /// The end of the year of the last change.
    YearEnd,
    /// The last change.
    LastChange,
}

term! {
    /// How long records of a kind are kept.
    pub struct Retention {
        /// Which records.
        pub records: RecordKind,
        /// What the time is counted from.
        pub from: RetentionStart,
        /// How long.
        pub span: Span,
        /// Why, in words.
        pub text: Text,
    }
}

impl Retention {
    /// The first instant at which records that last changed at `last_change` need not be kept any more.
    ///
    /// # Errors
    /// The time is beyond what calendars reach.
    pub fn until(&self, pack: &Pack, last_change: DateTime<Utc>) -> Result<DateTime<Utc>, TimeError> {
        let zone = pack.pack.time_zone;
        let start = match self.from {
            RetentionStart::LastChange => last_change,
            RetentionStart::YearEnd => {
                let year = zone.local_date(last_change).year();
                match NaiveDate::from_ymd_opt(year, 12, 31) {
                    Some(day) => zone.day_start(day)?,
                    None => last_change,
                }
            }
        };
        Ok(Reckoning::in_zone(zone).deadline(start, self.span)?.due)
    }
}

impl Pack {
    /// How long this pack has records of a kind kept.
    pub fn retention(&self, records: RecordKind) -> Option<&Retention> {
        self.retentions.iter().find(|term| term.records == records)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{load, packs};

    fn until(law: &str, records: RecordKind, last_change: &str) -> String {
        let found = packs::LAWS.iter().find(|(file, _)| file.contains(law));
        let (file, source) = found.expect("the law is built in");
        let pack = load(source, file).expect("the law can be read");
        let term = pack.retention(records).expect("the law says it");
        let last_change = last_change.parse().expect("it is a time");
        let until = term.until(&pack, last_change).expect("calendars reach that far");
        until.to_rfc3339()
    }

    #[test]
    fn accounts_are_kept_from_the_end_of_their_year_and_claims_from_their_last_change() {
        for (law, records, last_change, expected) in [
            (
                "eu",
                RecordKind::Accounts,
                "2026-03-02T09:00:00Z",
                "2036-12-31T23:00:00+00:00",
            ),
            (
                "eu",
                RecordKind::Accounts,
                "2026-12-31T23:30:00Z",
                "2037-12-31T23:00:00+00:00",
            ),
            (
                "eu",
                RecordKind::Claims,
                "2026-03-02T09:00:00Z",
                "2029-03-02T23:00:00+00:00",
            ),
            (
                "ph",
                RecordKind::Accounts,
                "2026-03-02T09:00:00Z",
                "2032-12-31T16:00:00+00:00",
            ),
        ] {
            assert_eq!(until(law, records, last_change), expected, "{law} {last_change}");
        }
    }
}
