//! The powers of a pack against the kinds of interventions, and the states of a return against both.

use redress_policy::pack::Oversight;
use redress_policy::{Mark, Party};

use super::{InterventionKind, check_power};
use crate::domain::dispute::samples::{
    PAID_MINOR, REMEDY_MINOR, book, disputed, footing, now, pounds, returned, stake, word,
};
use crate::domain::words::ReturnState as R;

use InterventionKind as K;

fn oversight(may_override: bool, may_force_refund: bool, may_guide: bool) -> Oversight {
    Oversight {
        may_override,
        may_force_refund,
        may_guide,
        text: "The platform may step in.".into(),
        clauses: vec!["KJ-06".into()].into(),
        mark: Mark::Stated,
        why: None,
    }
}

#[test]
fn a_power_that_the_pack_does_not_give_is_refused() {
    for (given, kinds) in [
        (oversight(true, false, false), vec![K::Approve, K::Refuse]),
        (oversight(false, true, false), vec![K::ForceRefund]),
        (oversight(false, false, true), vec![K::Guidance]),
    ] {
        for kind in K::ALL {
            let expected = if kinds.contains(kind) { "ok" } else { "power" };
            assert_eq!(word(check_power(*kind, Some(&given))), expected, "{kind:?}");
            assert_eq!(word(check_power(*kind, None)), "power");
        }
    }
}

#[test]
fn each_state_takes_the_interventions_that_the_table_says() {
    // Approve, refuse, force a refund, guide.
    let waits = ["ok", "ok", "ok", "ok"];
    let decided = ["state", "state", "ok", "ok"];
    let table = [
        (R::Requested, waits),
        (R::AwaitingEvidence, waits),
        (R::UnderReview, waits),
        (R::Approved, decided),
        (R::Refused, ["ok", "state", "ok", "ok"]),
        (R::AwaitingParcel, decided),
        (R::InTransit, decided),
        (R::PartlyReceived, decided),
        (R::Received, decided),
        (R::Inspected, decided),
        (R::Remedied, decided),
        (R::Closed, decided),
        (R::Withdrawn, decided),
        (R::Expired, decided),
        (R::Disputed, ["state", "state", "state", "ok"]),
    ];
    assert_eq!(table.len(), R::ALL.len());
    for (state, expected) in table {
        let case = returned(state, Party::Seller);
        let answers = [K::Approve, K::Refuse, K::ForceRefund, K::Guidance]
            .map(|kind| word(case.check_intervention(kind)));
        assert_eq!(answers, expected, "{state:?}");
    }
}

#[test]
fn a_forced_refund_is_owed_beside_what_was_refunded_and_never_beyond_what_was_paid() {
    for (state, others, minor, expected) in [
        (R::Refused, 0, PAID_MINOR, "ok"),
        (R::Refused, 0, PAID_MINOR + 1, "exceeds"),
        (R::Refused, 1, 100, "precondition"),
        (R::Closed, 0, PAID_MINOR - REMEDY_MINOR, "ok"),
        (R::Closed, 0, PAID_MINOR - REMEDY_MINOR + 1, "exceeds"),
    ] {
        let mut case = returned(state, Party::Seller);
        let entries = book(&case, others);
        let given = case.given_minor();
        let clauses = ["KJ-06".to_owned()];
        let outcome = case.force_refund(
            (pounds(minor), "A wrong refund."),
            (&stake(), &footing()),
            (&clauses, &entries),
            now(),
        );
        let is_owed = outcome.is_ok();
        assert_eq!(word(outcome), expected, "{state:?} {minor}");
        if is_owed {
            assert_eq!((case.state, case.given_minor()), (R::Remedied, given + minor));
            assert_eq!(case.lines[0].held_quantity, 2);
            assert_eq!(case.decided.unwrap().by, Party::Platform);
        }
    }
    let (mut case, _) = disputed(R::Refused);
    let entries = book(&case, 0);
    let barred = case.force_refund((pounds(1), "No."), (&stake(), &footing()), (&[], &entries), now());
    assert_eq!(word(barred), "state");
}
