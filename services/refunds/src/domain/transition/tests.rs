//! The whole state × command table, and what must hold for every cell of it.

use super::*;
use crate::domain::samples::{noon, refund};

/// Where each command leads from each state; `-` is a rejection.
const TABLE: &str = "
                        take_up    applied   not_applied pending       unknown       never_seen reversed set_details     confirm_paid confirm_unpaid resolve_paid resolve_unpaid resolve_retry report_reversal due
requested               submitting -         -           -             -             -          -        -               -            -              -            -              -             -               requested
awaiting_payout_details -          -         -           -             -             -          -        awaiting_payout -            -              -            -              -             -               awaiting_payout_details
awaiting_payout         -          -         -           -             -             -          -        -               succeeded    failed         -            -              -             -               awaiting_payout
submitting              submitting succeeded failed      pending       unknown       submitting reversed -               -            -              -            -              -             reversed        submitting
pending                 pending    succeeded failed      pending       pending       submitting reversed -               -            -              -            -              -             reversed        pending
unknown                 unknown    succeeded failed      pending       unknown       submitting reversed -               -            -              -            -              -             reversed        unknown
manual_review           -          -         -           -             -             -          -        -               -            -              succeeded    failed         submitting    reversed        manual_review
succeeded               -          -         -           -             -             -          -        -               -            -              -            -              -             reversed        -
failed                  -          -         -           -             -             -          -        -               -            -              -            -              -             -               failed
reversed                -          -         -           -             -             -          -        -               -            -              -            -              -             -               -
";

const PATIENCE: Patience = Patience {
    base: Duration::from_secs(2),
    factor: 3.0,
    longest: Duration::from_secs(60),
    questions: 5,
};

fn command(name: &str) -> Command {
    let text = || "because".to_owned();
    let record = Command::Record;
    match name {
        "take_up" => Command::TakeUp,
        "applied" => record(Answer::Applied { reference: text() }),
        "not_applied" => record(Answer::NotApplied { reason: text() }),
        "pending" => record(Answer::Pending),
        "unknown" => record(Answer::Unknown),
        "never_seen" => record(Answer::NeverSeen),
        "reversed" => record(Answer::Reversed { reference: text() }),
        "set_details" => Command::SetPayoutDetails {
            hint: "6789".to_owned(),
        },
        "confirm_paid" => Command::ConfirmPayout {
            is_paid: true,
            reference: text(),
        },
        "confirm_unpaid" => Command::ConfirmPayout {
            is_paid: false,
            reference: text(),
        },
        "resolve_paid" => Command::Resolve {
            resolution: Resolution::Paid,
            reason: text(),
        },
        "resolve_unpaid" => Command::Resolve {
            resolution: Resolution::NotPaid,
            reason: text(),
        },
        "resolve_retry" => Command::Resolve {
            resolution: Resolution::Retry,
            reason: text(),
        },
        "report_reversal" => Command::ReportReversal { reference: text() },
        "due" => Command::PassDueTime,
        other => panic!("no command {other}"),
    }
}

fn in_state(state: State) -> Refund {
    Refund { state, ..refund() }
}

fn decide(before: &Refund, name: &str) -> Result<Transition, Rejection> {
    before.decide(command(name), &PATIENCE, noon())
}

/// Runs `check` on every cell: state, command, and where it leads.
fn each_cell(mut check: impl FnMut(State, &str, Option<State>)) {
    let mut rows = TABLE.trim().lines();
    let commands: Vec<&str> = rows.next().unwrap().split_whitespace().collect();
    let rows: Vec<Vec<&str>> = rows.map(|row| row.split_whitespace().collect()).collect();
    assert_eq!(rows.len(), State::ALL.len(), "every state has its row");
    for row in rows {
        let state: State = row[0].parse().unwrap();
        assert_eq!(row.len(), commands.len() + 1);
        for (name, cell) in commands.iter().zip(&row[1..]) {
            check(state, name, (*cell != "-").then(|| cell.parse().unwrap()));
        }
    }
}

