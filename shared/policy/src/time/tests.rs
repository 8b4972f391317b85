//! Known deadlines: summer time, month ends, holidays, suspensions, and what is refused.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use super::*;
use crate::calendar::Calendar;

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn local(zone: &str, text: &str) -> DateTime<Utc> {
    let wall = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
    zone.parse::<Tz>()
        .unwrap()
        .from_local_datetime(&wall)
        .earliest()
        .unwrap()
        .to_utc()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn span(text: &str) -> Span {
    let (count, key) = text.split_once(' ').unwrap();
    let unit = Unit::ALL.into_iter().find(|unit| unit.key() == key).unwrap();
    Span::new(unit, count.parse().unwrap()).unwrap()
}

fn suspension(id: &str, from: &str, to: &str) -> Suspension {
    Suspension {
        id: id.into(),
        region: "PH".into(),
        from: utc(from),
        to: utc(to),
    }
}

fn manila<'a>(suspensions: &'a [Suspension]) -> Reckoning<'a> {
    let zone = "Asia/Manila".parse().unwrap();
    Reckoning {
        zone,
        calendar: Calendar::of("PH"),
        suspensions,
        roll_to_working_day: false,
    }
}

/// The rows of a table: cells between bars, one row a line, lines that start with `#` say why.
fn rows<const N: usize>(table: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    let lines = table
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| {
        line.split('|')
            .map(str::trim)
            .collect::<Vec<_>>()
            .try_into()
            .unwrap()
    })
}

#[test]
fn days_and_months_end_with_a_local_day() {
    let table = "
        Asia/Manila       | 2026-01-10 23:30 | 30 days  | 2026-02-09 | 2026-02-09T16:00:00Z
        Asia/Manila       | 2026-01-10 00:00 | 30 days  | 2026-02-09 | 2026-02-09T16:00:00Z
        Asia/Manila       | 2025-12-31 08:00 | 1 days   | 2026-01-01 | 2026-01-01T16:00:00Z
        # the last day has 23 hours, or 25
        Europe/Paris      | 2026-03-15 12:00 | 14 days  | 2026-03-29 | 2026-03-29T22:00:00Z
        Europe/Paris      | 2026-10-11 12:00 | 14 days  | 2026-10-25 | 2026-10-25T23:00:00Z
        America/New_York  | 2026-03-01 23:59 | 7 days   | 2026-03-08 | 2026-03-09T04:00:00Z
        # Brazil skipped the midnight of 4 November 2018 and repeated the hour before that of 18 February
        America/Sao_Paulo | 2018-10-27 10:00 | 7 days   | 2018-11-03 | 2018-11-04T03:00:00Z
        America/Sao_Paulo | 2018-02-10 10:00 | 7 days   | 2018-02-17 | 2018-02-18T03:00:00Z
        # Cuba repeats the hour after midnight: the first of two midnights ends the day
        America/Havana    | 2025-10-26 10:00 | 6 days   | 2025-11-01 | 2025-11-02T04:00:00Z
        # Samoa had no 30 December 2011
        Pacific/Apia      | 2011-12-28 10:00 | 1 days   | 2011-12-29 | 2011-12-30T10:00:00Z
        # month ends and leap days
        Asia/Manila       | 2024-01-31 09:00 | 1 months | 2024-02-29 | 2024-02-29T16:00:00Z
        Asia/Manila       | 2025-01-31 09:00 | 1 months | 2025-02-28 | 2025-02-28T16:00:00Z
        Asia/Manila       | 2025-08-31 09:00 | 6 months | 2026-02-28 | 2026-02-28T16:00:00Z
        Asia/Manila       | 2025-07-15 09:00 | 6 months | 2026-01-15 | 2026-01-15T16:00:00Z
        Asia/Manila       | 2024-02-29 09:00 | 1 years  | 2025-02-28 | 2025-02-28T16:00:00Z
        Asia/Manila       | 2024-02-29 09:00 | 4 years  | 2028-02-29 | 2028-02-29T16:00:00Z
        Asia/Manila       | 2023-02-28 09:00 | 1 years  | 2024-02-28 | 2024-02-28T16:00:00Z";
    for [zone, start, length, last_day, due] in rows(table) {
        let found = deadline(local(zone, start), span(length), zone.parse().unwrap(), None, &[]).unwrap();
        assert_eq!(found.last_day, Some(day(last_day)), "{zone} {start} {length}");
        assert_eq!(found.due, utc(due), "{zone} {start} {length}");
        assert_eq!(found.calendar_version, None);
    }
}

