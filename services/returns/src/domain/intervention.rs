//! The platform steps into a return: it overrides a decision, owes the buyer an amount, or guides the parties.
//!
//! Always: only with the powers that the pack gives, and never without a record of who did it and why. While a return is
//! disputed it is only guided: its dispute is ruled.

use chrono::{DateTime, Utc};
use redress_core::{Currency, Money};
use redress_policy::Party;
use redress_policy::pack::Oversight;

use super::approval::Decided;
use super::debt::Debt;
use super::dispute::{Footing, Stake};
use super::line::BookLine;
use super::rejection::Rejection;
use super::return_case::Return;
use super::words::ReturnState::{
    self, Approved, AwaitingEvidence, AwaitingParcel, Closed, Expired, InTransit, Inspected, PartlyReceived,
    Received, Refused, Remedied, Requested, UnderReview, Withdrawn,
};
use super::words::words;

words! {
    /// What the platform does when it steps in.
    InterventionKind {
        /// Approves a return that was refused or waits.
        Approve = "approve",
        /// Refuses a return that waits.
        Refuse = "refuse",
        /// Owes the buyer an amount of its own.
        ForceRefund = "force_refund",
        /// Guides the parties.
        Guidance = "guidance",
    }
}

/// The record of one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Intervention {
    pub intervention_id: String,
    pub return_id: String,
    pub order_id: String,
    pub marketplace_id: String,
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

impl Intervention {
    /// What is owed by it.
    pub(crate) fn amount(&self) -> Option<Money> {
        Some(Money::new(self.amount_minor?, self.currency))
    }
}

impl InterventionKind {
    /// The states of a return in which it can be done; all of them for guidance.
    pub(crate) const fn allowed(self) -> &'static [ReturnState] {
        match self {
            Self::Approve => &[Requested, AwaitingEvidence, UnderReview, Refused],
            Self::Refuse => &[Requested, AwaitingEvidence, UnderReview],
            Self::ForceRefund => &[
                Requested,
                AwaitingEvidence,
                UnderReview,
                Approved,
                Refused,
                AwaitingParcel,
                InTransit,
                PartlyReceived,
                Received,
                Inspected,
                Remedied,
                Closed,
                Withdrawn,
                Expired,
            ],
            Self::Guidance => ReturnState::ALL,
        }
    }
}

/// The pack's words on oversight, when they give this power.
pub(crate) fn check_power(
    kind: InterventionKind,
    oversight: Option<&Oversight>,
) -> Result<&Oversight, Rejection> {
    let gives = |oversight: &&Oversight| match kind {
        InterventionKind::Approve | InterventionKind::Refuse => oversight.may_override,
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

impl Return {
    /// That its state allows an intervention. One that is refused and whose goods are on their way to the buyer stays so.
    pub(crate) fn check_intervention(&self, kind: InterventionKind) -> Result<(), Rejection> {
        if !kind.allowed().contains(&self.state) {
            return Err(self.illegal_state(kind.allowed()));
        }
        if kind == InterventionKind::Approve && self.is_sending_back() {
            return Err(self.obstacle("is refused, and its goods are on their way back to the buyer"));
        }
        Ok(())
    }

    /// Owes the buyer an amount of the platform's own, never more than was paid for its lines and not refunded. Its units are
    /// held for it.
    pub(crate) fn force_refund(
        &mut self,
        (amount, reason): (Money, &str),
        (stake, footing): (&Stake, &Footing),
        (clauses, book): (&[String], &[BookLine]),
        now: DateTime<Utc>,
    ) -> Result<Debt, Rejection> {
        self.check_intervention(InterventionKind::ForceRefund)?;
        if amount.currency != self.origin.currency {
            let reason = format!("must be in {}, like the order", self.origin.currency);
            return Err(Rejection::field("amount", reason));
        }
        let left_minor = (stake.paid_minor - self.given_minor()).max(0);
        if amount.minor > left_minor {
            return Err(Rejection::Exceeds {
                most: self.money(left_minor),
            });
        }
        self.hold_all(book)?;
        self.decided = Some(Decided {
            by: Party::Platform,
            time: now,
            reason: reason.to_owned(),
        });
        let breakdown = self.ruled_amount(amount.minor, clauses);
        Ok(self.award(breakdown, footing, now))
    }
}

#[cfg(test)]
mod tests;
