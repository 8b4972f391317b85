//! How disputes end: what is owed, and where the return stands afterwards.

use redress_policy::{DeadlineKind, Party, Remedy, Settlement};

use crate::domain::dispute::samples::{
    FULL_MINOR, PAID_MINOR, REMEDY_MINOR, body, book, breakdown, clock, days, disputed, hearing, now, offer,
    open, pounds, returned, stake, statement, verdict,
};
use crate::domain::dispute::{Dispute, DisputeState, Offer, Outcome, RulingFor};
use crate::domain::return_case::Return;
use crate::domain::words::ReturnState as R;

fn rule((case, dispute): &mut (Return, Dispute), (ruling_for, minor): (RulingFor, Option<i64>)) -> i64 {
    let (stake, appeal) = (stake(), clock(DeadlineKind::Appeal, now(), 7));
    let verdict = verdict(ruling_for, minor);
    let debt = dispute.rule(&mut hearing(case, &stake, now()), &verdict, Some(&appeal));
    debt.unwrap().map_or(0, |debt| debt.breakdown.amount_minor)
}

fn appeal((case, dispute): &mut (Return, Dispute), party: Party) {
    let judgement = clock(DeadlineKind::Judgement, now(), 14);
    let book = book(case, 0);
    let said = statement(party, now() + days(1));
    dispute.appeal((case, &book), said, Some(&judgement)).unwrap();
}

#[test]
fn an_open_dispute_holds_all_units_and_stops_the_clocks_of_the_return() {
    let (case, dispute) = disputed(R::Refused);
    assert_eq!((case.state, case.lines[0].held_quantity), (R::Disputed, 2));
    assert_eq!(case.disputed_state, Some(R::Refused));
    assert_eq!(case.dispute_id, "rdp_1");
    assert_eq!(case.clauses, ["KJ-07", "KJ-06"]);
    let (case, _) = disputed(R::AwaitingParcel);
    let kinds: Vec<DeadlineKind> = case.deadlines.iter().map(|clock| clock.kind).collect();
    assert_eq!(kinds, [DeadlineKind::Judgement]);
    assert_eq!(dispute.judgement_due_time, Some(now() + days(14)));
}

#[test]
fn a_ruling_gives_what_it_says_and_says_where_the_return_stands() {
    let in_full = (RulingFor::Buyer, None);
    let in_part = (RulingFor::BuyerInPart, Some(1_000));
    let for_seller = (RulingFor::Seller, None);
    // What was disputed, the ruling, what is owed by it, where the return stands, what it holds.
    let table = [
        (R::Refused, in_full, FULL_MINOR, R::Remedied, 2),
        (R::Refused, in_part, 1_000, R::Remedied, 2),
        (R::Refused, for_seller, 0, R::Refused, 0),
        (R::UnderReview, in_full, FULL_MINOR, R::Remedied, 2),
        (R::UnderReview, for_seller, 0, R::Refused, 0),
        (R::Approved, in_part, 1_000, R::Remedied, 2),
        (R::Approved, for_seller, 0, R::Approved, 2),
        (R::AwaitingParcel, for_seller, 0, R::AwaitingParcel, 2),
        (R::Received, in_full, FULL_MINOR, R::Remedied, 2),
        (R::Inspected, for_seller, 0, R::Inspected, 2),
        (R::Expired, in_full, FULL_MINOR, R::Remedied, 2),
        (R::Expired, for_seller, 0, R::Expired, 0),
        (R::Remedied, in_full, FULL_MINOR - REMEDY_MINOR, R::Remedied, 2),
        (R::Closed, in_part, 1_000, R::Remedied, 2),
        (R::Closed, for_seller, 0, R::Closed, 2),
    ];
    for (state, ruling, owed, ends, held) in table {
        let mut all = disputed(state);
        let given_before = all.0.given_minor();
        let about = format!("{state:?} {ruling:?}");
        assert_eq!(rule(&mut all, ruling), owed, "{about}");
        let (case, dispute) = all;
        assert_eq!(
            (case.state, dispute.state),
            (ends, DisputeState::Ruled),
            "{about}"
        );
        assert_eq!(case.lines[0].held_quantity, held, "{about}");
        assert_eq!(case.given_minor(), given_before + owed, "{about}");
        assert_eq!(dispute.amount_minor, Some(owed), "{about}");
        assert_eq!((case.disputed_state, dispute.taken), (None, None), "{about}");
        let appeal = case
            .deadlines
            .iter()
            .find(|clock| clock.kind == DeadlineKind::Appeal);
        let loser = if ruling.0 == RulingFor::Buyer {
            Party::Seller
        } else {
            Party::Buyer
        };
        assert_eq!(appeal.map(|clock| clock.party), Some(loser), "{about}");
    }
}