#[test]
fn hours_are_elapsed_time_also_over_a_change_of_the_clock() {
    for (zone, start, due) in [
        ("America/New_York", "2026-03-07 12:00", "2026-03-08 13:00"),
        ("Europe/Paris", "2026-10-24 12:00", "2026-10-25 11:00"),
        ("Asia/Manila", "2026-03-07 12:34", "2026-03-08 12:34"),
    ] {
        let found = deadline(
            local(zone, start),
            span("24 hours"),
            zone.parse().unwrap(),
            None,
            &[],
        );
        assert_eq!(found.unwrap().due, local(zone, due), "{zone} {start}");
    }
}

#[test]
fn working_days_follow_the_calendar() {
    let table = "
        # Holy Week, and a start on one of its days off
        PH     | Asia/Manila       | 2026-03-30 10:00 | 5 working_days | 2026-04-08
        PH     | Asia/Manila       | 2026-04-04 10:00 | 1 working_days | 2026-04-06
        # the golden week, with a working Sunday before it and a working Saturday after it
        CN     | Asia/Shanghai     | 2025-09-26 10:00 | 5 working_days | 2025-10-10
        CN     | Asia/Shanghai     | 2025-09-26 10:00 | 6 working_days | 2025-10-11
        # Christmas
        FR     | Europe/Paris      | 2025-12-22 10:00 | 5 working_days | 2025-12-30
        GB-ENG | Europe/London     | 2025-12-22 10:00 | 5 working_days | 2025-12-31
        # over the year's end
        ID     | Asia/Jakarta      | 2025-12-30 10:00 | 2 working_days | 2026-01-02
        # All Souls and a weekend in which the clocks change
        BR     | America/Sao_Paulo | 2018-11-01 10:00 | 1 working_days | 2018-11-05";
    for [code, zone, start, length, last_day] in rows(table) {
        let calendar = Calendar::of(code);
        let found = deadline(
            local(zone, start),
            span(length),
            zone.parse().unwrap(),
            calendar,
            &[],
        )
        .unwrap();
        assert_eq!(found.last_day, Some(day(last_day)), "{code} {start} {length}");
        let next_midnight = format!("{} 00:00", day(last_day).succ_opt().unwrap());
        assert_eq!(found.due, local(zone, &next_midnight), "{code} {start} {length}");
        assert_eq!(found.calendar_version.as_deref(), calendar.map(Calendar::version));
    }
}

#[test]
fn a_last_day_off_rolls_to_the_next_working_day_when_asked() {
    let paris = |roll_to_working_day| Reckoning {
        calendar: Calendar::of("FR"),
        roll_to_working_day,
        ..Reckoning::in_zone("Europe/Paris".parse().unwrap())
    };
    let start = local("Europe/Paris", "2025-12-11 10:00");
    let kept = paris(false).deadline(start, span("14 days")).unwrap();
    assert_eq!((kept.last_day, kept.rolled_from), (Some(day("2025-12-25")), None));
    let rolled = paris(true).deadline(start, span("14 days")).unwrap();
    assert_eq!(
        (rolled.last_day, rolled.rolled_from),
        (Some(day("2025-12-26")), Some(day("2025-12-25")))
    );
    assert_eq!(
        rolled.calendar_version.as_deref(),
        Some("FR@holidays-0.108/2016-2030")
    );
    let hours = paris(true).deadline(start, span("336 hours")).unwrap();
    assert_eq!(hours.due, local("Europe/Paris", "2025-12-25 10:00"));

    let closed = [suspension(
        "spc_1",
        "2025-12-26T08:00:00Z",
        "2025-12-29T08:00:00Z",
    )];
    let rolled = Reckoning {
        suspensions: &closed,
        ..paris(true)
    }
    .deadline(start, span("14 days"));
    let rolled = rolled.unwrap();
    assert_eq!(
        rolled.last_day,
        Some(day("2025-12-30")),
        "a suspended day is no day to roll to"
    );
    assert_eq!(
        rolled.suspended,
        Suspended {
            days: 2,
            secs: 0,
            by: vec!["spc_1".into()]
        }
    );
}

