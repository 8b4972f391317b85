//! Whatever happens, no more is refunded of a return than was paid for its lines.

use proptest::prelude::*;
use redress_policy::{DeadlineKind, Party};

use crate::domain::dispute::samples::{
    PAID_MINOR, body, book, clock, disputed, footing, hearing, now, offer, pounds, stake, statement, verdict,
};
use crate::domain::dispute::{Dispute, Outcome, RulingFor};
use crate::domain::return_case::Return;
use crate::domain::words::ReturnState as R;

#[derive(Clone, Copy, Debug)]
enum Step {
    Propose(Party, i64),
    Answer(Party, bool),
    Rule(RulingFor, i64),
    Appeal(Party),
    Lapse,
    Escalate(bool),
    Decide(i64),
    Force(i64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let party = || prop::sample::select(vec![Party::Buyer, Party::Seller, Party::Platform]);
    let step = prop_oneof![
        (party(), 1..6_000_i64).prop_map(|(party, minor)| Step::Propose(party, minor)),
        (party(), any::<bool>()).prop_map(|(party, accepts)| Step::Answer(party, accepts)),
        (prop::sample::select(RulingFor::ALL.to_vec()), 1..6_000_i64)
            .prop_map(|(by, minor)| Step::Rule(by, minor)),
        party().prop_map(Step::Appeal),
        Just(Step::Lapse),
        any::<bool>().prop_map(Step::Escalate),
        (0..6_000_i64).prop_map(Step::Decide),
        (1..6_000_i64).prop_map(Step::Force),
    ];
    prop::collection::vec(step, 1..16)
}

/// Does it, and says what became owed by it.
fn take((case, dispute): &mut (Return, Dispute), step: Step) -> i64 {
    let stake = stake();
    let entries = book(case, 0);
    let owed = match step {
        Step::Propose(party, minor) => {
            let most = dispute.left_minor(case, PAID_MINOR);
            let _ = dispute.propose(case, offer(party, minor), (true, most), now());
            None
        }
        Step::Answer(party, accepts) => {
            let id = format!("p{}", dispute.proposals.len());
            match dispute.answer(&id, (party, accepts)) {
                Ok(Some(proposal)) => dispute
                    .settle(&mut hearing(case, &stake, now()), &proposal, party)
                    .unwrap(),
                _ => None,
            }
        }
        Step::Rule(by, minor) => {
            let verdict = verdict(by, (by == RulingFor::BuyerInPart).then_some(minor));
            let appeal = clock(DeadlineKind::Appeal, now(), 7);
            let mut hearing = hearing(case, &stake, now());
            dispute
                .rule(&mut hearing, &verdict, Some(&appeal))
                .unwrap_or_default()
        }
        Step::Appeal(party) => {
            let _ = dispute.appeal((case, &entries), statement(party, now()), None);
            None
        }
        Step::Lapse => {
            dispute.lapse(now());
            None
        }
        Step::Escalate(pauses) => {
            let _ = dispute.escalate((case, &entries), (&body(pauses), "7".into()), now());
            None
        }
        Step::Decide(minor) => {
            let outcome = Outcome {
                text: "So be it.".into(),
                amount: (minor > 0).then(|| pounds(minor)),
            };
            let mut hearing = hearing(case, &stake, now());
            dispute.record_outcome(&mut hearing, outcome).unwrap_or_default()
        }
        Step::Force(minor) => {
            let by = (&stake, &footing());
            let on: (&[String], _) = (&[], entries.as_slice());
            case.force_refund((pounds(minor), "So be it."), by, on, now())
                .ok()
        }
    };
    owed.map_or(0, |debt| debt.breakdown.amount_minor)
}

proptest! {
    #[test]
    fn whatever_happens_units_and_money_add_up(
        state in prop::sample::select(vec![R::Refused, R::UnderReview, R::Inspected, R::Remedied, R::Closed, R::Expired]),
        steps in steps(),
    ) {
        let mut all = disputed(state);
        let mut owed = all.0.given_minor();
        for step in steps {
            owed += take(&mut all, step);
            let (case, dispute) = &all;
            prop_assert_eq!(case.given_minor(), owed);
            prop_assert!(owed <= PAID_MINOR, "{} is owed", owed);
            let lines = case.remedy.iter().filter_map(|remedy| remedy.refund.as_ref()).flat_map(|refund| &refund.lines);
            prop_assert_eq!(lines.map(|line| line.amount_minor).sum::<i64>(), owed);
            prop_assert_eq!(dispute.is_pending(), case.state == R::Disputed);
            prop_assert_eq!(dispute.is_pending(), dispute.taken.is_some());
            let is_held = case.lines[0].held_quantity == 2;
            prop_assert!(is_held || matches!(case.state, R::Refused | R::Expired), "{:?}", case);
            prop_assert!(is_held || owed == 0);
            prop_assert!(case.pause.is_none() || case.state == R::Disputed);
        }
    }
}
