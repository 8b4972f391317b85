//! Texts as instants: RFC 3339, or a local date and time in a zone.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// The forms of a local time that are taken.
const LOCAL_FORMS: [&str; 4] = [
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M",
];

/// The instant of `2018-08-15T11:30:33-03:00`, or of `2018-08-15 11:30:33` or `2018-08-15` (its midnight) in the zone.
///
/// A local time that the clock showed twice is the first of the two; one that it skipped is the instant it would have been
/// had the clock not been changed yet. `None` for any other text.
pub fn time_of(text: &str, zone: Tz) -> Option<DateTime<Utc>> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(time.to_utc());
    }
    let local = LOCAL_FORMS
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
        .or_else(|| {
            let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
            Some(date.and_time(NaiveTime::MIN))
        })?;
    instant_of(local, zone)
}

/// No zone has skipped more than a day.
const LONGEST_GAP_HALF_HOURS: i64 = 50;

fn instant_of(local: NaiveDateTime, zone: Tz) -> Option<DateTime<Utc>> {
    (0..=LONGEST_GAP_HALF_HOURS).find_map(|half_hours| {
        let gap = TimeDelta::minutes(30 * half_hours);
        let before = local.checked_sub_signed(gap)?;
        let instant = zone.from_local_datetime(&before).earliest()?;
        instant.to_utc().checked_add_signed(gap)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::America::Sao_Paulo;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    #[test]
    fn local_times_are_read_in_their_zone() {
        assert_eq!(
            time_of("2018-08-15 11:30:33", Sao_Paulo),
            Some(utc("2018-08-15T14:30:33Z"))
        );
        assert_eq!(
            time_of("2018-01-15T11:30", Sao_Paulo),
            Some(utc("2018-01-15T13:30:00Z"))
        );
        assert_eq!(
            time_of("2018-08-27", Sao_Paulo),
            Some(utc("2018-08-27T03:00:00Z"))
        );
        assert_eq!(
            time_of("2018-08-15T11:30:33+02:00", Sao_Paulo),
            Some(utc("2018-08-15T09:30:33Z"))
        );
    }

    #[test]
    fn a_midnight_that_summer_time_skipped_is_the_moment_of_the_change() {
        assert_eq!(
            time_of("2017-10-15 00:00:00", Sao_Paulo),
            Some(utc("2017-10-15T03:00:00Z"))
        );
        assert_eq!(
            time_of("2017-10-15 00:30:00", Sao_Paulo),
            Some(utc("2017-10-15T03:30:00Z"))
        );
    }

    #[test]
    fn a_time_that_came_twice_is_the_first() {
        assert_eq!(
            time_of("2018-02-17 23:30:00", Sao_Paulo),
            Some(utc("2018-02-18T01:30:00Z"))
        );
    }

    #[test]
    fn other_texts_are_no_times() {
        for text in [
            "",
            "yesterday",
            "15/08/2018",
            "2018-13-01",
            "2018-02-30 10:00:00",
            "1534331433",
        ] {
            assert_eq!(time_of(text, Sao_Paulo), None, "{text}");
        }
    }
}
