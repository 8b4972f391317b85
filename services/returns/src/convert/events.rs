//! What leaves through the outbox.

use chrono::{DateTime, Utc};
use redress_contracts::redress::orders::v1 as orders;
use redress_contracts::redress::returns::v1 as pb;
use redress_policy::{Decision, Party};
use redress_policybook::convert::{Word as _, breakdown_to_wire, method_to_wire};
use redress_rpc::convert::time_to_wire;

use super::dispute::{dispute_to_wire, intervention_to_wire};
use super::return_case::{deadline_to_wire, return_to_wire};
use crate::domain::change::Change;
use crate::domain::debt::{Debt, Payout};
use crate::domain::return_case::Return;

/// The kind of [`pb::ReturnChanged`].
pub(crate) const RETURN_CHANGED: &str = "returns.return_changed";
/// The kind of [`orders::RefundOwed`] of a return.
pub(crate) const REFUND_OWED: &str = "returns.refund_owed";

/// Something happened in a return, as it is now.
pub(crate) fn return_changed(
    case: &Return,
    decision: &Decision,
    change: &Change,
    now: DateTime<Utc>,
) -> pb::ReturnChanged {
    pb::ReturnChanged {
        return_case: Some(return_to_wire(case, Some(decision))),
        change: change.what.to_owned(),
        actor: change.actor.to_wire().into(),
        audience: change
            .audience
            .iter()
            .map(|party| party.to_wire().into())
            .collect(),
        clause_ids: change.clauses.clone(),
        notify_due_time: change.notify_due_time.map(time_to_wire),
        change_time: Some(time_to_wire(now)),
        policy_id: change.policy.0.clone(),
        policy_version: change.policy.1,
        explanation: change.explanation.clone(),
        deadline: change.deadline.as_ref().map(deadline_to_wire),
        dispute: change.dispute.as_ref().map(dispute_to_wire),
        intervention: change.intervention.as_ref().map(intervention_to_wire),
    }
}

/// A return owes the buyer money.
pub(crate) fn refund_owed(case: &Return, owed_id: String, debt: &Debt) -> orders::RefundOwed {
    orders::RefundOwed {
        order_id: case.order_id.clone(),
        marketplace_id: case.marketplace_id.clone(),
        owed_id,
        cause_id: case.return_id.clone(),
        cause: "return".to_owned(),
        breakdown: Some(breakdown_to_wire(&debt.breakdown)),
        method: debt.method.as_ref().map(method_to_wire),
        payout: case.asked.payout.as_ref().map(payout_to_wire),
        due_time: debt.due_time.map(time_to_wire),
        debtor: debt.debtor.to_wire().into(),
        seller_id: if debt.debtor == Party::Seller {
            case.seller_id.clone()
        } else {
            String::new()
        },
        decision_id: case.decision_id.clone(),
        clause_ids: debt.clauses.clone(),
    }
}

fn payout_to_wire(payout: &Payout) -> orders::PayoutDetails {
    orders::PayoutDetails {
        kind: payout.kind.clone(),
        account: payout.account.clone(),
        holder: payout.holder.clone(),
        bank: payout.bank.clone(),
    }
}
