//! Whose turn it is in each state of each kind of case, and which deadline comes first.

use redress_contracts::redress::orders::v1::{Cancellation, Dispute, DisputeState};
use redress_contracts::redress::policies::v1::Decision;

use super::super::answers::samples::{hour, records};
use super::*;

fn by(kind: &str, hours: i64, party: Party) -> OpenDeadline {
    OpenDeadline {
        kind: kind.to_owned(),
        due_time: hour(hours),
        party: party.into(),
        clause_ids: Vec::new(),
    }
}

#[test]
fn a_return_waits_for_whoever_its_state_names() {
    let table = [
        (ReturnState::Requested, Party::Buyer),
        (ReturnState::AwaitingEvidence, Party::Buyer),
        (ReturnState::UnderReview, Party::Platform),
        (ReturnState::Approved, Party::Seller),
        (ReturnState::AwaitingParcel, Party::Buyer),
        (ReturnState::InTransit, Party::Unspecified),
        (ReturnState::PartlyReceived, Party::Seller),
        (ReturnState::Received, Party::Seller),
        (ReturnState::Inspected, Party::Seller),
        (ReturnState::Remedied, Party::Unspecified),
        (ReturnState::Refused, Party::Unspecified),
        (ReturnState::Closed, Party::Unspecified),
        (ReturnState::Withdrawn, Party::Unspecified),
        (ReturnState::Expired, Party::Unspecified),
        (ReturnState::Disputed, Party::Platform),
    ];
    for (state, turn) in table {
        let found = Return {
            state: state.into(),
            ..Return::default()
        };
        assert_eq!(returned(&found).turn, turn, "{state:?}");
        let timed = Return {
            deadlines: vec![by("response", 5, Party::Seller)],
            ..found
        };
        assert_eq!(
            returned(&timed).turn,
            Party::Seller,
            "{state:?}: its deadline says"
        );
    }
    let left_to_the_seller = Return {
        state: ReturnState::UnderReview.into(),
        decision: Some(Decision {
            outcome: Outcome::NeedsSeller.into(),
            ..Decision::default()
        }),
        ..Return::default()
    };
    assert_eq!(returned(&left_to_the_seller).turn, Party::Seller);
}

#[test]
fn a_refund_waits_for_whoever_its_state_names_else_for_its_debtor() {
    let table = [
        (RefundState::Requested, Party::Seller, true),
        (RefundState::AwaitingPayoutDetails, Party::Buyer, true),
        (RefundState::Pending, Party::Seller, true),
        (RefundState::Unknown, Party::Seller, true),
        (RefundState::ManualReview, Party::Platform, true),
        (RefundState::AwaitingPayout, Party::Platform, true),
        (RefundState::Succeeded, Party::Unspecified, false),
        (RefundState::Failed, Party::Platform, false),
        (RefundState::Reversed, Party::Platform, false),
    ];
    for (state, turn, has_deadline) in table {
        let found = Refund {
            state: state.into(),
            due_time: hour(9),
            debtor: Party::Seller.into(),
            ..Refund::default()
        };
        let case = refund(&found);
        assert_eq!(
            (case.turn, case.status.next_deadline.is_some()),
            (turn, has_deadline),
            "{state:?}"
        );
    }
}

#[test]
fn the_earliest_deadline_comes_first_and_says_whose_turn_it_is() {
    let mut found = records();
    found.order.next_deadline = Some(by("choose_out_of_stock", 9, Party::Buyer));
    found.cancellations = vec![Cancellation {
        cancellation_id: "can_1".to_owned(),
        state: CancellationState::AwaitingSeller.into(),
        request_time: hour(1),
        next_deadline: Some(by("seller_response", 7, Party::Seller)),
        ..Cancellation::default()
    }];
    found.disputes = vec![Dispute {
        dispute_id: "dsp_1".to_owned(),
        state: DisputeState::Open.into(),
        open_time: hour(2),
        judgement_due_time: hour(5),
        ..Dispute::default()
    }];
    found.return_disputes = vec![ReturnDispute {
        dispute_id: "rdp_1".to_owned(),
        state: ReturnDisputeState::Ruled.into(),
        open_time: hour(3),
        appeal_due_time: hour(4),
        ..ReturnDispute::default()
    }];
    let all = cases(&found);
    let ids: Vec<_> = all.iter().map(|case| case.status.case_id.as_str()).collect();
    assert_eq!(ids, ["rdp_1", "dsp_1", "can_1"]);
    // The time for an appeal is nobody's turn: the newest case that waits for somebody says whose it is.
    let (deadline, turn) = next(&found, &all);
    assert_eq!(
        (deadline.unwrap().kind.as_str(), turn),
        ("appeal", Party::Platform)
    );
    found.return_disputes.clear();
    let (deadline, turn) = next(&found, &cases(&found));
    assert_eq!(
        (deadline.unwrap().kind.as_str(), turn),
        ("judgement", Party::Platform)
    );
    found.disputes.clear();
    let (deadline, turn) = next(&found, &cases(&found));
    assert_eq!(
        (deadline.unwrap().kind.as_str(), turn),
        ("seller_response", Party::Seller)
    );
    found.cancellations.clear();
    let (deadline, turn) = next(&found, &cases(&found));
    assert_eq!(
        (deadline.unwrap().kind.as_str(), turn),
        ("choose_out_of_stock", Party::Buyer)
    );
}
