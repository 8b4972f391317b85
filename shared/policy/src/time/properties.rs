//! What holds for every deadline: it comes after its start, grows with its span and its start, is never shortened by a suspension,
//! and does not depend on the order in which suspensions are given.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::calendar::Calendar;

fn instant() -> impl Strategy<Value = DateTime<Utc>> {
    // 2016-06-01 to 2026-06-01: with the longest span and all suspensions, calendars reach far enough.
    (1_464_739_200_000..1_780_272_000_000i64).prop_map(|ms| DateTime::from_timestamp_millis(ms).unwrap())
}

fn suspensions() -> impl Strategy<Value = Vec<Suspension>> {
    let one =
        (instant(), 1i64..60 * 24 * 3600).prop_map(|(from, secs)| (from, from + TimeDelta::seconds(secs)));
    proptest::collection::vec(one, 0..6).prop_map(|periods| {
        let named = periods.into_iter().enumerate();
        named
            .map(|(n, (from, to))| Suspension {
                id: n.to_string(),
                region: "PH".into(),
                from,
                to,
            })
            .collect()
    })
}

/// Suspensions near a start, so that they matter.
fn near(start: DateTime<Utc>, suspensions: Vec<Suspension>) -> Vec<Suspension> {
    let moved = |mut it: Suspension| {
        let length = it.to - it.from;
        it.from = start + TimeDelta::seconds((it.from - start).num_seconds() % (90 * 24 * 3600));
        it.to = it.from + length;
        it
    };
    suspensions.into_iter().map(moved).collect()
}

fn unit() -> impl Strategy<Value = Unit> {
    select(Unit::ALL.to_vec())
}

fn zone() -> impl Strategy<Value = Zone> {
    let names = [
        "Asia/Manila",
        "Europe/Paris",
        "America/Sao_Paulo",
        "America/New_York",
        "Pacific/Apia",
        "America/Havana",
    ];
    select(names.map(|name| name.parse().unwrap()).to_vec())
}

fn reckoning(zone: Zone, roll_to_working_day: bool, suspensions: &[Suspension]) -> Reckoning<'_> {
    Reckoning {
        zone,
        calendar: Calendar::of("PH"),
        suspensions,
        roll_to_working_day,
    }
}

/// Small enough that no deadline leaves the calendars.
fn sized(unit: Unit, n: i64) -> Span {
    let most = match unit {
        Unit::Hours => 800,
        Unit::Days => 200,
        Unit::WorkingDays => 100,
        Unit::Months => 18,
        Unit::Years => 2,
    };
    Span::new(unit, 1 + n % most).unwrap()
}

proptest! {
    #[test]
    fn a_deadline_comes_after_its_start_and_grows_with_its_span(
        start in instant(), zone in zone(), roll in any::<bool>(), unit in unit(), n in 0i64..1000, m in 0i64..1000,
        periods in suspensions(),
    ) {
        let periods = near(start, periods);
        let reckoning = reckoning(zone, roll, &periods);
        let (a, b) = (sized(unit, n), sized(unit, m));
        let (due_a, due_b) = (reckoning.deadline(start, a).unwrap().due, reckoning.deadline(start, b).unwrap().due);
        prop_assert!(due_a > start);
        prop_assert!(a.count() > b.count() || due_a <= due_b);
    }

    #[test]
    fn a_later_start_never_ends_earlier(
        start in instant(), later in 0i64..40 * 24 * 3600, zone in zone(), unit in unit(), n in 0i64..1000,
        roll in any::<bool>(), periods in suspensions(),
    ) {
        // The ends of months are clamped, so under a suspension the last days of a month may change places.
        let periods = if matches!(unit, Unit::Months | Unit::Years) { vec![] } else { near(start, periods) };
        let reckoning = reckoning(zone, roll, &periods);
        let due = reckoning.deadline(start, sized(unit, n)).unwrap().due;
        let due_later = reckoning.deadline(start + TimeDelta::seconds(later), sized(unit, n)).unwrap().due;
        prop_assert!(due <= due_later);
    }

    #[test]
    fn a_suspension_never_shortens_and_their_order_does_not_matter(
        start in instant(), zone in zone(), unit in unit(), n in 0i64..1000, roll in any::<bool>(),
        periods in suspensions().prop_flat_map(|periods| (Just(periods.clone()), Just(periods).prop_shuffle())),
        extra in suspensions(),
    ) {
        let (periods, shuffled) = (near(start, periods.0), near(start, periods.1));
        let span = sized(unit, n);
        let found = reckoning(zone, roll, &periods).deadline(start, span).unwrap();
        prop_assert_eq!(&reckoning(zone, roll, &shuffled).deadline(start, span).unwrap(), &found);
        prop_assert_eq!(found.suspended.is_nothing(), found.suspended.days == 0 && found.suspended.secs == 0);

        let more = [periods, near(start, extra)].concat();
        prop_assert!(reckoning(zone, roll, &more).deadline(start, span).unwrap().due >= found.due);
    }

    #[test]
    fn a_local_day_begins_when_its_date_is_first_reached(start in instant(), zone in zone()) {
        let date = zone.local_date(start);
        let begin = zone.day_start(date).unwrap();
        prop_assert!(begin <= start);
        prop_assert_eq!(zone.local_date(begin), date);
        prop_assert!(zone.local_date(begin - TimeDelta::microseconds(1)) < date);
    }
}
