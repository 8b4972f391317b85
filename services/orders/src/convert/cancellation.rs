//! Cancellations as the contract has them.

use redress_contracts::redress::orders::v1 as pb;
use redress_core::etag::etag;
use redress_policy::Decision;
use redress_policybook::convert::{Word as _, breakdown_to_wire, decision_to_wire};
use redress_rpc::convert::time_to_wire;

use super::line::quantities_to_wire;
use super::order::deadline_to_wire;
use super::words::cancellation_state_to_wire;
use crate::domain::cancellation::Cancellation;
use crate::domain::deadline;

/// A cancellation, with its decision where that is at hand.
pub(crate) fn cancellation_to_wire(
    cancellation: &Cancellation,
    decision: Option<&Decision>,
) -> pb::Cancellation {
    pb::Cancellation {
        cancellation_id: cancellation.cancellation_id.clone(),
        order_id: cancellation.order_id.clone(),
        marketplace_id: cancellation.marketplace_id.clone(),
        state: cancellation_state_to_wire(cancellation.state).into(),
        requested_by: cancellation.requested_by.to_wire().into(),
        ground: cancellation.ground.to_wire().into(),
        explanation: cancellation.explanation.clone(),
        lines: quantities_to_wire(&cancellation.lines),
        decision: decision.map(|decision| decision_to_wire(&cancellation.decision_id, decision)),
        request_time: Some(time_to_wire(cancellation.request_time)),
        decide_time: cancellation.decide_time.map(time_to_wire),
        decide_reason: decide_reason(cancellation),
        refund: cancellation.refund.as_ref().map(breakdown_to_wire),
        refund_ids: cancellation
            .refunds
            .iter()
            .map(|refund| refund.refund_id.clone())
            .collect(),
        refund_due_time: cancellation.refund_due_time.map(time_to_wire),
        dispute_id: cancellation.dispute_id.clone(),
        next_deadline: deadline::next(&cancellation.deadlines).map(deadline_to_wire),
        etag: etag(cancellation.revision),
        notify_time: cancellation.notify_time.map(time_to_wire),
        notify_due_time: cancellation.notify_due_time.map(time_to_wire),
        is_escalated: cancellation.is_escalated,
    }
}

/// Who decided, and the reason given; empty when the policy did.
fn decide_reason(cancellation: &Cancellation) -> String {
    match cancellation.decided_by {
        None => String::new(),
        Some(party) if cancellation.decide_reason.is_empty() => party.to_string(),
        Some(party) => format!("{party}: {}", cancellation.decide_reason),
    }
}
