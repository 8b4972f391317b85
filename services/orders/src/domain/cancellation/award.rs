//! What becomes of a cancellation outside its ordinary way: a dispute takes it up, and a settlement, a ruling or the
//! platform ends that, for the buyer or against them.
//!
//! Always: units of it that have not shipped are held while it is disputed, so that they do not ship meanwhile; what is
//! awarded is never more than its units cost and payments captured, less what was approved for it before.

use chrono::{DateTime, Utc};
use redress_policy::{Breakdown, BreakdownLine, DeadlineKind, DeadlineSet, Decision, Part, Party};

use super::Cancellation;
use crate::domain::deadline::OpenDeadline;
use crate::domain::debt::{Cause, Debt};
use crate::domain::line::LineQuantity;
use crate::domain::order::Order;
use crate::domain::rejection::Rejection;
use crate::domain::words::CancellationState;

/// A cancellation, with what its end is decided by.
pub(crate) struct Hearing<'a> {
    pub order: &'a mut Order,
    pub cancellation: &'a mut Cancellation,
    /// The stored decision.
    pub decision: &'a Decision,
    /// The clock of a refund owed now.
    pub due: Option<&'a DeadlineSet>,
    pub now: DateTime<Utc>,
}

/// What the buyer is given.
#[derive(Clone, Debug)]
pub(crate) struct Award<'a> {
    /// What the debt is for: `settlement`, `ruling` or `intervention`.
    pub cause: &'static str,
    /// Absent when nothing was paid, or nothing is left to give.
    pub breakdown: Option<Breakdown>,
    /// Units that are held for it; they are cancelled.
    pub held: &'a [LineQuantity],
    pub by: Party,
    pub reason: &'a str,
}

impl Cancellation {
    /// Makes it disputed. Returns the units that the dispute holds: those that it held already, or those of a refused
    /// one that have not shipped. An approved one has none left to hold.
    pub(crate) fn dispute(
        &mut self,
        order: &mut Order,
        dispute_id: &str,
        judgement: Option<&DeadlineSet>,
    ) -> Vec<LineQuantity> {
        let held = match self.state {
            CancellationState::AwaitingPlatform | CancellationState::AwaitingSeller => self.lines.clone(),
            CancellationState::Refused => self.hold_free(order),
            CancellationState::Approved
            | CancellationState::Refunded
            | CancellationState::Withdrawn
            | CancellationState::Disputed => Vec::new(),
        };
        self.state = CancellationState::Disputed;
        dispute_id.clone_into(&mut self.dispute_id);
        self.deadlines
            .retain(|open| open.kind == DeadlineKind::NotifyParty);
        self.deadlines.extend(judgement.map(OpenDeadline::of));
        self.touch();
        held
    }

    /// Holds those of its units that are free, and returns them.
    pub(crate) fn hold_free(&self, order: &mut Order) -> Vec<LineQuantity> {
        let mut held = Vec::new();
        for ask in &self.lines {
            let line = order.line_mut(&ask.line_id);
            let quantity = ask.quantity.min(line.free_quantity());
            if quantity > 0 {
                line.requested_quantity += quantity;
                held.push(LineQuantity {
                    line_id: ask.line_id.clone(),
                    quantity,
                });
            }
        }
        held
    }

    /// The most that it can be awarded. `are_cancelled` says that it was approved before.
    pub(crate) fn awardable_minor(&self, order: &Order, are_cancelled: bool) -> i64 {
        let of_line = |ask: &LineQuantity| {
            let line = order.line(&ask.line_id)?;
            let cost_minor = if are_cancelled {
                let before = (line.cancelled_quantity - ask.quantity).max(0);
                line.price.share(line.quantity, before, ask.quantity)
            } else {
                line.share_minor(ask.quantity.min(line.live_quantity()))
            };
            Some(cost_minor.min(line.captured_minor))
        };
        let is_shipping_open = self.frees_shipping && (are_cancelled || !order.is_shipping_freed);
        let shipping_minor = if is_shipping_open {
            order.shipping_captured_minor
        } else {
            0
        };
        let given_minor = self.refund.as_ref().map_or(0, |refund| refund.amount_minor);
        let cost_minor = self.lines.iter().filter_map(of_line).sum::<i64>() + shipping_minor;
        (cost_minor - given_minor).max(0)
    }
}