#[test]
fn suspended_days_do_not_count() {
    // Day 0 is 1 June 2026 in Manila (UTC+8); ten days end with the 11th.
    let start = local("Asia/Manila", "2026-06-01 10:00");
    let flood = || suspension("flood", "2026-06-03T16:30:00Z", "2026-06-05T16:00:00Z"); // 4 and 5 June
    let storm = || suspension("storm", "2026-06-05T01:00:00Z", "2026-06-05T16:00:01Z"); // 5 June, a second of the 6th
    let before = || suspension("before", "2026-05-20T00:00:00Z", "2026-06-01T15:59:59Z"); // up to day 0
    let after = || suspension("after", "2026-06-11T16:00:00Z", "2026-06-30T00:00:00Z"); // from 12 June
    let empty = || suspension("empty", "2026-06-05T00:00:00Z", "2026-06-05T00:00:00Z");
    let cases: [(Vec<Suspension>, &str, u32, &[&str]); 6] = [
        (vec![], "2026-06-11", 0, &[]),
        (vec![before(), after(), empty()], "2026-06-11", 0, &[]),
        (vec![flood()], "2026-06-13", 2, &["flood"]),
        (
            vec![storm(), flood(), flood()],
            "2026-06-14",
            3,
            &["flood", "storm"],
        ),
        // Once the flood has moved the end, the window runs into the last one, too.
        (vec![after(), flood()], "2026-07-02", 21, &["flood", "after"]),
        (
            vec![suspension(
                "touching",
                "2026-06-11T15:59:59Z",
                "2026-06-11T16:00:00Z",
            )],
            "2026-06-12",
            1,
            &["touching"],
        ),
    ];
    for (suspensions, last_day, days, by) in cases {
        let found = manila(&suspensions).deadline(start, span("10 days")).unwrap();
        assert_eq!(found.last_day, Some(day(last_day)), "{suspensions:?}");
        assert_eq!(found.suspended.days, days, "{suspensions:?}");
        assert_eq!(found.suspended.by, by, "{suspensions:?}");
    }
}

#[test]
fn only_working_days_are_lost_to_working_days_and_only_time_to_hours() {
    // Thursday to Tuesday noon in Manila, with Independence Day on the Friday.
    let storm = [suspension(
        "storm",
        "2026-06-10T16:00:00Z",
        "2026-06-16T04:00:00Z",
    )];
    let start = local("Asia/Manila", "2026-06-08 10:00");
    let found = manila(&storm).deadline(start, span("4 working_days")).unwrap();
    assert_eq!(
        (found.last_day, found.suspended.days),
        (Some(day("2026-06-18")), 3)
    );

    let weekend = [suspension(
        "weekend",
        "2026-06-12T16:00:00Z",
        "2026-06-14T16:00:00Z",
    )];
    let found = manila(&weekend).deadline(start, span("8 working_days")).unwrap();
    assert_eq!(found.suspended, Suspended::default());

    let start = local("Asia/Manila", "2026-06-16 10:00");
    let found = manila(&storm).deadline(start, span("24 hours")).unwrap();
    assert_eq!(found.due, local("Asia/Manila", "2026-06-17 12:00"));
    assert_eq!(
        found.suspended,
        Suspended {
            days: 0,
            secs: 7_200,
            by: vec!["storm".into()]
        }
    );
}

#[test]
fn what_cannot_be_counted_is_an_error() {
    let start = utc("2026-06-01T00:00:00Z");
    let uncounted = deadline(start, span("5 working_days"), Zone::UTC, None, &[]);
    assert_eq!(
        uncounted,
        Err(TimeError::NoCalendar {
            needed_by: "working days"
        })
    );

    let late = deadline(
        utc("2030-12-30T00:00:00Z"),
        span("5 working_days"),
        Zone::UTC,
        Calendar::of("PH"),
        &[],
    );
    assert!(matches!(late, Err(TimeError::Calendar(_))), "{late:?}");

    let endless = [Suspension {
        id: "endless".into(),
        region: "PH".into(),
        from: start,
        to: DateTime::<Utc>::MAX_UTC,
    }];
    for length in ["5 hours", "5 days", "5 months"] {
        let found = manila(&endless).deadline(start, span(length));
        assert!(
            matches!(found, Err(TimeError::TooFar { .. })),
            "{length}: {found:?}"
        );
    }
    for edge in [DateTime::<Utc>::MAX_UTC, DateTime::<Utc>::MIN_UTC] {
        for length in ["5 hours", "5 days", "5 working_days", "5 years"] {
            assert!(
                manila(&[]).deadline(edge, span(length)).is_err(),
                "{edge} {length}"
            );
        }
    }
}

