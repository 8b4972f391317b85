//! The states of a dispute against everything that can be done to it, and how it ends.

use proptest::prelude::*;
use redress_core::Money;
use redress_policy::{DeadlineKind, Outcome, Party};

use super::samples::{COST_MINOR, STORED_MINOR, cancelled, decision, hearing, now, open, statement};
use super::{Dispute, Offer, Ruling};
use crate::domain::cancellation::Cancellation;
use crate::domain::debt::Debt;
use crate::domain::order::Order;
use crate::domain::rejection::Rejection;
use crate::domain::words::{CancellationState, DisputeState, OrderState, RulingFor};

use CancellationState as C;

fn pounds(minor: i64) -> Money {
    Money::new(minor, "GBP".parse().unwrap())
}

fn offer(party: Party, minor: i64) -> Offer {
    Offer {
        party,
        amount: pounds(minor),
        text: String::new(),
    }
}

fn ruling(ruling_for: RulingFor, minor: Option<i64>) -> Ruling {
    Ruling {
        ruling_for,
        amount: minor.map(pounds),
        reason: "As seen.".into(),
    }
}

/// Something done to a dispute.
type Command = fn(&mut (Order, Cancellation, Dispute)) -> Result<(), Rejection>;

/// An open dispute over a cancellation that was in some state.
fn disputed(state: CancellationState) -> (Order, Cancellation, Dispute) {
    let (mut order, mut cancellation) = cancelled(state);
    cancellation.is_escalated = true;
    let dispute = open(&mut order, &mut cancellation, Party::Buyer).unwrap();
    (order, cancellation, dispute)
}

fn rule(
    (order, cancellation, dispute): &mut (Order, Cancellation, Dispute),
    ruling: &Ruling,
) -> Result<Vec<Debt>, Rejection> {
    let decision = decision(Outcome::NeedsSeller);
    dispute.rule(&mut hearing(order, cancellation, &decision), ruling)
}

