//! The platform steps into an order's case: it overrides a decision, owes the buyer an amount, or guides the parties.
//!
//! Always: only with the powers that the pack gives, and never without a record of who did it and why. No state of an
//! order bars it.

use chrono::{DateTime, Utc};
use redress_core::{Currency, Money};
use redress_policy::pack::Oversight;
use redress_policy::{Breakdown, DeadlineSet, Method, Party};

use super::cancellation::{Award, Hearing, ruled_amount};
use super::debt::{Debt, Payout};
use super::dispute::{Dispute, Ruling};
use super::order::Order;
use super::rejection::Rejection;
use super::words::{CancellationState, InterventionKind, RulingFor};

/// The record of one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Intervention {
    pub intervention_id: String,
    pub order_id: String,
    pub marketplace_id: String,
    /// Empty when it is about the order as a whole.
    pub cancellation_id: String,
    pub kind: InterventionKind,
    pub reason: String,
    /// What is owed by it; absent when nothing is.
    pub amount_minor: Option<i64>,
    pub currency: Currency,
    /// Who did it.
    pub principal: String,
    pub create_time: DateTime<Utc>,
    pub clauses: Vec<String>,
}

/// States of a cancellation that the platform may approve.
const APPROVABLE: [CancellationState; 4] = [
    CancellationState::AwaitingPlatform,
    CancellationState::AwaitingSeller,
    CancellationState::Refused,
    CancellationState::Disputed,
];
/// States of a cancellation that the platform may refuse.
const REFUSABLE: [CancellationState; 2] = [
    CancellationState::AwaitingPlatform,
    CancellationState::AwaitingSeller,
];

/// The pack's words on oversight, when they give this power.
pub(crate) fn check_power(
    kind: InterventionKind,
    oversight: Option<&Oversight>,
) -> Result<&Oversight, Rejection> {
    let gives = |oversight: &&Oversight| match kind {
        InterventionKind::ApproveCancellation | InterventionKind::RefuseCancellation => {
            oversight.may_override
        }
        InterventionKind::ForceRefund => oversight.may_force_refund,
        InterventionKind::Guidance => oversight.may_guide,
    };
    oversight
        .filter(gives)
        .ok_or_else(|| Rejection::InterventionNotAllowed {
            kind,
            clauses: oversight
                .map(|oversight| oversight.clauses.iter().map(ToString::to_string).collect())
                .unwrap_or_default(),
        })
}

/// Approves a cancellation by the stored decision, whoever refused it. An open dispute over it is ruled for the buyer by
/// it; one over the amount of an approved cancellation has nothing to approve, and is ruled itself.
pub(crate) fn approve(
    hearing: &mut Hearing<'_>,
    dispute: Option<&mut Dispute>,
    (reason, clauses): (&str, &[String]),
) -> Result<Vec<Debt>, Rejection> {
    match (hearing.cancellation.state, dispute) {
        (CancellationState::AwaitingPlatform | CancellationState::AwaitingSeller, _) => {
            let by = Some((Party::Platform, reason));
            let debts = hearing.cancellation.approve(
                hearing.order,
                hearing.decision,
                hearing.due,
                (by, hearing.now),
            )?;
            hearing.cancellation.touch();
            Ok(debts)
        }
        (CancellationState::Disputed, Some(dispute)) if !dispute.was_approved() => {
            let ruling = Ruling {
                ruling_for: RulingFor::Buyer,
                amount: None,
                reason: reason.to_owned(),
            };
            let debts = dispute.rule(hearing, &ruling)?;
            dispute.touch();
            Ok(debts)
        }
        (CancellationState::Refused, _) => {
            let breakdown = hearing.in_full(false, clauses);
            let held = hearing.cancellation.hold_free(hearing.order);
            hearing.grant(Award {
                cause: "intervention",
                breakdown,
                held: &held,
                by: Party::Platform,
                reason,
            })
        }
        _ => Err(hearing.cancellation.illegal_state(&APPROVABLE)),
    }
}

/// Refuses a cancellation that waits.
pub(crate) fn refuse(hearing: &mut Hearing<'_>, reason: &str) -> Result<(), Rejection> {
    if !REFUSABLE.contains(&hearing.cancellation.state) {
        return Err(hearing.cancellation.illegal_state(&REFUSABLE));
    }
    hearing
        .cancellation
        .refuse(hearing.order, Party::Platform, reason, hearing.now);
    Ok(())
}

/// An amount of its own that the platform has the buyer paid; `given_minor` is what is owed or was paid back before.
pub(crate) fn force_refund(
    order: &Order,
    amount: Money,
    (given_minor, clauses): (i64, &[String]),
) -> Result<Breakdown, Rejection> {
    if order.is_unpaid() {
        return Err(Rejection::NotPaid {
            order_id: order.order_id.clone(),
        });
    }
    if amount.currency != order.currency {
        return Err(Rejection::field(
            "amount",
            format!("must be in {}, like the order", order.currency),
        ));
    }
    let captured_minor: i64 = order
        .payments
        .iter()
        .filter_map(|payment| payment.captured_minor)
        .sum();
    let most_minor = (captured_minor - given_minor).max(0);
    if amount.minor > most_minor {
        return Err(Rejection::Exceeds {
            most: order.money(most_minor),
        });
    }
    Ok(ruled_amount(order, amount.minor, clauses))
}

/// What a forced refund is paid by.
#[derive(Clone, Debug)]
pub(crate) struct Footing {
    pub method: Method,
    pub payout: Option<Payout>,
    /// Empty when no decision was made.
    pub decision_id: String,
    pub seller_ids: Vec<String>,
    /// The clock of the refund.
    pub due: Option<DeadlineSet>,
}

/// The debt of a forced refund. A debtor who is a seller is named when there is one only.
pub(crate) fn debt(intervention: &Intervention, breakdown: Breakdown, footing: Footing) -> Debt {
    let Footing {
        method,
        payout,
        decision_id,
        seller_ids,
        due,
    } = footing;
    let debtor = due.as_ref().map_or(Party::Platform, |due| due.party);
    let seller_id = match seller_ids.as_slice() {
        [only] if debtor == Party::Seller => only.clone(),
        _ => String::new(),
    };
    Debt {
        cause: "intervention",
        cause_id: intervention.intervention_id.clone(),
        breakdown,
        method: Some(method),
        payout,
        due_time: due.as_ref().map(|due| due.due_time),
        debtor,
        seller_id,
        decision_id,
        clauses: due
            .map(|due| due.clauses.iter().map(ToString::to_string).collect())
            .unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests;
