//! Where the cases of an order stand: which is open, what it is about in money, its next deadline and whose turn it is.

use prost_types::Timestamp;
use redress_contracts::redress::orders::v1 as orders;
use redress_contracts::redress::orders::v1::{CancellationState, OpenDeadline, OrderState};
use redress_contracts::redress::policies::v1::{Outcome, Party, Topic};
use redress_contracts::redress::refunds::v1::{Refund, RefundState};
use redress_contracts::redress::returns::v1::{Return, ReturnDispute, ReturnDisputeState, ReturnState};
use redress_contracts::redress::status::v1::CaseStatus;

use super::records::Records;
use super::wording::word_of;

/// Clocks that only watch a parcel: nobody has to do anything before they run out.
const WATCHING: [&str; 2] = ["stall", "overdue"];

/// A case as the view shows it, with what the view as a whole needs of it.
#[derive(Clone, Debug)]
pub struct Case {
    pub status: CaseStatus,
    pub open_time: Option<Timestamp>,
    /// Whose turn it is; unspecified when nobody's.
    pub turn: Party,
}

/// Every case, newest first.
pub fn cases(records: &Records) -> Vec<Case> {
    let mut cases: Vec<Case> = records.cancellations.iter().map(cancellation).collect();
    cases.extend(records.disputes.iter().map(dispute));
    cases.extend(records.returns.iter().map(returned));
    cases.extend(records.return_disputes.iter().map(return_dispute));
    cases.extend(records.refunds.iter().map(refund));
    cases.sort_by_key(|case| std::cmp::Reverse(moment(case.open_time.as_ref())));
    cases
}

/// The next deadline of the order and all its cases, and whose turn it is.
pub fn next(records: &Records, cases: &[Case]) -> (Option<OpenDeadline>, Party) {
    let of_parcels = records.parcels().flat_map(|(_, parcel)| &parcel.deadlines);
    let of_parcels = of_parcels.filter(|deadline| !WATCHING.contains(&deadline.kind.as_str()));
    let of_cases = cases.iter().filter_map(|case| case.status.next_deadline.as_ref());
    let of_order = records.order.next_deadline.iter();
    let deadlines = of_order.chain(of_cases).chain(of_parcels);
    let next = deadlines
        .filter(|deadline| deadline.due_time.is_some())
        .min_by_key(|deadline| moment(deadline.due_time.as_ref()));
    // A deadline says whose turn it is; without one the newest case does that waits for somebody, and then the order.
    let waiting = cases.iter().map(|case| case.turn).find(|turn| is_person(*turn));
    let turn = next.map(OpenDeadline::party).filter(|party| is_person(*party));
    (
        next.cloned(),
        turn.or(waiting).unwrap_or_else(|| of_state(&records.order)),
    )
}

/// Times in their order.
pub fn moment(time: Option<&Timestamp>) -> (i64, i32) {
    time.map_or((i64::MIN, 0), |time| (time.seconds, time.nanos))
}

fn is_person(party: Party) -> bool {
    matches!(party, Party::Buyer | Party::Seller | Party::Platform)
}

fn of_state(order: &orders::Order) -> Party {
    match order.state() {
        OrderState::Placed => Party::Buyer,
        OrderState::Paid | OrderState::PartlyShipped => Party::Seller,
        OrderState::Unspecified | OrderState::Shipped | OrderState::Delivered | OrderState::Cancelled => {
            Party::Unspecified
        }
    }
}

/// The deadline's party where there is one, else whoever the state waits for.
fn turn(deadline: Option<&OpenDeadline>, waits_for: Party) -> Party {
    let of_deadline = deadline
        .map(OpenDeadline::party)
        .filter(|party| is_person(*party));
    of_deadline.unwrap_or(waits_for)
}

fn cancellation(found: &orders::Cancellation) -> Case {
    let waits_for = match found.state() {
        CancellationState::AwaitingPlatform | CancellationState::Disputed => Party::Platform,
        CancellationState::AwaitingSeller => Party::Seller,
        CancellationState::Unspecified
        | CancellationState::Approved
        | CancellationState::Refused
        | CancellationState::Withdrawn
        | CancellationState::Refunded => Party::Unspecified,
    };
    Case {
        turn: turn(found.next_deadline.as_ref(), waits_for),
        open_time: found.request_time,
        status: CaseStatus {
            case_id: found.cancellation_id.clone(),
            kind: "cancellation".to_owned(),
            state: word_of(found.state().as_str_name(), "CANCELLATION_STATE_"),
            amount: found.refund.as_ref().and_then(|refund| refund.amount.clone()),
            next_deadline: found.next_deadline.clone(),
        },
    }
}