#[test]
fn every_command_leads_where_the_table_says() {
    each_cell(|state, name, expected| {
        let reached = decide(&in_state(state), name).map(|next| next.refund.state);
        assert_eq!(reached.ok(), expected, "{name} in {state}");
    });
}

#[test]
fn a_rejection_names_the_state_and_those_that_would_allow_it() {
    each_cell(|state, name, expected| {
        if expected.is_some() {
            return;
        }
        let Err(Rejection::IllegalState {
            state: named,
            allowed,
            ..
        }) = decide(&in_state(state), name)
        else {
            panic!("{name} in {state} is not rejected as an illegal state");
        };
        assert_eq!(named, state);
        assert!(!allowed.is_empty());
        for other in State::ALL {
            assert_eq!(
                allowed.contains(other),
                decide(&in_state(*other), name).is_ok(),
                "{name} in {other}"
            );
        }
    });
}

#[test]
fn money_is_where_the_state_says_after_every_step() {
    let standing = |state: State| match state {
        State::Succeeded => (0, 1),
        State::Failed | State::Reversed => (0, 0),
        _ => (1, 0),
    };
    each_cell(|state, name, _| {
        let Ok(next) = decide(&in_state(state), name) else {
            return;
        };
        let (mut held, mut refunded) = standing(state);
        for movement in &next.movements {
            match movement {
                Movement::Captured | Movement::Held => held += 1,
                Movement::Paid => (held, refunded) = (held - 1, refunded + 1),
                Movement::Released => held -= 1,
                Movement::Reversed => refunded -= 1,
            }
            assert!(held >= 0 && refunded >= 0, "{name} in {state}");
        }
        assert_eq!((held, refunded), standing(next.refund.state), "{name} in {state}");
    });
}

#[test]
fn every_step_is_a_revision_and_a_new_state_that_others_know_is_told() {
    each_cell(|state, name, _| {
        let Ok(next) = decide(&in_state(state), name) else {
            return;
        };
        assert_eq!(next.refund.revision, refund().revision + 1);
        let is_internal = next.refund.state == State::Submitting || next.refund.state == state;
        assert_eq!(
            next.announcements.is_empty(),
            is_internal && name != "due",
            "{name} in {state}"
        );
        assert_eq!(
            next.refund.settle_time.is_some(),
            next.movements.last().is_some(),
            "{name} in {state}"
        );
    });
}

#[test]
fn only_an_unanswered_refund_is_asked_about_and_only_an_unseen_or_released_one_is_sent() {
    each_cell(|state, name, _| {
        let Ok(next) = decide(&in_state(state), name) else {
            return;
        };
        let expected = match name {
            "pending" | "unknown" => NextCall::Ask(PATIENCE.base),
            "never_seen" | "resolve_retry" => NextCall::Send,
            "take_up" | "set_details" | "due" => NextCall::Keep,
            _ => NextCall::Never,
        };
        assert_eq!(next.next_call, expected, "{name} in {state}");
    });
}

#[test]
fn questions_wait_longer_each_time_until_a_person_has_to_look() {
    let mut now = in_state(State::Submitting);
    let mut waits = Vec::new();
    while now.state != State::ManualReview {
        let next = decide(&now, "unknown").unwrap();
        if let NextCall::Ask(wait) = next.next_call {
            waits.push(wait.as_secs());
        }
        now = next.refund;
    }
    assert_eq!(waits, [2, 6, 18, 54, 60]);
    assert_eq!(now.unanswered_count, 6);
    let retried = decide(&now, "resolve_retry").unwrap();
    assert_eq!(retried.refund.unanswered_count, 0);
    assert_eq!(retried.refund.idempotency_key(), now.idempotency_key());
}

#[test]
fn a_key_that_was_never_seen_is_not_sent_for_ever() {
    let mut now = in_state(State::Submitting);
    let mut sent = 0;
    while now.state != State::ManualReview {
        now = decide(&now, "unknown").unwrap().refund;
        if now.state == State::Unknown {
            now = decide(&now, "never_seen").unwrap().refund;
            sent += 1;
        }
    }
    assert_eq!(sent, PATIENCE.questions);
}
