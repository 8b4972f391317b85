//! What leaves through the outbox.

use chrono::{DateTime, Utc};
use redress_contracts::redress::orders::v1 as pb;
use redress_policybook::convert::{Word as _, breakdown_to_wire, method_to_wire};
use redress_rpc::convert::{money_to_wire, time_to_wire};

use super::cancellation::cancellation_to_wire;
use super::dispute::{dispute_to_wire, intervention_to_wire};
use super::order::{deadline_to_wire, order_to_wire};
use super::payment::{payment_to_wire, payout_to_wire};
use crate::domain::change::{About, Change};
use crate::domain::debt::Debt;
use crate::domain::order::Order;
use crate::domain::payment::Captured;

/// The kind of [`pb::OrderChanged`].
pub(crate) const ORDER_CHANGED: &str = "orders.order_changed";
/// The kind of [`pb::PaymentConfirmed`].
pub(crate) const PAYMENT_CONFIRMED: &str = "orders.payment_confirmed";
/// The kind of [`pb::RefundOwed`].
pub(crate) const REFUND_OWED: &str = "orders.refund_owed";

/// Something happened in an order. The order is as it is now, with what the change is about beside it.
pub(crate) fn order_changed(
    order: &Order,
    about: &About,
    change: &Change,
    now: DateTime<Utc>,
) -> pb::OrderChanged {
    let cancellation = about.cancellation.as_ref();
    pb::OrderChanged {
        order: Some(order_to_wire(order, &[])),
        change: change.what.to_owned(),
        cancellation: cancellation
            .map(|(cancellation, decision)| cancellation_to_wire(cancellation, decision.as_ref())),
        dispute: about.dispute.as_ref().map(dispute_to_wire),
        intervention: about.intervention.as_ref().map(intervention_to_wire),
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
        line_ids: change.line_ids.clone(),
        explanation: change.explanation.clone(),
        deadline: change.deadline.as_ref().map(deadline_to_wire),
    }
}

/// A payment was captured. `None` when the order has no such payment.
pub(crate) fn payment_confirmed(order: &Order, captured: &Captured) -> Option<pb::PaymentConfirmed> {
    let payment = order
        .payments
        .iter()
        .find(|payment| payment.payment_id == captured.payment_id)?;
    let money = |minor| Some(money_to_wire(order.money(minor)));
    let lines = order
        .lines
        .iter()
        .zip(&captured.line_minor)
        .map(|(line, minor)| pb::LineCapture {
            line_id: line.line_id.clone(),
            seller_id: line.seller_id.clone(),
            amount: money(*minor),
        });
    Some(pb::PaymentConfirmed {
        order_id: order.order_id.clone(),
        marketplace_id: order.marketplace_id.clone(),
        payment: Some(payment_to_wire(order, payment)),
        lines: lines.collect(),
        shipping: money(captured.shipping_minor),
        buyer_id: order.buyer_id.clone(),
    })
}

/// The order book owes the buyer money.
pub(crate) fn refund_owed(order: &Order, owed_id: String, debt: &Debt) -> pb::RefundOwed {
    pb::RefundOwed {
        order_id: order.order_id.clone(),
        marketplace_id: order.marketplace_id.clone(),
        owed_id,
        cause_id: debt.cause_id.clone(),
        cause: debt.cause.to_owned(),
        breakdown: Some(breakdown_to_wire(&debt.breakdown)),
        method: debt.method.as_ref().map(method_to_wire),
        payout: debt.payout.as_ref().map(payout_to_wire),
        due_time: debt.due_time.map(time_to_wire),
        debtor: debt.debtor.to_wire().into(),
        seller_id: debt.seller_id.clone(),
        decision_id: debt.decision_id.clone(),
        clause_ids: debt.clauses.clone(),
    }
}