impl Hearing<'_> {
    /// What giving it in full comes to: what the stored decision gives, or, when that was approved before, all that its
    /// units cost beyond it.
    pub(crate) fn in_full(&self, was_approved: bool, clauses: &[String]) -> Option<Breakdown> {
        let most_minor = self.cancellation.awardable_minor(self.order, was_approved);
        let shipping_minor = self.cancellation.freed_shipping_minor(self.order);
        let stored = if was_approved || self.order.is_unpaid() {
            None
        } else {
            self.order
                .payable(self.decision, &self.cancellation.lines, shipping_minor)
        };
        match stored {
            Some(breakdown) if breakdown.amount_minor <= most_minor => Some(breakdown),
            None if !was_approved => None,
            Some(_) | None => (most_minor > 0).then(|| ruled_amount(self.order, most_minor, clauses)),
        }
    }

    /// Gives the buyer an award: units are cancelled, money is owed beside what was owed before.
    pub(crate) fn grant(&mut self, award: Award<'_>) -> Result<Vec<Debt>, Rejection> {
        self.cancellation.cancel_units(self.order, award.held, true)?;
        let cancellation = &mut *self.cancellation;
        cancellation.decided(award.by, award.reason, self.now);
        cancellation.state = CancellationState::Approved;
        cancellation.touch();
        let Some(breakdown) = award.breakdown else {
            cancellation.state = cancellation.approved_state();
            return Ok(Vec::new());
        };
        cancellation.refund_due_time = self.due.map(|due| due.due_time);
        let cause = Cause {
            word: award.cause,
            id: &cancellation.cancellation_id,
            decision_id: &cancellation.decision_id,
            payout: cancellation.payout.as_ref(),
        };
        let mut debts = self.order.debts(cause, self.decision, &breakdown, self.due);
        if let [only] = cancellation.seller_ids.as_slice() {
            for debt in debts
                .iter_mut()
                .filter(|debt| debt.debtor == Party::Seller && debt.seller_id.is_empty())
            {
                debt.seller_id.clone_from(only);
            }
        }
        cancellation.refund = Some(match cancellation.refund.take() {
            Some(before) => joined(before, breakdown),
            None => breakdown,
        });
        Ok(debts)
    }

    /// Gives the buyer nothing: an approved one is as it was, any other is refused; what was held is free again.
    pub(crate) fn deny(&mut self, was_approved: bool, held: &[LineQuantity], (by, reason): (Party, &str)) {
        for unit in held {
            self.order.line_mut(&unit.line_id).requested_quantity -= unit.quantity;
        }
        let cancellation = &mut *self.cancellation;
        cancellation.decided(by, reason, self.now);
        cancellation.state = if was_approved {
            cancellation.approved_state()
        } else {
            CancellationState::Refused
        };
        cancellation.touch();
    }
}

impl Cancellation {
    /// Where an approved one stands, by what is known of its refunds.
    fn approved_state(&self) -> CancellationState {
        if self.is_paid_out() {
            CancellationState::Refunded
        } else {
            CancellationState::Approved
        }
    }
}

/// An amount that a person set, as a breakdown of one line of the order as a whole.
pub(crate) fn ruled_amount(order: &Order, amount_minor: i64, clauses: &[String]) -> Breakdown {
    let line = BreakdownLine {
        part: Part::Ruling,
        line_id: None,
        amount_minor,
        withheld_minor: 0,
        clauses: clauses
            .iter()
            .map(|clause| clause.as_str().into())
            .collect::<Vec<_>>()
            .into(),
        text: "The amount that was settled or ruled.".into(),
    };
    Breakdown {
        currency: order.currency,
        lines: vec![line],
        amount_minor,
    }
}

fn joined(mut before: Breakdown, more: Breakdown) -> Breakdown {
    before.amount_minor += more.amount_minor;
    before.lines.extend(more.lines);
    before
}
