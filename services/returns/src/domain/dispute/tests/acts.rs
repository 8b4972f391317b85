//! Who may open a dispute over what, and what can be done to a dispute in which state.

use redress_policy::{DeadlineKind, Party};

use crate::domain::dispute::samples::{
    PAID_MINOR, body, book, clock, days, disputed, hearing, now, offer, open, open_after, pounds, returned,
    rules, stake, statement, verdict, word,
};
use crate::domain::dispute::{Act, Dispute, DisputeState, Offer, Opening, Outcome, RulingFor};
use crate::domain::rejection::Rejection;
use crate::domain::return_case::Return;
use crate::domain::words::ReturnState as R;

#[test]
fn who_may_dispute_a_return_follows_from_its_state() {
    // By buyer, seller and platform, where the seller decided it, and where somebody else did.
    let both = ["ok", "ok", "party"];
    let buyer = ["ok", "party", "party"];
    let nobody = ["state", "state", "party"];
    let table = [
        (R::Requested, nobody, nobody),
        (R::AwaitingEvidence, nobody, nobody),
        (R::UnderReview, both, both),
        (R::Approved, buyer, both),
        (R::Refused, both, both),
        (R::AwaitingParcel, buyer, both),
        (R::InTransit, nobody, nobody),
        (R::PartlyReceived, nobody, nobody),
        (R::Received, both, both),
        (R::Inspected, both, both),
        (R::Remedied, buyer, buyer),
        (R::Closed, buyer, buyer),
        (R::Withdrawn, nobody, nobody),
        (R::Expired, buyer, buyer),
        (R::Disputed, nobody, nobody),
    ];
    assert_eq!(table.len(), R::ALL.len());
    for (state, by_seller, by_other) in table {
        for (decided_by, expected) in [(Party::Seller, by_seller), (Party::System, by_other)] {
            let parties = [Party::Buyer, Party::Seller, Party::Platform];
            let answers = parties.map(|party| word(open(&mut returned(state, decided_by), party)));
            assert_eq!(answers, expected, "{state:?}, decided by {decided_by}");
        }
    }
}

/// Something done to a dispute.
type Command = fn(&mut (Return, Dispute)) -> Result<(), Rejection>;

fn commands() -> [(Act, Command); 7] {
    [
        (Act::Hear, |(_, dispute)| {
            dispute.hear(statement(Party::Seller, now()))
        }),
        (Act::Propose, |(case, dispute)| {
            dispute.propose(case, offer(Party::Seller, 100), (true, PAID_MINOR), now())
        }),
        (Act::Answer, |(_, dispute)| {
            dispute.answer("p1", (Party::Seller, false)).map(drop)
        }),
        (Act::Rule, |(case, dispute)| {
            let stake = stake();
            let verdict = verdict(RulingFor::BuyerInPart, Some(100));
            dispute
                .rule(&mut hearing(case, &stake, now()), &verdict, None)
                .map(drop)
        }),
        (Act::Appeal, |(case, dispute)| {
            let book = book(case, 0);
            dispute.appeal((case, &book), statement(Party::Buyer, now()), None)
        }),
        (Act::Escalate, |(case, dispute)| {
            let book = book(case, 0);
            dispute.escalate((case, &book), (&body(true), "7".into()), now())
        }),
        (Act::RecordOutcome, |(case, dispute)| {
            let stake = stake();
            let outcome = Outcome {
                text: "Nothing.".into(),
                amount: None,
            };
            dispute
                .record_outcome(&mut hearing(case, &stake, now()), outcome)
                .map(drop)
        }),
    ]
}