#[test]
fn a_seller_who_wins_over_an_approval_that_was_not_theirs_has_it_refused() {
    for state in [R::Approved, R::AwaitingParcel, R::Received, R::Inspected] {
        let mut case = returned(state, Party::System);
        let dispute = open(&mut case, Party::Seller).unwrap();
        let mut all = (case, dispute);
        rule(&mut all, (RulingFor::Seller, None));
        assert_eq!(
            (all.0.state, all.0.lines[0].held_quantity),
            (R::Refused, 0),
            "{state:?}"
        );
    }
}

#[test]
fn clocks_go_on_with_the_time_that_they_had_left() {
    let (mut case, mut dispute) = disputed(R::AwaitingParcel);
    let stake = stake();
    let later = now() + days(3);
    let for_seller = verdict(RulingFor::Seller, None);
    dispute
        .rule(&mut hearing(&mut case, &stake, later), &for_seller, None)
        .unwrap();
    assert_eq!(dispute.state, DisputeState::Closed);
    let [clock] = case.deadlines.as_slice() else {
        panic!("{:?}", case.deadlines)
    };
    assert_eq!(
        (clock.kind, clock.due_time),
        (DeadlineKind::ReturnParcel, now() + days(13))
    );
    let rma = case.approval.unwrap().rma.unwrap();
    assert_eq!(rma.expire_time, Some(now() + days(13)));
    assert_eq!(case.clauses, ["KJ-01", "KJ-07", "KJ-06"]);
}

#[test]
fn a_second_ruling_owes_only_what_the_first_did_not_and_takes_nothing_back() {
    // The first ruling, who appeals, the second, what is owed by it, what was overpaid in the end.
    let table = [
        (
            (RulingFor::Seller, None),
            Party::Buyer,
            (RulingFor::Buyer, None),
            FULL_MINOR,
            0,
        ),
        (
            (RulingFor::Seller, None),
            Party::Buyer,
            (RulingFor::Seller, None),
            0,
            0,
        ),
        (
            (RulingFor::BuyerInPart, Some(1_000)),
            Party::Buyer,
            (RulingFor::Buyer, None),
            FULL_MINOR - 1_000,
            0,
        ),
        (
            (RulingFor::BuyerInPart, Some(1_000)),
            Party::Seller,
            (RulingFor::BuyerInPart, Some(400)),
            0,
            600,
        ),
        (
            (RulingFor::Buyer, None),
            Party::Seller,
            (RulingFor::Seller, None),
            0,
            FULL_MINOR,
        ),
        (
            (RulingFor::Buyer, None),
            Party::Seller,
            (RulingFor::Buyer, None),
            0,
            0,
        ),
    ];
    for (first, by, second, owed, overpaid) in table {
        let mut all = disputed(R::Refused);
        let given = rule(&mut all, first);
        appeal(&mut all, by);
        assert_eq!(all.0.state, R::Disputed);
        assert_eq!(rule(&mut all, second), owed, "{first:?} {second:?}");
        let (case, dispute) = all;
        assert_eq!(dispute.state, DisputeState::Closed);
        assert_eq!(dispute.overpaid_minor(), overpaid, "{first:?} {second:?}");
        assert_eq!(case.given_minor(), given + owed);
        assert_eq!(
            case.state,
            if given + owed > 0 { R::Remedied } else { R::Refused }
        );
        assert!(case.deadlines.is_empty(), "{:?}", case.deadlines);
        let finals: Vec<bool> = dispute.rulings.iter().map(|ruling| ruling.is_final).collect();
        assert_eq!(finals, [false, true]);
    }
}

#[test]
fn a_ruling_that_nobody_appeals_becomes_final() {
    let mut all = disputed(R::Refused);
    rule(&mut all, (RulingFor::Buyer, None));
    let (_, mut dispute) = all;
    dispute.lapse(now() + days(7));
    assert_eq!(
        (dispute.state, dispute.close_time),
        (DisputeState::Closed, Some(now() + days(7)))
    );
    assert!(dispute.rulings[0].is_final && dispute.appeal_due_time.is_none());
}

#[test]
fn the_clock_of_an_appeal_runs_on_whatever_becomes_of_the_return() {
    let mut all = disputed(R::Inspected);
    rule(&mut all, (RulingFor::Seller, None));
    all.0.stop_all_clocks();
    assert!(all.0.has_clock(DeadlineKind::Appeal));
}

#[test]
fn a_settlement_is_owed_at_once_and_ends_the_dispute() {
    let (mut case, mut dispute) = disputed(R::Refused);
    dispute
        .propose(&case, offer(Party::Buyer, 2_500), (true, PAID_MINOR), now())
        .unwrap();
    let proposal = dispute.answer("p1", (Party::Seller, true)).unwrap().unwrap();
    let stake = stake();
    let debt = dispute
        .settle(&mut hearing(&mut case, &stake, now()), &proposal, Party::Seller)
        .unwrap()
        .unwrap();
    assert_eq!(debt.breakdown.amount_minor, 2_500);
    assert_eq!(debt.due_time, Some(now() + days(7)));
    assert_eq!((case.state, dispute.state), (R::Remedied, DisputeState::Settled));
    assert_eq!(case.remedy.unwrap().remedy, Remedy::Refund);
    assert!(case.deadlines.is_empty());
}

