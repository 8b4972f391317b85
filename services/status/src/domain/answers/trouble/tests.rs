//! Parcels in each kind of trouble, and what is said of it.

use redress_contracts::redress::logistics::v1::TrackingNumber;
use redress_contracts::redress::orders::v1::OpenDeadline;
use redress_contracts::redress::returns::v1::Return;

use super::super::samples::{hour, pack, records, shipped};
use super::*;

fn with(parcel: Parcel) -> Records {
    Records {
        shipments: vec![shipped("1Z1", parcel)],
        ..records()
    }
}

fn at(status: Status) -> Parcel {
    Parcel {
        status: status.into(),
        status_time: hour(5),
        ..Parcel::default()
    }
}

#[test]
fn nothing_in_trouble_is_said_so() {
    let calm = with(at(Status::InTransit));
    for answer in [
        why_sent_back,
        invalid_number,
        no_updates,
        nobody_at_home,
        customs_refused,
    ]
    .map(|ask| ask(&calm))
    {
        assert!(!answer.applies && answer.record_ids.is_empty(), "{answer:?}");
    }
}

#[test]
fn a_parcel_that_came_back_says_why_and_which_claim_is_open() {
    let table = [
        (
            at(Status::RefusedByRecipient),
            "it was not taken at the door",
            &["KW-12"][..],
        ),
        (
            at(Status::RefusedAtCustoms),
            "its duties were not paid",
            &["KW-17"],
        ),
        (
            Parcel {
                failed_attempt_count: 2,
                ..at(Status::Returning)
            },
            "nobody was there to take it (2 attempts)",
            &["KW-17"],
        ),
        (
            Parcel {
                carrier_status: "Address unknown.".to_owned(),
                ..at(Status::ReturnedToSender)
            },
            "gave no reason that is known here. The carrier says: Address unknown.",
            &["KW-17"],
        ),
    ];
    for (parcel, why, clauses) in table {
        let answer = why_sent_back(&with(parcel));
        assert!(answer.applies && answer.text.contains(why), "{}", answer.text);
        assert_eq!(
            (answer.clause_ids, answer.relevant_time),
            (clauses.iter().map(ToString::to_string).collect(), hour(5))
        );
    }
    let claim = Return {
        return_id: "ret_1".to_owned(),
        claimed_parcel_id: "prc_1Z1".to_owned(),
        clause_ids: vec!["KW-06".to_owned()],
        ..Return::default()
    };
    let claimed = Records {
        returns: vec![claim],
        ..with(at(Status::ReturnedToSender))
    };
    let answer = why_sent_back(&claimed);
    assert!(answer.text.contains("A claim over it is on record (ret_1)."));
    assert_eq!(answer.record_ids, ["prc_1Z1", "ret_1"]);
    assert_eq!(answer.clause_ids, ["KW-06", "KW-17"]);
}

#[test]
fn a_wrong_number_is_told_with_its_flaw_and_a_corrected_one_with_the_right_one() {
    let number = |tracking_number: &str, flaw: &str| TrackingNumber {
        tracking_number: tracking_number.to_owned(),
        flaw: flaw.to_owned(),
        ..TrackingNumber::default()
    };
    let wrong = Parcel {
        number_state: NumberState::Invalid.into(),
        numbers: vec![number("1Z1", "wrong_check_digit")],
        ..Parcel::default()
    };
    let answer = invalid_number(&with(wrong.clone()));
    assert_eq!(
        answer.text,
        "The number 1Z1 looks wrong (wrong check digit); please check it and give the right one."
    );
    let asked = Parcel {
        deadlines: vec![OpenDeadline {
            kind: "tracking_correction".to_owned(),
            due_time: hour(30),
            clause_ids: vec!["KC-13".to_owned()],
            ..OpenDeadline::default()
        }],
        ..wrong
    };
    let answer = invalid_number(&with(asked));
    assert!(
        answer
            .text
            .contains("the right one is asked for before 2 March 2026"),
        "{}",
        answer.text
    );
    assert_eq!(
        (answer.clause_ids, answer.relevant_time),
        (vec!["KC-13".to_owned()], hour(30))
    );
    let corrected = Parcel {
        number_state: NumberState::Valid.into(),
        numbers: vec![number("1Z0", "wrong_check_digit"), number("1Z1", "")],
        ..Parcel::default()
    };
    let answer = invalid_number(&with(corrected));
    assert!(answer.applies);
    assert_eq!(answer.text, "The number 1Z0 was wrong and was corrected to 1Z1.");
}

#[test]
fn a_stalled_parcel_is_told_with_the_time_of_its_last_move() {
    let moving = Parcel {
        move_time: hour(4),
        ..at(Status::InTransit)
    };
    let answer = no_updates(&with(moving.clone()));
    assert!(
        !answer.applies
            && answer
                .text
                .starts_with("There are updates: Parcel ups 1Z1 last moved on")
    );
    let stalled = Records {
        pack: pack("kakaclo"),
        ..with(Parcel {
            is_stalled: true,
            ..moving.clone()
        })
    };
    let answer = no_updates(&stalled);
    assert!(
        answer.applies && answer.text.contains("has not moved since"),
        "{}",
        answer.text
    );
    assert_eq!(
        (answer.clause_ids, answer.relevant_time),
        (vec!["KC-14".to_owned()], hour(4))
    );
    let ended = with(Parcel {
        is_stalled: true,
        is_ended: true,
        ..moving
    });
    assert!(!no_updates(&ended).applies);
}

#[test]
fn an_attempt_in_vain_stays_told_after_the_delivery() {
    let table = [
        (
            Status::DeliveryAttemptFailed,
            0,
            "1 attempt; the carrier says when it tries again",
        ),
        (
            Status::AvailableForPickup,
            2,
            "2 attempts; it waits to be picked up",
        ),
        (Status::Delivered, 1, "1 attempt; it was delivered since"),
        (Status::Returning, 3, "3 attempts; it goes back to the sender"),
    ];
    for (status, failed_attempt_count, text) in table {
        let answer = nobody_at_home(&with(Parcel {
            failed_attempt_count,
            ..at(status)
        }));
        assert!(answer.applies && answer.text.contains(text), "{}", answer.text);
        assert_eq!(answer.record_ids, ["prc_1Z1"]);
    }
}

#[test]
fn what_the_customs_have_is_not_refused_yet() {
    let held = customs_refused(&with(at(Status::AtCustoms)));
    assert!(!held.applies && held.text.contains("is with the customs"));
    let refused = customs_refused(&with(at(Status::RefusedAtCustoms)));
    assert!(refused.applies && refused.text.contains("was refused at customs"));
    assert_eq!(
        (refused.clause_ids, refused.relevant_time),
        (vec!["KW-17".to_owned()], hour(5))
    );
}
