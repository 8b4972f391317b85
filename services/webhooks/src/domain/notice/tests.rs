//! What follows from each outcome, and when something can be tried again or has to be forgotten.

use super::*;
use crate::domain::reading::Refund;
use crate::domain::source::SigningSecret;
use chrono::TimeZone;
use redress_core::Money;

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 5, 4, 8, 0, 0).unwrap()
}

fn notice(said: Said) -> Notice {
    let source = Source::new(
        "src_01jz0000000000000000000000".parse().unwrap(),
        ("kwoking".to_owned(), Provider::Stripe),
        String::new(),
        SigningSecret::new("a secret".to_owned()),
        now(),
    );
    let reading = Reading {
        event_id: "evt_1".to_owned(),
        event_type: "refund.updated".to_owned(),
        subject: "ref_1".to_owned(),
        event_time: None,
        said,
        sha256: "sha256:1".to_owned(),
    };
    let id = "ntc_01jz0000000000000000000000".parse().unwrap();
    Notice::new(id, &source, reading, ("sha256:2".to_owned(), 2), now())
}

fn pending() -> Notice {
    notice(Said::Facts(Facts::Refund(Refund {
        refund_id: "ref_1".to_owned(),
        reference: "re_1".to_owned(),
        amount: Money::new(500, "EUR".parse().unwrap()),
        is_paid: true,
    })))
}

/// The states after so many attempts with the same outcome, and when the last of them was followed by another.
fn after(outcome: fn(Why) -> Outcome, attempts: usize) -> (State, Option<i64>) {
    let mut notice = pending();
    for _ in 0..attempts {
        assert_eq!(notice.state, State::Pending);
        notice.record(outcome(Why::said("so")), now());
    }
    let wait = notice.next_attempt_time.map(|time| (time - now()).num_seconds());
    assert_eq!(notice.end_time.is_some(), wait.is_none());
    assert_eq!(notice.facts.is_none(), notice.state == State::Applied);
    (notice.state, wait)
}

#[test]
fn what_cannot_be_told_now_is_told_later_until_it_is_given_up() {
    type Row = (fn(Why) -> Outcome, usize, State, Option<i64>);
    let table: [Row; 10] = [
        (Outcome::Applied, 1, State::Applied, None),
        (Outcome::Ignored, 1, State::Ignored, None),
        (Outcome::Refused, 1, State::Refused, None),
        (Outcome::Unknown, 1, State::Pending, Some(5)),
        (Outcome::Unknown, 3, State::Pending, Some(1_800)),
        (Outcome::Unknown, 4, State::Ignored, None),
        (Outcome::Later, 1, State::Pending, Some(5)),
        (Outcome::Later, 4, State::Pending, Some(7_200)),
        (Outcome::Later, 9, State::Pending, Some(86_400)),
        (Outcome::Later, 10, State::GivenUp, None),
    ];
    for (outcome, attempts, state, wait) in table {
        assert_eq!(after(outcome, attempts), (state, wait), "{attempts} {state:?}");
    }
}

#[test]
fn only_what_ended_otherwise_than_applied_and_is_kept_can_be_tried_again() {
    for (outcome, state) in [
        (None, State::Pending),
        (Some(Outcome::Applied(Why::default())), State::Applied),
    ] {
        let mut notice = pending();
        if let Some(outcome) = outcome {
            notice.record(outcome, now());
        }
        assert_eq!(notice.state, state);
        assert!(matches!(notice.retry(now()), Err(Rejection::IllegalState { .. })));
        assert_eq!(notice.forget_time(TimeDelta::days(7)), None);
    }
    let mut notice = pending();
    notice.record(Outcome::Refused(Why::default()), now());
    assert_eq!(
        notice.forget_time(TimeDelta::days(7)),
        Some(now() + TimeDelta::days(7))
    );
    notice.retry(now()).unwrap();
    assert_eq!((notice.state, notice.attempt_count), (State::Pending, 0));
    notice.forget();
    assert!(notice.facts.is_some(), "it is to be applied");
    notice.record(Outcome::Refused(Why::default()), now());
    notice.forget();
    assert_eq!(notice.retry(now()), Err(Rejection::Forgotten));
}

#[test]
fn what_is_of_no_use_ends_at_once_and_is_not_kept() {
    let notice = notice(Said::NoUse("nobody needs it".to_owned()));
    assert_eq!((notice.state, notice.end_time), (State::Ignored, Some(now())));
    assert_eq!((notice.facts, notice.next_attempt_time), (None, None));
    assert_eq!(notice.why, Why::said("nobody needs it"));
}

#[test]
fn a_repetition_is_counted_and_a_contradiction_too() {
    let mut notice = pending();
    let later = now() + TimeDelta::hours(1);
    assert!(notice.came_again("sha256:1", later));
    assert!(!notice.came_again("sha256:9", later + TimeDelta::hours(1)));
    assert_eq!((notice.receive_count, notice.conflict_count), (2, 1));
    assert_eq!(notice.receive_time, later);
}