fn dispute(found: &orders::Dispute) -> Case {
    let is_open = found.state() == orders::DisputeState::Open;
    let due_time = found.judgement_due_time.filter(|_| is_open);
    let deadline = due_time.map(|due_time| judgement(due_time, &found.clause_ids));
    Case {
        turn: if is_open {
            Party::Platform
        } else {
            Party::Unspecified
        },
        open_time: found.open_time,
        status: CaseStatus {
            case_id: found.dispute_id.clone(),
            kind: "dispute".to_owned(),
            state: word_of(found.state().as_str_name(), "DISPUTE_STATE_"),
            amount: found.amount.clone(),
            next_deadline: deadline,
        },
    }
}

fn judgement(due_time: Timestamp, clause_ids: &[String]) -> OpenDeadline {
    OpenDeadline {
        kind: "judgement".to_owned(),
        due_time: Some(due_time),
        party: Party::Platform.into(),
        clause_ids: clause_ids.to_vec(),
    }
}

fn returned(found: &Return) -> Case {
    let waits_for = match found.state() {
        ReturnState::Requested | ReturnState::AwaitingEvidence | ReturnState::AwaitingParcel => Party::Buyer,
        ReturnState::UnderReview => match found.decision.as_ref().map(|decision| decision.outcome()) {
            Some(Outcome::NeedsSeller) => Party::Seller,
            _ => Party::Platform,
        },
        ReturnState::Disputed => Party::Platform,
        ReturnState::Approved
        | ReturnState::PartlyReceived
        | ReturnState::Received
        | ReturnState::Inspected => Party::Seller,
        ReturnState::Unspecified
        | ReturnState::InTransit
        | ReturnState::Remedied
        | ReturnState::Refused
        | ReturnState::Closed
        | ReturnState::Withdrawn
        | ReturnState::Expired => Party::Unspecified,
    };
    let deadline = found.deadlines.first();
    let settled = found.remedy.as_ref().and_then(|remedy| remedy.refund.as_ref());
    let expected = found
        .decision
        .as_ref()
        .and_then(|decision| decision.breakdown.as_ref());
    Case {
        turn: turn(deadline, waits_for),
        open_time: found.request_time,
        status: CaseStatus {
            case_id: found.return_id.clone(),
            kind: match found.topic() {
                Topic::Delivery => "claim",
                _ => "return",
            }
            .to_owned(),
            state: word_of(found.state().as_str_name(), "RETURN_STATE_"),
            amount: settled
                .or(expected)
                .and_then(|breakdown| breakdown.amount.clone()),
            next_deadline: deadline.cloned(),
        },
    }
}

fn return_dispute(found: &ReturnDispute) -> Case {
    let is_judged = matches!(
        found.state(),
        ReturnDisputeState::Open | ReturnDisputeState::Appealed
    );
    let due_time = found.judgement_due_time.filter(|_| is_judged);
    let appeal = found
        .appeal_due_time
        .filter(|_| found.state() == ReturnDisputeState::Ruled);
    let appeal = appeal.map(|due_time| OpenDeadline {
        kind: "appeal".to_owned(),
        due_time: Some(due_time),
        party: Party::Unspecified.into(),
        clause_ids: found.clause_ids.clone(),
    });
    let deadline = due_time.map(|due_time| judgement(due_time, &found.clause_ids));
    Case {
        turn: if is_judged {
            Party::Platform
        } else {
            Party::Unspecified
        },
        open_time: found.open_time,
        status: CaseStatus {
            case_id: found.dispute_id.clone(),
            kind: "dispute".to_owned(),
            state: word_of(found.state().as_str_name(), "RETURN_DISPUTE_STATE_"),
            amount: found.amount.clone(),
            next_deadline: deadline.or(appeal),
        },
    }
}

fn refund(found: &Refund) -> Case {
    let (is_open, waits_for) = match found.state() {
        RefundState::AwaitingPayoutDetails => (true, Party::Buyer),
        RefundState::AwaitingPayout | RefundState::ManualReview => (true, Party::Platform),
        RefundState::Requested | RefundState::Submitting | RefundState::Pending | RefundState::Unknown => {
            (true, Party::Unspecified)
        }
        RefundState::Failed | RefundState::Reversed => (false, Party::Platform),
        RefundState::Unspecified | RefundState::Succeeded => (false, Party::Unspecified),
    };
    let due_time = found.due_time.filter(|_| is_open);
    let deadline = due_time.map(|due_time| OpenDeadline {
        kind: "refund_due".to_owned(),
        due_time: Some(due_time),
        party: match waits_for {
            Party::Unspecified => found.debtor,
            party => party.into(),
        },
        clause_ids: found.clause_ids.clone(),
    });
    Case {
        turn: turn(deadline.as_ref(), waits_for),
        open_time: found.create_time,
        status: CaseStatus {
            case_id: found.refund_id.clone(),
            kind: "refund".to_owned(),
            state: word_of(found.state().as_str_name(), "REFUND_STATE_"),
            amount: found.amount.clone(),
            next_deadline: deadline,
        },
    }
}

#[cfg(test)]
mod tests;
