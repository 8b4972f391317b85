//! A time zone by its IANA name, and the questions asked of it: which local day or time is it, and when does a local day begin.
//!
//! Holds always: the zone exists in the time-zone data that is compiled in.

use std::{borrow::Cow, fmt, str::FromStr};

use chrono::{
    DateTime, Datelike, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone,
    Utc,
};
use chrono_tz::Tz;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::{TIMESTAMP_YEARS, TimeError};

/// A time zone such as `Asia/Manila`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Cow<'_, str>", into = "&'static str")]
pub struct Zone(Tz);

/// A name that is no time zone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no time zone; an IANA name such as \"Asia/Manila\" is needed")]
pub struct UnknownZone(pub String);

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Zone = Zone(Tz::UTC);

    /// The IANA name.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// The local day on which an instant falls.
    pub fn local_date(self, instant: DateTime<Utc>) -> NaiveDate {
        self.local_time(instant).date()
    }

    /// What a clock in the zone shows at an instant.
    pub fn local_time(self, instant: DateTime<Utc>) -> NaiveDateTime {
        let utc = instant.naive_utc();
        // At the very ends of what chrono can say there is no local time; that in UTC is the nearest answer.
        let local = utc.checked_add_offset(self.0.offset_from_utc_datetime(&utc).fix());
        local.unwrap_or(utc)
    }

    /// The first instant of a local day: its midnight; the earlier of two when the clock was turned back over midnight; the
    /// moment of the change when it was turned forward over midnight. A day that the zone skipped altogether begins when
    /// the next one does.
    ///
    /// Error: [`TimeError::NoSuchDay`] outside of the years 1 to 9999.
    pub fn day_start(self, date: NaiveDate) -> Result<DateTime<Utc>, TimeError> {
        if !TIMESTAMP_YEARS.contains(&date.year()) {
            return Err(TimeError::NoSuchDay { date });
        }
        let midnight = date.and_time(NaiveTime::MIN);
        Ok(match self.0.from_local_datetime(&midnight) {
            MappedLocalTime::Single(start) | MappedLocalTime::Ambiguous(start, _) => start.to_utc(),
            MappedLocalTime::None => self.first_instant_on_or_after(date),
        })
    }

    /// Searches the change of the clock that skipped a midnight: local days do not run backwards around it, and no zone is
    /// more than 26 hours away from UTC.
    fn first_instant_on_or_after(self, date: NaiveDate) -> DateTime<Utc> {
        let midnight_utc = date.and_time(NaiveTime::MIN).and_utc();
        let (mut before, mut reached) = (-26 * 3600, 26 * 3600);
        while reached - before > 1 {
            let middle = before + (reached - before) / 2;
            if self.local_date(midnight_utc + TimeDelta::seconds(middle)) < date {
                before = middle;
            } else {
                reached = middle;
            }
        }
        midnight_utc + TimeDelta::seconds(reached)
    }
}

impl FromStr for Zone {
    type Err = UnknownZone;

    fn from_str(name: &str) -> Result<Self, UnknownZone> {
        name.parse().map(Zone).map_err(|_| UnknownZone(name.to_owned()))
    }
}

impl TryFrom<Cow<'_, str>> for Zone {
    type Error = UnknownZone;

    fn try_from(name: Cow<'_, str>) -> Result<Self, UnknownZone> {
        name.parse()
    }
}

impl From<Zone> for &'static str {
    fn from(zone: Zone) -> Self {
        zone.name()
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl JsonSchema for Zone {
    fn schema_name() -> Cow<'static, str> {
        "Zone".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "An IANA time zone.",
            "examples": ["Asia/Manila", "Europe/Paris"]
        })
    }
}