fn escalated(pauses: bool) -> (Return, Dispute) {
    let (mut case, mut dispute) = disputed(R::AwaitingParcel);
    let book = book(&case, 0);
    dispute
        .escalate(
            (&mut case, &book),
            (&body(pauses), "2026/7".into()),
            now() + days(2),
        )
        .unwrap();
    (case, dispute)
}

#[test]
fn a_body_outside_has_clocks_stand_still_where_the_policy_says_so() {
    for (pauses, due) in [(true, 10 + 62), (false, 10 + 2)] {
        let (mut case, mut dispute) = escalated(pauses);
        assert!(case.deadlines.is_empty());
        assert_eq!(case.pause.is_some(), pauses);
        let (stake, outcome) = (
            stake(),
            Outcome {
                text: "It cannot be shown.".into(),
                amount: None,
            },
        );
        let mut hearing = hearing(&mut case, &stake, now() + days(62));
        assert_eq!(dispute.record_outcome(&mut hearing, outcome), Ok(None));
        assert_eq!(
            (case.state, dispute.state),
            (R::AwaitingParcel, DisputeState::Closed)
        );
        assert_eq!(case.pause, None);
        let ends: Vec<_> = case.deadlines.iter().map(|clock| clock.due_time).collect();
        assert_eq!(ends, [now() + days(due)], "pauses: {pauses}");
    }
}

#[test]
fn what_a_body_outside_awards_comes_on_top_and_is_final() {
    let mut all = disputed(R::Refused);
    rule(&mut all, (RulingFor::BuyerInPart, Some(1_000)));
    let (mut case, mut dispute) = all;
    dispute.lapse(now() + days(7));
    let entries = book(&case, 0);
    dispute
        .escalate(
            (&mut case, &entries),
            (&body(true), "2026/7".into()),
            now() + days(8),
        )
        .unwrap();
    assert_eq!(case.state, R::Disputed);
    let stake = stake();
    let outcome = Outcome {
        text: "The rest too.".into(),
        amount: Some(pounds(PAID_MINOR - 1_000)),
    };
    let debt = dispute
        .record_outcome(&mut hearing(&mut case, &stake, now() + days(40)), outcome)
        .unwrap()
        .unwrap();
    assert_eq!(debt.breakdown.amount_minor, PAID_MINOR - 1_000);
    assert_eq!(
        debt.breakdown.lines[0].clauses.last().map(|id| &**id),
        Some("KV-09")
    );
    assert_eq!(
        (case.given_minor(), dispute.amount_minor),
        (PAID_MINOR, Some(PAID_MINOR))
    );
    let entries = book(&case, 0);
    let again = dispute.escalate(
        (&mut case, &entries),
        (&body(true), "2026/8".into()),
        now() + days(41),
    );
    assert!(again.is_err());
}

#[test]
fn what_is_agreed_for_goods_that_come_back_waits_for_them() {
    let leaves = Offer {
        keeps_goods: false,
        ..offer(Party::Buyer, 2_500)
    };
    for (state, received, waits) in [
        (R::Refused, 0, true),
        (R::Refused, 2, false),
        (R::AwaitingParcel, 0, true),
        (R::Closed, 0, false),
    ] {
        let (mut case, mut dispute) = disputed(state);
        case.lines[0].received_quantity = received;
        let most = (true, dispute.left_minor(&case, PAID_MINOR));
        let offer = Offer {
            amount: pounds(most.1.min(leaves.amount.minor)),
            ..leaves.clone()
        };
        dispute.propose(&case, offer, most, now()).unwrap();
        let proposal = dispute.answer("p1", (Party::Seller, true)).unwrap().unwrap();
        assert_eq!(
            Dispute::waits_for_goods(&case, &proposal),
            waits,
            "{state:?} {received}"
        );
        if !waits {
            continue;
        }
        let (stake, given) = (stake(), case.given_minor());
        let mut hearing = hearing(&mut case, &stake, now());
        dispute.settle_when_back(&mut hearing, &proposal).unwrap();
        assert_eq!(dispute.state, DisputeState::Settled);
        assert_eq!((case.given_minor(), case.lines[0].held_quantity), (given, 2));
        assert!(case.deadlines.is_empty() && case.disputed_state.is_none());
        let plain = Settlement {
            remedy: Remedy::PartialRefund,
            is_refused: false,
            breakdown: Some(breakdown(FULL_MINOR)),
            owed: None,
            method: None,
            clauses: vec!["KJ-03".into()],
            findings: Vec::new(),
        };
        let agreed = case.as_agreed(plain);
        assert_eq!(agreed.breakdown.unwrap().amount_minor, 2_500);
        assert_eq!(agreed.clauses, ["KJ-03".into(), "KJ-07".into(), "KJ-06".into()]);
    }
}
