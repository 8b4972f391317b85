//! How a dispute ends: by a proposal that both sides accepted, or by the platform's ruling.

use chrono::{DateTime, Utc};
use redress_core::Money;
use redress_policy::Party;

use super::Dispute;
use crate::domain::cancellation::{Award, Hearing, ruled_amount};
use crate::domain::debt::Debt;
use crate::domain::rejection::Rejection;
use crate::domain::words::{DisputeState, RulingFor};

/// What the platform rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ruling {
    pub ruling_for: RulingFor,
    /// Required in part; in full or for the seller it may repeat what follows.
    pub amount: Option<Money>,
    pub reason: String,
}

impl Dispute {
    /// Settles it for the amount of a proposal that both sides accepted, `by` whom last.
    pub(crate) fn settle(
        &mut self,
        hearing: &mut Hearing<'_>,
        amount_minor: i64,
        by: Party,
    ) -> Result<Vec<Debt>, Rejection> {
        self.check_open()?;
        let most_minor = hearing
            .cancellation
            .awardable_minor(hearing.order, self.was_approved());
        self.check_amount(Money::new(amount_minor, self.currency), most_minor)?;
        let reason = format!("settled in dispute {}", self.dispute_id);
        let debts = hearing.grant(Award {
            cause: "settlement",
            breakdown: Some(ruled_amount(hearing.order, amount_minor, &self.clauses)),
            held: &self.held,
            by,
            reason: &reason,
        })?;
        self.close(DisputeState::Settled, amount_minor, hearing.now);
        Ok(debts)
    }

    /// Rules it. In full for the buyer is what the stored decision gives or, when only the amount is disputed, all that
    /// is left of what the lines cost; in part is an amount of the ruling's own.
    pub(crate) fn rule(
        &mut self,
        hearing: &mut Hearing<'_>,
        ruling: &Ruling,
    ) -> Result<Vec<Debt>, Rejection> {
        self.check_open()?;
        let was_approved = self.was_approved();
        let breakdown = match ruling.ruling_for {
            RulingFor::Buyer => {
                let full = hearing.in_full(was_approved, &self.clauses);
                self.check_repeated(ruling.amount, full.as_ref().map_or(0, |full| full.amount_minor))?;
                full
            }
            RulingFor::BuyerInPart => {
                let amount = ruling.amount.filter(|amount| amount.minor > 0);
                let amount =
                    amount.ok_or_else(|| Rejection::field("amount", "is required for a ruling in part"))?;
                let most_minor = hearing.cancellation.awardable_minor(hearing.order, was_approved);
                self.check_amount(amount, most_minor)?;
                Some(ruled_amount(hearing.order, amount.minor, &self.clauses))
            }
            RulingFor::Seller => {
                self.check_repeated(ruling.amount, 0)?;
                None
            }
        };
        let amount_minor = breakdown.as_ref().map_or(0, |breakdown| breakdown.amount_minor);
        let debts = if ruling.ruling_for == RulingFor::Seller {
            hearing.deny(was_approved, &self.held, (Party::Platform, &ruling.reason));
            Vec::new()
        } else {
            let (held, reason) = (&*self.held, &*ruling.reason);
            hearing.grant(Award {
                cause: "ruling",
                breakdown,
                held,
                by: Party::Platform,
                reason,
            })?
        };
        self.close_proposals();
        self.ruling_for = Some(ruling.ruling_for);
        self.ruling_reason.clone_from(&ruling.reason);
        self.close(DisputeState::Ruled, amount_minor, hearing.now);
        Ok(debts)
    }

    fn close(&mut self, state: DisputeState, amount_minor: i64, now: DateTime<Utc>) {
        self.state = state;
        self.amount_minor = Some(amount_minor);
        self.close_time = Some(now);
        self.held.clear();
    }

    fn check_repeated(&self, given: Option<Money>, follows_minor: i64) -> Result<(), Rejection> {
        let follows = Money::new(follows_minor, self.currency);
        if given.is_none_or(|given| given == follows) {
            return Ok(());
        }
        Err(Rejection::field(
            "amount",
            format!("follows from the ruling, which gives {follows}; leave it out"),
        ))
    }
}
