//! What a dispute is about in money: what the policy gives in full, and what was paid for the lines.

use redress_policy::pack::ClauseIds;
use redress_policy::{
    Breakdown, Facts, Layers, LineFacts, Method, Remedy, SettleError, SettlementFacts, settle,
};

/// The most that a return can come to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stake {
    /// What the policy gives for all of its lines when it is granted whatever was decided; absent when that is nothing.
    pub full: Option<Breakdown>,
    /// How it goes back.
    pub method: Option<Method>,
    /// What was paid for its lines, with the shipping that goes back with them. All refunds of the return together never
    /// exceed it.
    pub paid_minor: i64,
}

impl Stake {
    /// Of a return by the facts of its request, granted on these clauses.
    ///
    /// # Errors
    ///
    /// As [`settle`].
    pub(crate) fn of(layers: &Layers, facts: &Facts, clauses: &[String]) -> Result<Self, SettleError> {
        let granted: ClauseIds = clauses.iter().map(|clause| clause.as_str().into()).collect();
        let after = SettlementFacts {
            granted_by: Some(granted),
            ..SettlementFacts::of(Remedy::Refund)
        };
        let settled = settle(layers, facts, &after)?;
        Ok(Self {
            full: settled.breakdown.filter(|full| full.amount_minor > 0),
            method: settled.method,
            paid_minor: paid_minor(facts),
        })
    }

    /// What the policy gives in full, and never more than was paid.
    pub(crate) fn full_minor(&self) -> i64 {
        let full_minor = self.full.as_ref().map_or(0, |full| full.amount_minor);
        full_minor.min(self.paid_minor)
    }
}

/// What was paid for the units asked for, and for the shipping of the order as a whole that they free.
fn paid_minor(facts: &Facts) -> i64 {
    if facts.order.payment_confirm_time.is_none() {
        return 0;
    }
    let of_lines: i64 = facts.lines.iter().map(line_minor).sum();
    of_lines + facts.order.shipping_minor
}

/// What the units of a line cost, split over units as the policy core splits them.
fn line_minor(line: &LineFacts) -> i64 {
    let upto = |units: i64| {
        let part = |total| upto(total, units, line.ordered_quantity);
        line.unit_price_minor * units - part(line.discount_minor)
            + part(line.tax_minor)
            + part(line.shipping_minor)
    };
    upto(line.refunded_quantity + line.quantity) - upto(line.refunded_quantity)
}

/// What of a line's total falls on its first so many units, rounded half up.
fn upto(total_minor: i64, units: i64, of: i64) -> i64 {
    let (total, units, of) = (i128::from(total_minor), i128::from(units), i128::from(of));
    ((total * units * 2 + of) / (2 * of)) as i64
}
