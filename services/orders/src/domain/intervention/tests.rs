//! The powers of the platform, and what it may do to a cancellation in each state.

use redress_core::Money;
use redress_policy::pack::Oversight;
use redress_policy::{Mark, Outcome};

use super::{approve, check_power, force_refund, refuse};
use crate::domain::dispute::samples::{COST_MINOR, STORED_MINOR, cancelled, decision, hearing, open, order};
use crate::domain::rejection::Rejection;
use crate::domain::words::{CancellationState as C, DisputeState, InterventionKind as Kind};
use redress_policy::Party;

fn oversight(may_override: bool, may_force_refund: bool, may_guide: bool) -> Oversight {
    Oversight {
        may_override,
        may_force_refund,
        may_guide,
        text: "The platform steps in.".into(),
        clauses: vec!["KJ-06".into()].into(),
        mark: Mark::Stated,
        why: None,
    }
}

#[test]
fn only_the_powers_that_the_pack_gives_are_there() {
    let table = [
        (
            oversight(true, false, false),
            vec![Kind::ApproveCancellation, Kind::RefuseCancellation],
        ),
        (oversight(false, true, false), vec![Kind::ForceRefund]),
        (oversight(false, false, true), vec![Kind::Guidance]),
    ];
    for (rules, given) in &table {
        for kind in Kind::ALL {
            assert_eq!(
                check_power(*kind, Some(rules)).is_ok(),
                given.contains(kind),
                "{kind:?}"
            );
            assert!(check_power(*kind, None).is_err());
        }
    }
}

#[test]
fn the_platform_approves_what_was_refused_and_refuses_what_waits() {
    let table = [
        (C::AwaitingPlatform, true, true),
        (C::AwaitingSeller, true, true),
        (C::Approved, false, false),
        (C::Refused, true, false),
        (C::Withdrawn, false, false),
        (C::Refunded, false, false),
        (C::Disputed, false, false),
    ];
    assert_eq!(table.len(), C::ALL.len());
    let decision = decision(Outcome::NeedsSeller);
    for (state, is_approvable, is_refusable) in table {
        let (mut order, mut cancellation) = cancelled(state);
        let approved = approve(
            &mut hearing(&mut order, &mut cancellation, &decision),
            None,
            ("It is due.", &[]),
        );
        assert_eq!(approved.is_ok(), is_approvable, "{state:?}");
        if let Ok(debts) = approved {
            assert_eq!(debts[0].breakdown.amount_minor, STORED_MINOR, "{state:?}");
            assert_eq!(
                (cancellation.state, order.lines[0].cancelled_quantity),
                (C::Approved, 2),
                "{state:?}"
            );
            assert_eq!(order.lines[0].requested_quantity, 0, "{state:?}");
        }
        let (mut order, mut cancellation) = cancelled(state);
        let refused = refuse(
            &mut hearing(&mut order, &mut cancellation, &decision),
            "It is not due.",
        );
        assert_eq!(refused.is_ok(), is_refusable, "{state:?}");
    }
}

#[test]
fn approving_what_is_disputed_rules_the_dispute() {
    let decision = decision(Outcome::NeedsSeller);
    let (mut order, mut cancellation) = cancelled(C::Refused);
    let mut dispute = open(&mut order, &mut cancellation, Party::Buyer).unwrap();
    let mut case = hearing(&mut order, &mut cancellation, &decision);
    let debts = approve(&mut case, Some(&mut dispute), ("It is due.", &[])).unwrap();
    assert_eq!(
        (debts[0].cause, debts[0].breakdown.amount_minor),
        ("ruling", STORED_MINOR)
    );
    assert_eq!(
        (dispute.state, dispute.amount_minor),
        (DisputeState::Ruled, Some(STORED_MINOR))
    );
    let (mut order, mut cancellation) = cancelled(C::Approved);
    let mut dispute = open(&mut order, &mut cancellation, Party::Buyer).unwrap();
    let mut case = hearing(&mut order, &mut cancellation, &decision);
    let outcome = approve(&mut case, Some(&mut dispute), ("It is due.", &[]));
    assert!(
        matches!(outcome, Err(Rejection::IllegalState { .. })),
        "{outcome:?}"
    );
}

#[test]
fn no_more_is_forced_than_was_paid_and_not_given_back() {
    let pounds = |minor| Money::new(minor, "GBP".parse().unwrap());
    let clauses = ["KJ-06".to_owned()];
    let forced = force_refund(&order(), pounds(COST_MINOR), (0, &clauses)).unwrap();
    assert_eq!((forced.amount_minor, forced.lines.len()), (COST_MINOR, 1));
    let beyond = force_refund(&order(), pounds(1_301), (STORED_MINOR, &clauses));
    assert_eq!(beyond, Err(Rejection::Exceeds { most: pounds(1_300) }));
    let foreign = force_refund(&order(), Money::new(1, "EUR".parse().unwrap()), (0, &clauses));
    assert!(matches!(foreign, Err(Rejection::Fields(_))), "{foreign:?}");
    let mut unpaid = order();
    unpaid.payments[0].captured_minor = None;
    let outcome = force_refund(&unpaid, pounds(1), (0, &clauses));
    assert!(matches!(outcome, Err(Rejection::NotPaid { .. })), "{outcome:?}");
}
