//! ProposeSettlement: a side, or the platform as a mediator, proposes an amount to settle for.

use redress_contracts::redress::orders::v1 as pb;

use super::docket::others;
use super::{App, Call};
use crate::app::decide_cancellation::check_owns_all;
use crate::domain::dispute::Offer;
use crate::domain::rejection::Rejection;
use crate::error::Error;

impl App {
    /// Makes a proposal, which replaces the open one.
    ///
    /// # Errors
    ///
    /// The dispute has ended, the pack knows no proposals, or the amount is more than the lines cost.
    pub(crate) async fn propose_settlement(
        &self,
        call: Call,
        target: (String, String),
        offer: Offer,
    ) -> Result<pb::Dispute, Error> {
        self.change_dispute(call, target, move |work, docket| {
            check_owns_all(&work.caller, &docket.cancellation)?;
            let pack = work.bound.layers.marketplace.clone();
            let rules = pack.dispute.as_ref().ok_or(Rejection::DisputesNotOffered)?;
            let most_minor = docket
                .cancellation
                .awardable_minor(&work.order, docket.dispute.was_approved());
            let change = work
                .change("dispute_proposal", offer.party, &others(offer.party))
                .saying(&offer.text);
            docket
                .dispute
                .propose(offer, (rules.proposals, most_minor), work.now)?;
            docket.ask(work)?;
            Ok(change)
        })
        .await
    }
}
