//! Clocks, one of a kind, and the units that a return holds.

use chrono::TimeDelta;
use redress_policy::DeadlineKind::{Evidence, RefundDue, Response};
use redress_policy::Party;

use super::samples::{approved, case, clock, now};
use crate::domain::approval::Decided;
use crate::domain::line::{Holding, holdings};
use crate::domain::words::ReturnState;

#[test]
fn there_is_one_clock_of_a_kind_and_the_next_one_comes_first() {
    let mut case = case(ReturnState::UnderReview);
    case.start_clock(clock(Response));
    case.start_clock(clock(Evidence).later(TimeDelta::days(-5)));
    case.start_clock(clock(Response).again(now() + TimeDelta::days(1)));
    let kinds: Vec<_> = case.deadlines.iter().map(|clock| clock.kind).collect();
    assert_eq!(kinds, [Evidence, Response]);
    let again = &case.deadlines[1];
    assert_eq!(again.due_time, now() + TimeDelta::days(11));
    assert_eq!(again.warn_time, Some(now() + TimeDelta::days(9)));
    assert!(
        case.clock(Response, now() + TimeDelta::days(10)).is_none(),
        "it was moved"
    );
    case.stop_clocks(&[Response]);
    assert!(!case.has_clock(Response) && case.has_clock(Evidence) && !case.has_clock(RefundDue));
}

#[test]
fn what_ends_without_effect_lets_go_of_its_units() {
    let decided = || Decided {
        by: Party::Platform,
        time: now(),
        reason: "No.".to_owned(),
    };
    for end in 0..3 {
        let before = approved(ReturnState::AwaitingParcel);
        let mut after = before.clone();
        after.start_clock(clock(Response));
        match end {
            0 => after.refuse(decided()),
            1 => after.expire(decided()),
            _ => after.withdraw().unwrap(),
        }
        assert!(after.is_closed() && after.deadlines.is_empty());
        let freed = Holding {
            line_id: "1".to_owned(),
            by: -2,
        };
        assert_eq!(holdings(&before.lines, &after.lines), [freed]);
    }
}

#[test]
fn what_did_not_come_back_is_let_go_of_when_nobody_waits_any_more() {
    let mut case = approved(ReturnState::PartlyReceived);
    case.lines[0].received_quantity = 1;
    case.stop_waiting();
    assert_eq!(
        (case.state, case.lines[0].held_quantity),
        (ReturnState::Received, 1)
    );
}
