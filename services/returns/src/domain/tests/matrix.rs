//! Every step in every state.

use super::samples::{approved, case};
use crate::domain::rejection::Rejection;
use crate::domain::step::Step;
use crate::domain::words::ReturnState;

#[test]
fn a_step_is_taken_in_its_states_and_refused_in_all_others_with_their_names() {
    for step in Step::ALL {
        for state in ReturnState::ALL.iter().copied() {
            let fresh = case(state).check_step(step);
            let is_in_table = step.allowed().contains(&state);
            let only_when_approved = step == Step::Receive && state == ReturnState::UnderReview;
            assert_eq!(
                fresh.is_ok(),
                is_in_table && !only_when_approved,
                "{step:?} in {state:?}"
            );
            let reviewed_again = approved(state).check_step(step);
            let only_before = step == Step::Amend && state == ReturnState::UnderReview;
            assert_eq!(
                reviewed_again.is_ok(),
                is_in_table && !only_before,
                "{step:?} in {state:?}, approved"
            );
            if let Err(refused) = fresh {
                let Rejection::IllegalState {
                    allowed,
                    state: named,
                    ..
                } = refused
                else {
                    panic!("{refused:?}");
                };
                assert_eq!(named, state.as_str());
                assert!(!allowed.contains(&named) && !allowed.is_empty());
            }
        }
    }
}

#[test]
fn every_state_that_is_not_the_end_has_a_step_out_of_it() {
    // A dispute is left by its own service.
    let ends = [
        ReturnState::Closed,
        ReturnState::Withdrawn,
        ReturnState::Expired,
        ReturnState::Disputed,
    ];
    for state in ReturnState::ALL.iter().filter(|state| !ends.contains(state)) {
        assert!(
            Step::ALL.iter().any(|step| step.allowed().contains(state)),
            "{state:?}"
        );
    }
    for state in ends {
        assert!(
            Step::ALL.iter().all(|step| !step.allowed().contains(&state)),
            "{state:?}"
        );
    }
}
