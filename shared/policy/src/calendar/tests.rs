//! The calendars against days that are known, against each other, and against a plain walk over the days.

use proptest::prelude::*;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn calendar(code: &str) -> &'static Calendar {
    Calendar::of(code).unwrap_or_else(|| panic!("no calendar {code}"))
}

#[test]
fn known_days_are_what_they_were() {
    let table = "
        PH     2026-04-01 works
        PH     2026-04-02 Maundy Thursday
        PH     2026-04-03 Good Friday
        PH     2026-04-05 weekend
        PH     2026-04-06 works
        PH     2027-03-09 about Eid al-Fitr
        # a Sunday and a Saturday worked for the golden week
        CN     2025-09-28 works
        CN     2025-10-11 works
        CN     2025-10-12 weekend
        # a Saturday worked for the new year
        TW     2025-02-08 works
        FR     2025-07-14 National Day
        DE     2025-06-19 works
        DE-BY  2025-06-19 Corpus Christi
        DE-BY  2025-10-03 German Unity Day
        DE-BE  2025-06-19 works
        GB     2026-04-06 works
        GB-ENG 2026-04-06 Easter Monday
        GB-SCT 2026-04-06 works
        US     2026-07-03 Independence Day (observed)
        # California does not keep Columbus Day
        US     2025-10-13 Columbus Day
        US-CA  2025-10-13 works
        # Friday and Saturday
        SA     2026-01-02 weekend
        SA     2026-01-04 works
        # a Friday and a Sunday before the weekend moved, and after
        AE     2021-11-05 weekend
        AE     2021-11-07 works
        AE     2022-11-04 works
        AE     2022-11-06 weekend
        # a Friday in Johor, likewise
        MY-01  2024-08-02 weekend
        MY-01  2025-08-01 works";
    for line in table
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        let (code, rest) = line.split_once(' ').unwrap();
        let (date, expected) = rest.trim().split_once(' ').unwrap();
        let found = match calendar(code).why_not(day(date)).unwrap() {
            None => "works".to_owned(),
            Some(DayOff::Weekend) => "weekend".to_owned(),
            Some(DayOff::Holiday {
                name,
                estimated: false,
            }) => name.to_owned(),
            Some(DayOff::Holiday {
                name,
                estimated: true,
            }) => format!("about {name}"),
        };
        assert_eq!(found, expected, "{line}");
        assert_eq!(
            calendar(code).is_working_day(day(date)).unwrap(),
            expected == "works",
            "{line}"
        );
    }
}

#[test]
fn every_data_file_is_embedded_and_every_calendar_reads() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/data/calendars");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .filter_map(|entry| {
            Some(
                entry
                    .unwrap()
                    .file_name()
                    .to_str()?
                    .strip_suffix(".txt")?
                    .to_owned(),
            )
        })
        .collect();
    files.sort();
    let countries: Vec<&str> = Calendar::codes().filter(|code| code.len() == 2).collect();
    assert_eq!(countries, files);

    for code in Calendar::codes() {
        let calendar = calendar(code);
        assert_eq!(calendar.code(), code);
        assert!(
            calendar.version().starts_with(&format!("{code}@")),
            "{}",
            calendar.version()
        );
        assert_eq!(
            calendar.covers(),
            (day("2016-01-01"), day("2030-12-31")),
            "{code}"
        );
        for year in 2016..=2030 {
            let before = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
            let last = NaiveDate::from_ymd_opt(year, 12, 31).unwrap();
            let count = calendar.working_days_between(before, last).unwrap();
            assert!(
                (230..=260).contains(&count),
                "{code} has {count} working days in {year}"
            );
        }
    }
}

#[test]
fn a_date_without_data_is_an_error_that_says_what_is_covered() {
    let philippines = calendar("PH");
    let past_the_end = CalendarError::OutOfRange {
        calendar: "PH",
        date: day("2031-01-01"),
        covers: (day("2016-01-01"), day("2030-12-31")),
    };
    assert_eq!(
        past_the_end.to_string(),
        "the calendar PH covers 2016-01-01 to 2030-12-31, not 2031-01-01"
    );
    assert_eq!(
        philippines.is_working_day(day("2031-01-01")),
        Err(past_the_end.clone())
    );
    assert_eq!(
        philippines.add_working_days(day("2030-12-30"), 5),
        Err(past_the_end.clone())
    );
    assert_eq!(
        philippines.working_days_between(day("2030-12-30"), day("2031-01-01")),
        Err(past_the_end)
    );
    for date in [day("2015-12-31"), NaiveDate::MIN, NaiveDate::MAX] {
        assert!(philippines.why_not(date).is_err(), "{date}");
        assert!(philippines.add_working_days(date, 0).is_err(), "{date}");
    }
    for code in ["", "P", "ph", "XX", "PH-", "GB-XXX", "é"] {
        assert_eq!(Calendar::of(code), None, "{code:?}");
    }
}

#[test]
fn days_off_explain_a_count() {
    let off: Vec<_> = calendar("PH")
        .days_off_between(day("2026-04-01"), day("2026-04-06"))
        .unwrap()
        .map(|(date, why)| (date.to_string(), matches!(why, DayOff::Weekend)))
        .collect();
    let expected = [
        ("2026-04-02", false),
        ("2026-04-03", false),
        ("2026-04-04", false),
        ("2026-04-05", true),
    ];
    assert_eq!(off, expected.map(|(date, weekend)| (date.to_owned(), weekend)));
    let friday_and_saturday: Vec<u8> = calendar("SA").weekend(day("2026-01-01")).unwrap().collect();
    assert_eq!(friday_and_saturday, [5, 6]);
}

proptest! {
    #[test]
    fn counting_agrees_with_a_walk_over_the_days(
        code in proptest::sample::select(vec!["PH", "CN", "SA", "AE", "US", "GB-SCT", "MY-01", "TW"]),
        start in 0u64..5_000,
        n in 1u32..200,
    ) {
        let calendar = calendar(code);
        let start = calendar.covers().0 + chrono::Days::new(start);
        let mut walked = start;
        let mut left = n;
        while left > 0 {
            walked = walked.succ_opt().unwrap();
            left -= u32::from(calendar.is_working_day(walked).unwrap());
        }
        prop_assert_eq!(calendar.add_working_days(start, n).unwrap(), walked);
        prop_assert_eq!(calendar.working_days_between(start, walked).unwrap(), n);
        prop_assert_eq!(calendar.working_days_between(walked, start).unwrap(), 0);
        let off = calendar.days_off_between(start, walked).unwrap().count();
        prop_assert_eq!(off as i64 + i64::from(n), (walked - start).num_days());
    }
}