#[test]
fn a_span_is_one_positive_count_in_one_unit() {
    let parse = |text: &str| toml::from_str::<std::collections::BTreeMap<String, Span>>(text);
    for (text, words) in [
        ("window = { hours = 24 }", "24 hours"),
        ("window = { days = 30 }", "30 days"),
        ("window = { working_days = 5 }", "5 working days"),
        ("window = { months = 6 }", "6 months"),
        ("window = { years = 1 }", "1 year"),
    ] {
        let parsed = parse(text).unwrap();
        assert_eq!(parsed["window"].to_string(), words);
        assert_eq!(parse(&toml::to_string(&parsed).unwrap()).unwrap(), parsed);
    }
    for (text, reason) in [
        ("window = { days = 0 }", "days = 0 is not positive"),
        ("window = { hours = -24 }", "hours = -24 is not positive"),
        ("window = { days = 100000 }", "days = 100000 is more than 3660"),
        ("window = { hours = 9223372036854775807 }", "is more than 8784"),
        (
            "window = {}",
            "exactly one of hours, days, working_days, months, years; this one has 0",
        ),
        ("window = { days = 1, hours = 3 }", "this one has 2"),
        ("window = { weeks = 2 }", "unknown field `weeks`"),
        ("window = { days = 1.5 }", "invalid type: floating point"),
        ("window = 30", "invalid type: integer"),
    ] {
        let refused = parse(text).unwrap_err().to_string();
        assert!(refused.contains(reason), "{text}: {refused}");
    }
    let schema = schemars::schema_for!(Span).to_value();
    let longest: Vec<_> = (0..5)
        .map(|at| {
            schema["oneOf"][at]["properties"][Unit::ALL[at].key()]["maximum"]
                .as_u64()
                .unwrap()
        })
        .collect();
    assert_eq!(longest, [8_784, 3_660, 520, 240, 50]);
}

#[test]
fn a_zone_is_an_iana_name() {
    let zone: Zone = serde_json::from_str(r#""Asia/Manila""#).unwrap();
    assert_eq!(serde_json::to_string(&zone).unwrap(), r#""Asia/Manila""#);
    let refused = serde_json::from_str::<Zone>(r#""Asia/Manilla""#)
        .unwrap_err()
        .to_string();
    assert!(
        refused.starts_with("\"Asia/Manilla\" is no time zone"),
        "{refused}"
    );
}

#[test]
fn a_window_is_open_until_the_instant_it_is_due() {
    let opens = local("Asia/Manila", "2026-01-10 09:00");
    let window = manila(&[]).window(opens, span("30 days")).unwrap();
    let due = local("Asia/Manila", "2026-02-10 00:00");
    let instant = TimeDelta::microseconds(1);
    assert_eq!(window.state(opens - instant), WindowState::NotYetOpen { opens });
    assert_eq!(
        window.state(opens),
        WindowState::Open {
            remaining: due - opens
        }
    );
    assert_eq!(
        window.state(due - instant),
        WindowState::Open { remaining: instant }
    );
    assert_eq!(window.state(due), WindowState::Closed { when: due });
    let stored = serde_json::to_string(&window).unwrap();
    assert_eq!(serde_json::from_str::<Window>(&stored).unwrap(), window);
}

#[test]
fn the_later_of_two_windows_spans_both_and_the_earlier_is_what_they_share() {
    let from_shipment = manila(&[]).window(local("Asia/Manila", "2026-01-05 09:00"), span("30 days"));
    let from_delivery = manila(&[]).window(local("Asia/Manila", "2026-01-10 09:00"), span("30 days"));
    let (shipped, delivered) = (from_shipment.unwrap(), from_delivery.unwrap());
    let later = Window::later_of(shipped.clone(), delivered.clone());
    assert_eq!(
        (later.opens, later.closes),
        (shipped.opens, delivered.closes.clone())
    );
    let earlier = Window::earlier_of(delivered.clone(), shipped.clone());
    assert_eq!(
        (earlier.opens, &earlier.closes),
        (delivered.opens, &shipped.closes)
    );

    let never = Window::earlier_of(
        manila(&[])
            .window(local("Asia/Manila", "2026-06-01 09:00"), span("1 hours"))
            .unwrap(),
        shipped,
    );
    assert_eq!(
        never.state(never.opens),
        WindowState::Closed {
            when: never.closes.due
        }
    );
    assert_eq!(
        never.state(never.closes.due - TimeDelta::hours(1)),
        WindowState::Closed {
            when: never.closes.due
        }
    );
}