/// A dispute over a refused return in some state, reached by what people do.
fn standing(state: DisputeState) -> (Return, Dispute) {
    let (mut case, mut dispute) = disputed(R::Refused);
    let stake = stake();
    dispute
        .propose(&case, offer(Party::Buyer, 100), (true, PAID_MINOR), now())
        .unwrap();
    let appeal = clock(DeadlineKind::Appeal, now(), 7);
    let for_seller = verdict(RulingFor::Seller, None);
    match state {
        DisputeState::Open => {}
        DisputeState::Settled => {
            let proposal = dispute.answer("p1", (Party::Seller, true)).unwrap().unwrap();
            let mut hearing = hearing(&mut case, &stake, now());
            dispute.settle(&mut hearing, &proposal, Party::Seller).unwrap();
        }
        DisputeState::Ruled | DisputeState::Appealed => {
            let mut hearing = hearing(&mut case, &stake, now());
            dispute.rule(&mut hearing, &for_seller, Some(&appeal)).unwrap();
            if state == DisputeState::Appealed {
                let book = book(&case, 0);
                dispute
                    .appeal((&mut case, &book), statement(Party::Buyer, now()), None)
                    .unwrap();
                dispute
                    .propose(&case, offer(Party::Buyer, 100), (true, PAID_MINOR), now())
                    .unwrap();
                // The proposal of before the ruling is closed; this test answers the first one.
                dispute.proposals.remove(0);
                dispute.proposals[0].proposal_id = "p1".into();
            }
        }
        DisputeState::External => {
            let book = book(&case, 0);
            dispute
                .escalate((&mut case, &book), (&body(true), "7".into()), now())
                .unwrap();
        }
        DisputeState::Closed => {
            let mut hearing = hearing(&mut case, &stake, now());
            dispute.rule(&mut hearing, &for_seller, None).unwrap();
        }
    }
    assert_eq!(dispute.state, state);
    assert_eq!(dispute.is_pending(), case.state == R::Disputed, "{state:?}");
    (case, dispute)
}

#[test]
fn each_state_takes_what_the_table_says() {
    for state in DisputeState::ALL {
        for (act, command) in commands() {
            let expected = if act.allowed().contains(state) {
                "ok"
            } else {
                "state"
            };
            assert_eq!(
                word(command(&mut standing(*state))),
                expected,
                "{act:?} when {state:?}"
            );
        }
    }
}

#[test]
fn units_that_another_return_holds_cannot_be_disputed() {
    let mut case = returned(R::Refused, Party::Seller);
    let (rules, stake, book) = (rules(), stake(), book(&case, 1));
    let opening = Opening {
        dispute_id: "rdp_1".into(),
        statement: statement(Party::Buyer, now()),
        rules: &rules,
        judgement: None,
        stake: &stake,
        book: &book,
        before: None,
    };
    assert_eq!(word(Dispute::open(&mut case, opening)), "precondition");
    assert_eq!(case, returned(R::Refused, Party::Seller));
}

#[test]
fn what_was_refunded_in_full_leaves_nothing_to_dispute() {
    let mut case = returned(R::Closed, Party::Seller);
    let remedy = case.remedy.as_mut().unwrap();
    remedy.refund.as_mut().unwrap().amount_minor = PAID_MINOR;
    assert_eq!(word(open(&mut case, Party::Buyer)), "precondition");
}

#[test]
fn how_a_dispute_ended_is_final_until_something_else_is_decided() {
    for (state, expected) in [
        (DisputeState::Open, "precondition"),
        (DisputeState::Ruled, "precondition"),
        (DisputeState::Closed, "precondition"),
    ] {
        let (mut case, before) = standing(state);
        assert_eq!(
            word(open_after(
                &mut case,
                Party::Buyer,
                (Some(&before), now() + days(1))
            )),
            expected,
            "{state:?}"
        );
    }
    let (mut case, before) = standing(DisputeState::Closed);
    case.decided.as_mut().unwrap().time = now() + days(1);
    assert_eq!(
        word(open_after(
            &mut case,
            Party::Buyer,
            (Some(&before), now() + days(2))
        )),
        "ok"
    );
}

#[test]
fn an_offer_fits_the_policy_the_amount_and_where_the_goods_are() {
    let (mut case, mut dispute) = disputed(R::Received);
    case.lines[0].received_quantity = 2;
    let most = (true, PAID_MINOR);
    let leaves = |minor| Offer {
        keeps_goods: false,
        ..offer(Party::Buyer, minor)
    };
    let dollars = Offer {
        amount: redress_core::Money::new(1, "USD".parse().unwrap()),
        ..leaves(1)
    };
    for (offer, most, expected) in [
        (leaves(PAID_MINOR), most, "ok"),
        (leaves(PAID_MINOR + 1), most, "exceeds"),
        (leaves(1), (false, PAID_MINOR), "precondition"),
        (dollars, most, "fields"),
        (offer(Party::Buyer, 1), most, "fields"),
    ] {
        let about = format!("{offer:?}");
        assert_eq!(
            word(dispute.propose(&case, offer, most, now())),
            expected,
            "{about}"
        );
    }
}