/// A rejection's kind.
fn word<T>(outcome: Result<T, Rejection>) -> &'static str {
    match outcome {
        Ok(_) => "ok",
        Err(Rejection::IllegalState { .. }) => "state",
        Err(Rejection::WrongParty { .. }) => "party",
        Err(Rejection::Precondition { .. }) => "precondition",
        Err(Rejection::Exceeds { .. }) => "exceeds",
        Err(Rejection::Fields(_)) => "fields",
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn who_may_dispute_a_cancellation_follows_from_its_state() {
    // By buyer, seller and platform; in time, and after its deadline has passed.
    let table = [
        (
            C::AwaitingPlatform,
            ["precondition", "precondition", "party"],
            ["ok", "ok", "party"],
        ),
        (
            C::AwaitingSeller,
            ["precondition", "precondition", "party"],
            ["ok", "ok", "party"],
        ),
        (C::Approved, ["ok", "party", "party"], ["ok", "party", "party"]),
        (C::Refused, ["ok", "ok", "party"], ["ok", "ok", "party"]),
        (
            C::Withdrawn,
            ["state", "state", "party"],
            ["state", "state", "party"],
        ),
        (C::Refunded, ["ok", "party", "party"], ["ok", "party", "party"]),
        (
            C::Disputed,
            ["precondition", "precondition", "party"],
            ["precondition", "precondition", "party"],
        ),
    ];
    assert_eq!(table.len(), C::ALL.len());
    for (state, in_time, late) in table {
        for (is_late, expected) in [(false, in_time), (true, late)] {
            let parties = [Party::Buyer, Party::Seller, Party::Platform];
            let answers = parties.map(|party| {
                let (mut order, mut cancellation) = cancelled(state);
                cancellation.is_escalated = is_late;
                word(open(&mut order, &mut cancellation, party))
            });
            assert_eq!(answers, expected, "{state:?}, late: {is_late}");
        }
    }
}

#[test]
fn an_ended_dispute_takes_nothing_more() {
    let commands: [(&str, Command); 5] = [
        ("hear", |all| all.2.hear(statement(Party::Seller))),
        ("propose", |all| {
            all.2
                .propose(offer(Party::Seller, 100), (true, COST_MINOR), now())
        }),
        ("answer", |all| {
            all.2.answer("p1", (Party::Seller, true)).map(drop)
        }),
        ("settle", |(order, cancellation, dispute)| {
            let decision = decision(Outcome::NeedsSeller);
            dispute
                .settle(&mut hearing(order, cancellation, &decision), 100, Party::Seller)
                .map(drop)
        }),
        ("rule", |all| {
            rule(all, &ruling(RulingFor::Seller, None)).map(drop)
        }),
    ];
    for state in DisputeState::ALL {
        for (name, command) in &commands {
            let mut all = disputed(C::Refused);
            all.2
                .propose(offer(Party::Buyer, 100), (true, COST_MINOR), now())
                .unwrap();
            all.2.state = *state;
            let expected = if *state == DisputeState::Open {
                "ok"
            } else {
                "state"
            };
            assert_eq!(word(command(&mut all)), expected, "{name} when {state:?}");
        }
    }
}

#[test]
fn an_open_dispute_holds_what_has_not_shipped() {
    let (mut order, mut cancellation) = cancelled(C::Refused);
    order.line_mut("1").shipped_quantity = 1;
    let dispute = open(&mut order, &mut cancellation, Party::Seller).unwrap();
    assert_eq!(
        (order.lines[0].requested_quantity, dispute.held[0].quantity),
        (1, 1)
    );
    assert_eq!(
        cancellation
            .deadlines
            .iter()
            .map(|open| open.kind)
            .collect::<Vec<_>>(),
        [DeadlineKind::Judgement]
    );
    let (order, _, dispute) = disputed(C::AwaitingSeller);
    assert_eq!(
        (order.lines[0].requested_quantity, dispute.held[0].quantity),
        (2, 2)
    );
    let (order, _, dispute) = disputed(C::Approved);
    assert_eq!((order.lines[0].requested_quantity, dispute.held.len()), (0, 0));
}

#[test]
fn a_ruling_gives_what_it_says_and_ends_the_hold() {
    let in_full = ruling(RulingFor::Buyer, None);
    let in_part = ruling(RulingFor::BuyerInPart, Some(1_000));
    let for_seller = ruling(RulingFor::Seller, None);
    let rest = COST_MINOR - STORED_MINOR;
    // What was disputed, the ruling, what is owed by it, where the cancellation stands, what of the order is cancelled.
    let table = [
        (C::Refused, &in_full, Some(STORED_MINOR), C::Approved, 2),
        (C::Refused, &in_part, Some(1_000), C::Approved, 2),
        (C::Refused, &for_seller, None, C::Refused, 0),
        (C::AwaitingSeller, &in_full, Some(STORED_MINOR), C::Approved, 2),
        (C::AwaitingPlatform, &for_seller, None, C::Refused, 0),
        (C::Approved, &in_full, Some(rest), C::Approved, 2),
        (C::Approved, &for_seller, None, C::Approved, 2),
        (C::Refunded, &in_part, Some(1_000), C::Approved, 2),
        (C::Refunded, &for_seller, None, C::Refunded, 2),
    ];
    for (state, ruling, owed, ends, cancelled_units) in table {
        let mut all = disputed(state);
        let debts = rule(&mut all, ruling).unwrap();
        let (order, cancellation, dispute) = all;
        let about = format!("{state:?} {:?}", ruling.ruling_for);
        assert_eq!(
            debts.iter().map(|debt| debt.breakdown.amount_minor).next(),
            owed,
            "{about}"
        );
        assert!(
            debts
                .iter()
                .all(|debt| (debt.cause, &*debt.cause_id) == ("ruling", "can_1")),
            "{about}"
        );
        assert_eq!(
            (cancellation.state, dispute.state),
            (ends, DisputeState::Ruled),
            "{about}"
        );
        assert_eq!(dispute.amount_minor, Some(owed.unwrap_or_default()), "{about}");
        assert!(
            cancellation.deadlines.is_empty() && dispute.held.is_empty(),
            "{about}"
        );
        let line = &order.lines[0];
        assert_eq!(
            (line.cancelled_quantity, line.requested_quantity),
            (cancelled_units, 0),
            "{about}"
        );
        let was_owed = if dispute.was_approved() { STORED_MINOR } else { 0 };
        let owes = cancellation.refund.map_or(0, |refund| refund.amount_minor);
        assert_eq!(owes, was_owed + owed.unwrap_or_default(), "{about}");
    }
}

#[test]
fn a_ruling_for_goods_that_left_pays_and_cancels_only_what_has_not() {
    let (mut order, mut cancellation) = cancelled(C::Refused);
    order.line_mut("1").shipped_quantity = 1;
    let dispute = open(&mut order, &mut cancellation, Party::Buyer).unwrap();
    let mut all = (order, cancellation, dispute);
    let debts = rule(&mut all, &ruling(RulingFor::Buyer, None)).unwrap();
    assert_eq!(debts[0].breakdown.amount_minor, STORED_MINOR);
    let line = &all.0.lines[0];
    assert_eq!(
        (
            line.shipped_quantity,
            line.cancelled_quantity,
            line.requested_quantity
        ),
        (1, 1, 0)
    );
    assert_eq!(all.0.state, OrderState::Shipped);
}

#[test]
fn an_order_that_was_not_paid_is_cancelled_by_a_ruling_without_a_debt() {
    let (mut order, mut cancellation) = cancelled(C::Refused);
    order.payments[0].captured_minor = None;
    order.lines[0].captured_minor = 0;
    order.shipping_captured_minor = 0;
    let dispute = open(&mut order, &mut cancellation, Party::Buyer).unwrap();
    let mut all = (order, cancellation, dispute);
    assert_eq!(
        word(rule(&mut all.clone(), &ruling(RulingFor::BuyerInPart, Some(1)))),
        "exceeds"
    );
    assert_eq!(rule(&mut all, &ruling(RulingFor::Buyer, None)), Ok(Vec::new()));
    assert_eq!(
        (all.0.state, all.0.total_minor, all.1.state),
        (OrderState::Cancelled, 0, C::Approved)
    );
}

#[test]
fn amounts_fit_the_ruling_and_what_the_lines_cost() {
    for (ruling_for, minor, expected) in [
        (RulingFor::BuyerInPart, None, "fields"),
        (RulingFor::BuyerInPart, Some(COST_MINOR), "ok"),
        (RulingFor::BuyerInPart, Some(COST_MINOR + 1), "exceeds"),
        (RulingFor::Buyer, Some(STORED_MINOR), "ok"),
        (RulingFor::Buyer, Some(STORED_MINOR + 1), "fields"),
        (RulingFor::Seller, Some(0), "ok"),
        (RulingFor::Seller, Some(1), "fields"),
    ] {
        let outcome = rule(&mut disputed(C::Refused), &ruling(ruling_for, minor));
        assert_eq!(word(outcome), expected, "{ruling_for:?} {minor:?}");
    }
    let (.., mut dispute) = disputed(C::Refused);
    let dollars = Offer {
        amount: Money::new(1, "USD".parse().unwrap()),
        ..offer(Party::Buyer, 1)
    };
    assert_eq!(
        word(dispute.propose(dollars, (true, COST_MINOR), now())),
        "fields"
    );
    assert_eq!(
        word(dispute.propose(offer(Party::Buyer, COST_MINOR + 1), (true, COST_MINOR), now())),
        "exceeds"
    );
    assert_eq!(
        word(dispute.propose(offer(Party::Buyer, 1), (false, COST_MINOR), now())),
        "precondition"
    );
}

#[test]
fn a_proposal_settles_when_both_sides_have_accepted_it() {
    let (.., mut dispute) = disputed(C::Refused);
    dispute
        .propose(offer(Party::Seller, 1_500), (true, COST_MINOR), now())
        .unwrap();
    assert_eq!(word(dispute.answer("p1", (Party::Seller, true))), "party");
    assert_eq!(word(dispute.answer("p1", (Party::Platform, true))), "party");
    dispute
        .propose(offer(Party::Buyer, 2_500), (true, COST_MINOR), now())
        .unwrap();
    assert_eq!(word(dispute.answer("p1", (Party::Buyer, true))), "precondition");
    assert_eq!(dispute.answer("p2", (Party::Seller, false)), Ok(None));
    assert_eq!(word(dispute.answer("p2", (Party::Seller, true))), "precondition");
    assert_eq!(dispute.open_proposal(), None);
    dispute
        .propose(offer(Party::Platform, 2_000), (true, COST_MINOR), now())
        .unwrap();
    assert_eq!(dispute.answer("p3", (Party::Seller, true)), Ok(None));
    assert_eq!(word(dispute.answer("p3", (Party::Seller, true))), "party");
    assert_eq!(dispute.answer("p3", (Party::Buyer, true)), Ok(Some(2_000)));
    assert!(matches!(
        dispute.answer("p9", (Party::Buyer, true)),
        Err(Rejection::NotFound { .. })
    ));
}

#[derive(Clone, Copy, Debug)]
enum Act {
    Propose(Party, i64),
    Answer(Party, bool),
    Rule(RulingFor, i64),
    Ship,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let party = || prop::sample::select(vec![Party::Buyer, Party::Seller, Party::Platform]);
    let act = prop_oneof![
        (party(), 1..6_000_i64).prop_map(|(party, minor)| Act::Propose(party, minor)),
        (party(), any::<bool>()).prop_map(|(party, accepts)| Act::Answer(party, accepts)),
        (prop::sample::select(RulingFor::ALL.to_vec()), 1..6_000_i64)
            .prop_map(|(by, minor)| Act::Rule(by, minor)),
        Just(Act::Ship),
    ];
    prop::collection::vec(act, 1..12)
}

proptest! {
    #[test]
    fn whatever_happens_units_and_money_add_up(
        state in prop::sample::select(vec![C::Refused, C::AwaitingSeller, C::Approved, C::Refunded]),
        acts in acts(),
    ) {
        let mut all = disputed(state);
        let mut owed = all.1.refund.as_ref().map_or(0, |refund| refund.amount_minor);
        for act in acts {
            let (order, cancellation, dispute) = &mut all;
            let debts = match act {
                Act::Propose(party, minor) => {
                    let most = cancellation.awardable_minor(order, dispute.was_approved());
                    let _ = dispute.propose(offer(party, minor), (true, most), now());
                    Vec::new()
                }
                Act::Answer(party, accepts) => {
                    let id = format!("p{}", dispute.proposals.len());
                    match dispute.answer(&id, (party, accepts)) {
                        Ok(Some(minor)) => {
                            let decision = decision(Outcome::NeedsSeller);
                            dispute.settle(&mut hearing(order, cancellation, &decision), minor, party).unwrap()
                        }
                        _ => Vec::new(),
                    }
                }
                Act::Rule(by, minor) => {
                    let amount = (by == RulingFor::BuyerInPart).then_some(minor);
                    rule(&mut all, &ruling(by, amount)).unwrap_or_default()
                }
                Act::Ship => {
                    let line = order.line_mut("1");
                    line.shipped_quantity += line.free_quantity().min(1);
                    Vec::new()
                }
            };
            owed += debts.iter().map(|debt| debt.breakdown.amount_minor).sum::<i64>();
            let (order, cancellation, dispute) = &all;
            let line = &order.lines[0];
            prop_assert!(line.requested_quantity >= 0 && line.free_quantity() >= 0, "{line:?}");
            prop_assert!(owed <= COST_MINOR, "{owed} is owed");
            prop_assert_eq!(cancellation.refund.as_ref().map_or(0, |refund| refund.amount_minor), owed);
            let is_open = dispute.state == DisputeState::Open;
            prop_assert_eq!(is_open, cancellation.state == C::Disputed);
            prop_assert!(is_open || line.requested_quantity == 0);
            let sum: i64 = cancellation.refund.iter().flat_map(|r| &r.lines).map(|l| l.amount_minor).sum();
            prop_assert_eq!(sum, owed);
        }
    }
}
