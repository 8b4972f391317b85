//! RuleDispute: the platform ends a dispute. What it gives the buyer is owed at once, without the seller's consent.

use redress_contracts::redress::orders::v1 as pb;
use redress_policy::Party;

use super::{App, Call};
use crate::domain::dispute::Ruling;
use crate::domain::rejection::Rejection;
use crate::domain::words::RulingFor;
use crate::error::Error;

impl App {
    /// Rules a dispute.
    ///
    /// # Errors
    ///
    /// The dispute has ended, the pack has somebody else rule or its rulings do not bind the seller, or the amount is not
    /// one that the ruling can give.
    pub(crate) async fn rule_dispute(
        &self,
        call: Call,
        target: (String, String),
        ruling: Ruling,
    ) -> Result<pb::Dispute, Error> {
        self.change_dispute(call, target, move |work, docket| {
            let pack = work.bound.layers.marketplace.clone();
            let rules = pack.dispute.as_ref().ok_or(Rejection::DisputesNotOffered)?;
            if rules.ruled_by != Party::Platform {
                return Err(Rejection::WrongParty {
                    allowed: vec![rules.ruled_by],
                }
                .into());
            }
            if ruling.ruling_for != RulingFor::Seller && !rules.ruling_binds_seller {
                return Err(Rejection::Precondition {
                    subject: format!("dispute {}", docket.dispute.dispute_id),
                    message: "cannot be ruled against the seller by this policy; propose a settlement"
                        .to_owned(),
                }
                .into());
            }
            docket.end(work, |dispute, hearing| dispute.rule(hearing, &ruling))?;
            let change = work.change("dispute_ruled", Party::Platform, &[Party::Buyer, Party::Seller]);
            Ok(change.saying(&ruling.reason))
        })
        .await
    }
}