#[test]
fn a_counter_offer_replaces_the_open_one_and_both_sides_have_to_accept() {
    let (case, mut dispute) = disputed(R::Refused);
    let most = (true, PAID_MINOR);
    dispute
        .propose(&case, offer(Party::Seller, 1_500), most, now())
        .unwrap();
    assert_eq!(word(dispute.answer("p1", (Party::Seller, true))), "party");
    assert_eq!(word(dispute.answer("p1", (Party::Platform, true))), "party");
    dispute
        .propose(&case, offer(Party::Buyer, 2_500), most, now())
        .unwrap();
    assert!(dispute.proposals[0].is_closed);
    assert_eq!(word(dispute.answer("p1", (Party::Buyer, true))), "precondition");
    assert_eq!(dispute.answer("p2", (Party::Seller, false)), Ok(None));
    assert_eq!(dispute.open_proposal(), None);
    dispute
        .propose(&case, offer(Party::Platform, 2_000), most, now())
        .unwrap();
    assert_eq!(dispute.answer("p3", (Party::Seller, true)), Ok(None));
    assert_eq!(word(dispute.answer("p3", (Party::Seller, true))), "party");
    let accepted = dispute.answer("p3", (Party::Buyer, true)).unwrap().unwrap();
    assert_eq!(accepted.amount_minor, 2_000);
    assert!(matches!(
        dispute.answer("p9", (Party::Buyer, true)),
        Err(Rejection::NotFound { .. })
    ));
}

#[test]
fn whoever_lost_may_appeal_while_the_time_runs() {
    for (ruling_for, minor, party, expected) in [
        (RulingFor::Buyer, None, Party::Seller, "ok"),
        (RulingFor::Buyer, None, Party::Buyer, "party"),
        (RulingFor::BuyerInPart, Some(100), Party::Buyer, "ok"),
        (RulingFor::BuyerInPart, Some(100), Party::Seller, "ok"),
        (RulingFor::Seller, None, Party::Buyer, "ok"),
        (RulingFor::Seller, None, Party::Seller, "party"),
        (RulingFor::Seller, None, Party::Platform, "party"),
    ] {
        for (late, expected) in [
            (days(6), expected),
            (
                days(7),
                if expected == "ok" {
                    "precondition"
                } else {
                    expected
                },
            ),
        ] {
            let (mut case, mut dispute) = disputed(R::Refused);
            let (stake, appeal) = (stake(), clock(DeadlineKind::Appeal, now(), 7));
            let verdict = verdict(ruling_for, minor);
            dispute
                .rule(&mut hearing(&mut case, &stake, now()), &verdict, Some(&appeal))
                .unwrap();
            let book = book(&case, 0);
            let outcome = dispute.appeal((&mut case, &book), statement(party, now() + late), None);
            assert_eq!(word(outcome), expected, "{ruling_for:?} by {party} after {late}");
        }
    }
}

#[test]
fn amounts_fit_the_ruling_and_what_was_paid() {
    use crate::domain::dispute::samples::FULL_MINOR;
    for (ruling_for, minor, expected) in [
        (RulingFor::BuyerInPart, None, "fields"),
        (RulingFor::BuyerInPart, Some(PAID_MINOR), "ok"),
        (RulingFor::BuyerInPart, Some(PAID_MINOR + 1), "exceeds"),
        (RulingFor::Buyer, Some(FULL_MINOR), "ok"),
        (RulingFor::Buyer, Some(FULL_MINOR + 1), "fields"),
        (RulingFor::Seller, Some(0), "ok"),
        (RulingFor::Seller, Some(1), "fields"),
    ] {
        let (mut case, mut dispute) = disputed(R::Refused);
        let stake = stake();
        let verdict = verdict(ruling_for, minor);
        let outcome = dispute.rule(&mut hearing(&mut case, &stake, now()), &verdict, None);
        assert_eq!(word(outcome), expected, "{ruling_for:?} {minor:?}");
    }
    let (mut case, mut dispute) = disputed(R::Refused);
    let stake = stake();
    let outcome = Outcome {
        text: "Too much.".into(),
        amount: Some(pounds(PAID_MINOR + 1)),
    };
    let book = book(&case, 0);
    dispute
        .escalate((&mut case, &book), (&body(true), "7".into()), now())
        .unwrap();
    let recorded = dispute.record_outcome(&mut hearing(&mut case, &stake, now()), outcome);
    assert_eq!(word(recorded), "exceeds");
    assert_eq!(dispute.state, DisputeState::External);
}
