//! Where a message goes from every state, and how long it waits.

use chrono::TimeZone as _;
use redress_core::Ids;

use super::*;

const PATIENCE: Patience = Patience {
    first: TimeDelta::seconds(30),
    longest: TimeDelta::hours(1),
    attempts: 4,
};

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 5, 4, 8, 0, 0).unwrap()
}

fn message() -> Message {
    Message {
        message_id: Ids::seeded(1).next(now()),
        marketplace_id: "kajet".to_owned(),
        order_id: "ord_1".to_owned(),
        case_id: String::new(),
        change: "paid".to_owned(),
        party: Party::Buyer,
        party_id: "bo".to_owned(),
        recipient: "bo@example.com".to_owned(),
        sender_name: "Kajet".to_owned(),
        reply_to: String::new(),
        subject: "Paid".to_owned(),
        body: "Paid.".to_owned(),
        language: Language::English,
        state: State::Queued,
        create_time: now(),
        send_time: None,
        notify_due_time: None,
        clause_ids: Vec::new(),
        failure: String::new(),
        attempts: 0,
        last_error: None,
        last_error_code: String::new(),
        next_attempt_time: Some(now()),
        provider_reference: String::new(),
        bounce: None,
        trace_parent: None,
        revision: 1,
    }
}

fn not_taken(fault: Fault) -> Answer {
    Answer::NotTaken {
        fault,
        code: "451".to_owned(),
    }
}

fn tried(message: Message, answer: Answer) -> Message {
    message
        .taken_up(now() + TimeDelta::minutes(1))
        .answered(answer, &PATIENCE, now())
}

#[test]
fn each_answer_leads_to_its_state_and_only_open_ones_are_tried_again() {
    let taken = Answer::Taken {
        reference: "Q1".to_owned(),
    };
    let refused = Answer::Refused {
        code: "5.1.1".to_owned(),
    };
    let cases = [
        (taken, State::Sent, false),
        (not_taken(Fault::RefusedForNow), State::Failed, true),
        (not_taken(Fault::Form), State::GivenUp, false),
        (Answer::Unknown, State::Unknown, true),
        (refused, State::Bounced, false),
    ];
    for (answer, state, is_open) in cases {
        let next = tried(message(), answer);
        assert_eq!((next.state, next.next_attempt_time.is_some()), (state, is_open));
        assert_eq!((next.attempts, next.revision), (1, 3));
        assert_eq!(next.send_time.is_some(), state == State::Sent);
        assert_eq!(next.bounce.is_some(), state == State::Bounced);
        assert_eq!(next.failure.is_empty(), state == State::Sent);
    }
}

#[test]
fn each_wait_is_twice_the_one_before_until_the_message_is_given_up() {
    let mut waits = Vec::new();
    let mut tried_again = message();
    while tried_again.state != State::GivenUp {
        tried_again = tried(tried_again, not_taken(Fault::Connection));
        waits.extend(
            tried_again
                .next_attempt_time
                .map(|time| (time - now()).num_seconds()),
        );
    }
    assert_eq!((waits, tried_again.attempts), (vec![30, 60, 120], 4));
    assert_eq!(PATIENCE.wait(9), TimeDelta::hours(1));
    assert_eq!(PATIENCE.wait(i64::MAX), TimeDelta::hours(1));
    let mut waiting = message();
    for _ in 0..9 {
        waiting = tried(waiting, not_taken(Fault::Folder));
    }
    assert_eq!(waiting.state, State::Failed, "a folder is never given up");
}

#[test]
fn what_was_handed_over_can_come_back_once() {
    for state in State::ALL {
        let found = Message { state, ..message() };
        let back = found.come_back("5.1.1".to_owned(), now());
        let is_allowed = matches!(state, State::Sent | State::Unknown);
        assert_eq!(back.is_ok(), is_allowed, "{state}");
        if let Ok(back) = back {
            assert_eq!((back.state, back.next_attempt_time), (State::Bounced, None));
            assert!(back.bounce.is_some_and(|bounce| bounce.is_reported));
        }
    }
}

#[test]
fn every_word_is_found_again() {
    for state in State::ALL {
        assert_eq!(State::find(state.as_str()), Some(state));
    }
    for fault in Fault::ALL {
        assert_eq!(Fault::find(fault.as_str()), Some(fault));
    }
}
