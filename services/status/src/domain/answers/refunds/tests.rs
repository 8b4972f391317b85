//! Refunds in each state, several of them, and what was kept back.

use redress_contracts::redress::orders::v1::Cancellation;
use redress_contracts::redress::policies::v1::{BreakdownPart as Part, Decision, RefundMethod};
use redress_contracts::redress::returns::v1::AppliedRemedy;

use super::super::samples::{eur, hour, records, refund};
use super::*;

fn with(refunds: Vec<Refund>) -> Records {
    Records { refunds, ..records() }
}

#[test]
fn a_refund_comes_as_its_state_says() {
    let base = |state| Refund {
        due_time: hour(24),
        settle_time: hour(8),
        payout_hint: "4321".to_owned(),
        clause_ids: vec!["KV-07".to_owned()],
        method: Some(RefundMethod {
            payout_options: vec!["gcash".to_owned(), "bank_account".to_owned()],
            ..RefundMethod::default()
        }),
        ..refund("ref_1", state)
    };
    let table = [
        (
            RefundState::Requested,
            "40.00 EUR is on its way; due before 2 March 2026",
            hour(24),
        ),
        (
            RefundState::Unknown,
            "40.00 EUR is on its way; due before",
            hour(24),
        ),
        (
            RefundState::AwaitingPayoutDetails,
            "40.00 EUR waits for the buyer to say where it goes: gcash, bank account; due before",
            hour(24),
        ),
        (
            RefundState::AwaitingPayout,
            "40.00 EUR waits to be paid out by hand",
            hour(24),
        ),
        (
            RefundState::ManualReview,
            "40.00 EUR is being looked at by a person",
            hour(24),
        ),
        (
            RefundState::Succeeded,
            "40.00 EUR was paid on 1 March 2026, 09:00",
            hour(8),
        ),
        (RefundState::Failed, "40.00 EUR could not be paid", hour(8)),
        (RefundState::Reversed, "40.00 EUR was paid and came back", hour(8)),
    ];
    for (state, text, time) in table {
        let answer = when_refund(&with(vec![base(state)]));
        assert!(answer.applies && answer.text.starts_with(text), "{}", answer.text);
        assert_eq!((answer.relevant_time, answer.amount), (time, eur(40)));
        assert_eq!(
            (answer.record_ids[0].as_str(), answer.clause_ids),
            ("ref_1", vec!["KV-07".to_owned()])
        );
    }
    let late = Refund {
        is_overdue: true,
        ..base(RefundState::Pending)
    };
    assert!(
        when_refund(&with(vec![late]))
            .text
            .ends_with("It is late, and the platform was told.")
    );
}

#[test]
fn of_several_refunds_the_newest_open_one_comes_first() {
    let answer = when_refund(&with(vec![
        refund("ref_3", RefundState::Succeeded),
        refund("ref_2", RefundState::Pending),
        refund("ref_1", RefundState::Succeeded),
    ]));
    assert_eq!(
        answer.text,
        "40.00 EUR is on its way. There are 3 refunds, 2 of them paid."
    );
    assert_eq!(answer.record_ids[0], "ref_2");
}

fn breakdown(lines: &[(Part, i64, i64, &str)]) -> Option<Breakdown> {
    let line = |(part, amount, withheld, message): &(Part, i64, i64, &str)| BreakdownLine {
        part: (*part).into(),
        amount: eur(*amount),
        withheld: eur(*withheld),
        message: (*message).to_owned(),
        clause_ids: vec!["KW-04".to_owned()],
        ..BreakdownLine::default()
    };
    Some(Breakdown {
        lines: lines.iter().map(line).collect(),
        amount: eur(lines.iter().map(|(_, amount, ..)| amount).sum()),
    })
}

#[test]
fn what_is_agreed_is_due_before_a_refund_is_on_record() {
    let mut found = records();
    assert!(!when_refund(&found).applies);
    found.cancellations = vec![Cancellation {
        cancellation_id: "can_1".to_owned(),
        refund: breakdown(&[(Part::Item, 30, 0, "")]),
        refund_due_time: hour(24),
        ..Cancellation::default()
    }];
    let answer = when_refund(&found);
    assert!(
        answer
            .text
            .starts_with("30.00 EUR is agreed and due before 2 March 2026"),
        "{}",
        answer.text
    );
    assert_eq!(answer.record_ids, ["can_1"]);
    found.returns = vec![Return {
        return_id: "ret_1".to_owned(),
        remedy: Some(AppliedRemedy {
            refund: breakdown(&[(Part::Item, 20, 0, "")]),
            clause_ids: vec!["KW-13".to_owned()],
            ..AppliedRemedy::default()
        }),
        ..Return::default()
    }];
    let answer = when_refund(&found);
    assert_eq!(answer.text, "20.00 EUR is agreed and due.");
    assert_eq!(
        (answer.record_ids, answer.clause_ids),
        (vec!["ret_1".to_owned()], vec!["KW-13".to_owned()])
    );
}

#[test]
fn what_was_kept_back_is_told_with_its_reason() {
    let cut = [
        (Part::Item, 40, 0, "The whole price goes back."),
        (Part::OriginalShipping, 0, 5, "Shipping stays with the shop."),
        (Part::RestockingFee, -6, 0, "Repacking"),
    ];
    let full = Refund {
        breakdown: breakdown(&cut[..1]),
        ..refund("ref_2", RefundState::Succeeded)
    };
    let partial = Refund {
        breakdown: breakdown(&cut),
        ..refund("ref_1", RefundState::Succeeded)
    };
    let answer = why_not_full(&with(vec![full.clone(), partial]));
    assert_eq!(
        answer.text,
        "Not refunded: original shipping, 5.00 EUR: Shipping stays with the shop. restocking fee, 6.00 EUR: Repacking."
    );
    assert_eq!(
        (answer.record_ids, answer.amount),
        (vec!["ref_1".to_owned()], eur(34))
    );
    assert_eq!(answer.clause_ids, ["KW-04", "KW-04"]);
    let answer = why_not_full(&with(vec![full]));
    assert_eq!(
        (answer.applies, answer.text.as_str()),
        (false, "Nothing was kept back of it.")
    );
    let asked = Return {
        return_id: "ret_1".to_owned(),
        decision: Some(Decision {
            breakdown: breakdown(&cut),
            ..Decision::default()
        }),
        ..Return::default()
    };
    let answer = why_not_full(&Records {
        returns: vec![asked],
        ..records()
    });
    assert!(
        answer.applies && answer.text.starts_with("Would not be refunded: "),
        "{}",
        answer.text
    );
    assert!(!why_not_full(&records()).applies);
}
