//! Special periods: declared stretches of time in which clocks stand still.
//!
//! announced → running → over, by time alone. The end can be moved until the period is over; what has passed stays.

use chrono::{DateTime, Utc};
use redress_core::typed_id;
use serde::{Deserialize, Serialize};

use super::Rejection;

typed_id!(
    /// A special period.
    SpecialPeriodId,
    "spd"
);

/// The kinds a period can be of.
pub const KINDS: [&str; 4] = ["holiday_closure", "epidemic", "weather", "other"];

/// A declared period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SpecialPeriod {
    pub special_period_id: SpecialPeriodId,
    pub marketplace_id: String,
    /// One of [`KINDS`].
    pub kind: String,
    /// ISO 3166 alpha-2; empty for everywhere.
    pub region: String,
    pub start_time: DateTime<Utc>,
    /// The first instant after it; the start itself for one that was called off.
    pub end_time: DateTime<Utc>,
    pub reason: String,
    /// Counts its changes, from 1.
    pub revision: i64,
}

impl SpecialPeriod {
    /// Moves the end.
    ///
    /// # Errors
    ///
    /// The period is over, or the new end would rewrite what has passed.
    pub fn end_at(&self, end_time: DateTime<Utc>, now: DateTime<Utc>) -> Result<Self, Rejection> {
        if self.end_time <= now {
            return Err(Rejection::SpecialPeriodOver {
                special_period_id: self.special_period_id.to_string(),
                end_time: self.end_time,
            });
        }
        let earliest = now.max(self.start_time);
        if end_time < earliest {
            return Err(Rejection::EndTooEarly { earliest });
        }
        Ok(Self {
            end_time,
            revision: self.revision + 1,
            ..self.clone()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    fn day(day: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 2, day, 0, 0, 0).unwrap()
    }

    #[test]
    fn the_end_moves_until_the_period_is_over_and_never_into_the_past() {
        let period = SpecialPeriod {
            special_period_id: "spd_01jq0000000000000000000000".parse().unwrap(),
            marketplace_id: "kakaclo".to_owned(),
            kind: "holiday_closure".to_owned(),
            region: "CN".to_owned(),
            start_time: day(10),
            end_time: day(20),
            reason: "Spring Festival".to_owned(),
            revision: 1,
        };
        let check = |end, now, wanted: Option<u32>| {
            let moved = period.end_at(day(end), day(now));
            assert_eq!(
                moved.as_ref().ok().map(|moved| moved.end_time),
                wanted.map(day),
                "{end} at {now}: {moved:?}"
            );
        };
        // Announced: called off, shortened, prolonged, but not before its start.
        check(10, 5, Some(10));
        check(25, 5, Some(25));
        check(9, 5, None);
        // Running: from now on.
        check(15, 15, Some(15));
        check(14, 15, None);
        // Over.
        check(25, 20, None);
        assert_eq!(period.end_at(day(15), day(12)).unwrap().revision, 2);
    }
}
