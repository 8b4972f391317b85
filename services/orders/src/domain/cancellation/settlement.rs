//! Approving a cancellation: units are cancelled, what was not paid is waived, what was paid is owed. And what becomes
//! known of the refunds afterwards.

use chrono::{DateTime, Utc};
use redress_policy::{DeadlineSet, Decision, Party, Topic};
use serde::{Deserialize, Serialize};

use super::Cancellation;
use crate::domain::debt::{Cause, Debt};
use crate::domain::line::LineQuantity;
use crate::domain::order::Order;
use crate::domain::payment::Payment;
use crate::domain::rejection::Rejection;
use crate::domain::words::{CancellationState, StockState};

/// A refund made of a cancellation, as last heard of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KnownRefund {
    pub refund_id: String,
    pub amount_minor: i64,
    pub is_paid: bool,
}

/// Who approved it: nobody, when the policy itself did.
pub(crate) type Approval<'a> = Option<(Party, &'a str)>;

impl Cancellation {
    /// Approves it, and returns what is owed: nothing when it was not paid for. Its units are cancelled, and what was captured for them is owed by the stored decision. `due` is
    /// the refund's deadline counted from now.
    ///
    /// An order of which only a part is paid can only be cancelled as a whole: the open payment would otherwise have
    /// to be split by guesswork.
    pub(crate) fn approve(
        &mut self,
        order: &mut Order,
        decision: &Decision,
        due: Option<&DeadlineSet>,
        (approval, now): (Approval<'_>, DateTime<Utc>),
    ) -> Result<Vec<Debt>, Rejection> {
        let are_held = self.is_waiting();
        let shipping_minor = self.freed_shipping_minor(order);
        let refund = if order.is_unpaid() {
            None
        } else {
            order.payable(decision, &self.lines, shipping_minor)
        };
        self.cancel_units(order, &self.lines, are_held)?;
        if let Some((by, reason)) = approval {
            self.decided(by, reason, now);
        }
        self.state = CancellationState::Approved;
        self.refund_due_time = refund.as_ref().and(due).map(|due| due.due_time);
        let cause = Cause {
            word: if decision.topic == Topic::OutOfStock {
                "out_of_stock"
            } else {
                "cancellation"
            },
            id: &self.cancellation_id,
            decision_id: &self.decision_id,
            payout: self.payout.as_ref(),
        };
        let debts = refund
            .as_ref()
            .map(|refund| order.debts(cause, decision, refund, due))
            .unwrap_or_default();
        self.refund = refund;
        Ok(debts)
    }

    /// Cancels units of it; `are_held` says that they are held for it. What was not paid of them is waived.
    pub(super) fn cancel_units(
        &self,
        order: &mut Order,
        units: &[LineQuantity],
        are_held: bool,
    ) -> Result<(), Rejection> {
        let is_unpaid = order.is_unpaid();
        let is_whole = units.len() == self.lines.len() && units.iter().all(|unit| self.lines.contains(unit));
        let shipping_minor = if is_whole {
            self.freed_shipping_minor(order)
        } else {
            0
        };
        let worth_minor = units
            .iter()
            .filter_map(|ask| Some(order.line(&ask.line_id)?.share_minor(ask.quantity)))
            .sum::<i64>();
        for ask in units {
            let line = order.line_mut(&ask.line_id);
            if is_unpaid {
                line.waived_minor += line.share_minor(ask.quantity);
            }
            line.cancelled_quantity += ask.quantity;
            if are_held {
                line.requested_quantity -= ask.quantity;
            }
            let is_done = line.free_quantity() + line.requested_quantity == 0;
            if is_done && matches!(line.stock, StockState::OutOfStock | StockState::BackOrder) {
                line.stock = StockState::Refunded;
            }
        }
        order.forget_choices();
        order.is_shipping_freed |= self.frees_shipping && (is_whole || !is_unpaid);
        if is_unpaid {
            order.waive(worth_minor, shipping_minor);
        } else if !units.is_empty() && order.payments.iter().any(|payment| !payment.is_confirmed()) {
            drop_open_payments(order)?;
        }
        order.settle_state();
        Ok(())
    }

    /// Shipping of the order as a whole that goes with it.
    pub(super) fn freed_shipping_minor(&self, order: &Order) -> i64 {
        if self.frees_shipping && !order.is_shipping_freed {
            order.shipping_minor
        } else {
            0
        }
    }

    /// Whether everything that is owed for it was paid.
    pub(super) fn is_paid_out(&self) -> bool {
        let paid: i64 = self
            .refunds
            .iter()
            .filter(|known| known.is_paid)
            .map(|known| known.amount_minor)
            .sum();
        let owed = self.refund.as_ref().map_or(0, |refund| refund.amount_minor);
        owed > 0 && paid >= owed
    }

    /// Takes note of a refund made of it. Whether that was news.
    pub(crate) fn refund_changed(&mut self, refund: KnownRefund) -> bool {
        match self
            .refunds
            .iter_mut()
            .find(|known| known.refund_id == refund.refund_id)
        {
            Some(known) if *known == refund => return false,
            Some(known) => *known = refund,
            None => self.refunds.push(refund),
        }
        let is_paid = self.is_paid_out();
        self.state = match self.state {
            CancellationState::Approved if is_paid => CancellationState::Refunded,
            CancellationState::Refunded if !is_paid => CancellationState::Approved,
            state => state,
        };
        self.touch();
        true
    }
}

/// What is still to be paid goes with an order of which nothing is left.
fn drop_open_payments(order: &mut Order) -> Result<(), Rejection> {
    if order.lines.iter().any(|line| line.live_quantity() > 0) {
        return Err(Rejection::Precondition {
            subject: format!("order {}", order.order_id),
            message: "is paid in part; confirm the open payment first, or cancel all of it".to_owned(),
        });
    }
    let open_minor = order.unconfirmed_minor();
    order.payments.retain(Payment::is_confirmed);
    order.total_minor -= open_minor;
    Ok(())
}
