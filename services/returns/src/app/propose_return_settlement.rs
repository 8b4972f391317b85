//! ProposeReturnSettlement: a side, or the platform as a mediator, proposes an amount to settle for, or counters a proposal.

use redress_contracts::redress::returns::v1 as pb;

use super::dispute::{DisputeTarget, ask, others, rules, stake};
use super::{App, Call};
use crate::domain::dispute::Offer;
use crate::error::Error;

impl App {
    /// Makes a proposal, which replaces the open one.
    ///
    /// # Errors
    ///
    /// The dispute is not open to proposals, the pack knows none, or the amount is more than was paid.
    pub(crate) async fn propose_return_settlement(
        &self,
        call: Call,
        target: DisputeTarget,
        offer: Offer,
    ) -> Result<pb::ReturnDispute, Error> {
        self.change_dispute(call, target, move |work, dispute| {
            let rules = rules(work)?;
            let paid_minor = stake(work, &dispute.clauses)?.paid_minor;
            let most_minor = dispute.left_minor(&work.case, paid_minor);
            let change = work
                .change("dispute_proposal", offer.party, &others(offer.party))
                .saying(&offer.text);
            dispute.propose(&work.case, offer, (rules.proposals, most_minor), work.now)?;
            ask(work, dispute)?;
            Ok(change)
        })
        .await
    }
}
