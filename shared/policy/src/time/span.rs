//! The length of a window as a pack writes it: `{ hours = 24 }`, `{ days = 30 }`, `{ working_days = 5 }`, `{ months = 6 }`,
//! `{ years = 1 }`.
//!
//! Holds always: exactly one unit, a positive count, and no more than is sensible in that unit. What the span means on a
//! calendar is in `reckoning`.

use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize, Serializer, ser::SerializeMap};

/// The unit of a [`Span`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Elapsed hours.
    Hours,
    /// Calendar days in the policy's time zone.
    Days,
    /// Working days of the policy's calendar.
    WorkingDays,
    /// Calendar months.
    Months,
    /// Calendar years.
    Years,
}

impl Unit {
    /// Every unit.
    pub const ALL: [Unit; 5] = [
        Unit::Hours,
        Unit::Days,
        Unit::WorkingDays,
        Unit::Months,
        Unit::Years,
    ];

    /// The key in a pack: `working_days`.
    pub fn key(self) -> &'static str {
        match self {
            Unit::Hours => "hours",
            Unit::Days => "days",
            Unit::WorkingDays => "working_days",
            Unit::Months => "months",
            Unit::Years => "years",
        }
    }

    /// The largest count that a pack may write. More is a slip of the pen: a larger unit says it better, and calendars
    /// cover only so many working days.
    pub fn longest(self) -> u32 {
        match self {
            Unit::Hours => 24 * 366,
            Unit::Days => 3_660,
            Unit::WorkingDays => 520,
            Unit::Months => 240,
            Unit::Years => 50,
        }
    }

    fn words(self, count: u32) -> &'static str {
        match (self, count) {
            (Unit::Hours, 1) => "hour",
            (Unit::Hours, _) => "hours",
            (Unit::Days, 1) => "day",
            (Unit::Days, _) => "days",
            (Unit::WorkingDays, 1) => "working day",
            (Unit::WorkingDays, _) => "working days",
            (Unit::Months, 1) => "month",
            (Unit::Months, _) => "months",
            (Unit::Years, 1) => "year",
            (Unit::Years, _) => "years",
        }
    }
}

/// A positive number of hours, days, working days, months or years.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "Written")]
pub struct Span {
    unit: Unit,
    count: u32,
}

/// Why a span is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SpanError {
    /// No key, or more than one.
    #[error("a span has exactly one of hours, days, working_days, months, years; this one has {0}")]
    NotOneUnit(usize),
    /// Zero or less.
    #[error("{} = {count} is not positive", .unit.key())]
    NotPositive {
        /// The unit that was written.
        unit: Unit,
        /// The count that was written.
        count: i64,
    },
    /// More than [`Unit::longest`].
    #[error("{} = {count} is more than {}, the most that makes sense in this unit", .unit.key(), .unit.longest())]
    TooLong {
        /// The unit that was written.
        unit: Unit,
        /// The count that was written.
        count: i64,
    },
}

impl Span {
    /// A span of `count` units, from 1 to [`Unit::longest`].
    pub fn new(unit: Unit, count: i64) -> Result<Span, SpanError> {
        if count < 1 {
            return Err(SpanError::NotPositive { unit, count });
        }
        match u32::try_from(count) {
            Ok(count) if count <= unit.longest() => Ok(Span { unit, count }),
            _ => Err(SpanError::TooLong { unit, count }),
        }
    }

    /// Elapsed hours.
    pub fn hours(count: i64) -> Result<Span, SpanError> {
        Span::new(Unit::Hours, count)
    }

    /// Calendar days.
    pub fn days(count: i64) -> Result<Span, SpanError> {
        Span::new(Unit::Days, count)
    }

    /// Working days.
    pub fn working_days(count: i64) -> Result<Span, SpanError> {
        Span::new(Unit::WorkingDays, count)
    }

    /// Calendar months.
    pub fn months(count: i64) -> Result<Span, SpanError> {
        Span::new(Unit::Months, count)
    }

    /// Calendar years.
    pub fn years(count: i64) -> Result<Span, SpanError> {
        Span::new(Unit::Years, count)
    }

    /// What is counted.
    pub fn unit(self) -> Unit {
        self.unit
    }

    /// How many of them, at least 1.
    pub fn count(self) -> u32 {
        self.count
    }
}

/// `5 working days`
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.count, self.unit.words(self.count))
    }
}

/// A span as it is written, before it is known to be one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    hours: Option<i64>,
    days: Option<i64>,
    working_days: Option<i64>,
    months: Option<i64>,
    years: Option<i64>,
}

impl TryFrom<Written> for Span {
    type Error = SpanError;

    fn try_from(written: Written) -> Result<Self, SpanError> {
        let counts = [
            written.hours,
            written.days,
            written.working_days,
            written.months,
            written.years,
        ];
        let mut found = Unit::ALL
            .into_iter()
            .zip(counts)
            .filter_map(|(unit, count)| Some((unit, count?)));
        match (found.next(), found.count()) {
            (Some((unit, count)), 0) => Span::new(unit, count),
            (first, more) => Err(SpanError::NotOneUnit(usize::from(first.is_some()) + more)),
        }
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(self.unit.key(), &self.count)?;
        map.end()
    }
}

impl JsonSchema for Span {
    fn schema_name() -> Cow<'static, str> {
        "Span".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let one_of: Vec<Schema> = Unit::ALL
            .into_iter()
            .map(|unit| {
                json_schema!({
                    "type": "object",
                    "properties": {
                        unit.key(): { "type": "integer", "minimum": 1, "maximum": unit.longest() }
                    },
                    "required": [unit.key()],
                    "additionalProperties": false
                })
            })
            .collect();
        json_schema!({
            "description": "The length of a window, in exactly one unit: { days = 30 }.",
            "oneOf": one_of
        })
    }
}
