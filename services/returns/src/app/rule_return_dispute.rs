//! RuleReturnDispute: the platform rules. What it gives the buyer is owed at once, without the seller's consent and without
//! waiting for an appeal. A second ruling that gives less takes nothing back; the difference is named to the platform, whose
//! finance settles it outside of Redress.

use redress_contracts::redress::returns::v1 as pb;
use redress_policy::{DeadlineKind, Party};

use super::dispute::{DisputeTarget, end, rules};
use super::{App, Call};
use crate::domain::dispute::{Dispute, RulingFor, Verdict};
use crate::domain::rejection::Rejection;
use crate::error::Error;

impl App {
    /// Rules a dispute.
    ///
    /// # Errors
    ///
    /// The dispute waits for no ruling, the pack has somebody else rule or its rulings do not bind the seller, or the amount is
    /// not one that the ruling can give.
    pub(crate) async fn rule_return_dispute(
        &self,
        call: Call,
        target: DisputeTarget,
        verdict: Verdict,
    ) -> Result<pb::ReturnDispute, Error> {
        self.change_dispute(call, target, move |work, dispute| {
            let rules = rules(work)?;
            if rules.ruled_by != Party::Platform {
                return Err(Rejection::WrongParty {
                    allowed: vec![rules.ruled_by],
                }
                .into());
            }
            if verdict.ruling_for != RulingFor::Seller && !rules.ruling_binds_seller {
                return Err(Rejection::Precondition {
                    subject: format!("dispute {}", dispute.dispute_id),
                    message: "cannot be ruled against the seller by this policy; propose a settlement"
                        .to_owned(),
                }
                .into());
            }
            let appeal = work.deadline(DeadlineKind::Appeal, work.now)?;
            end(work, dispute, |dispute, hearing| {
                dispute.rule(hearing, &verdict, appeal.as_ref())
            })?;
            let mut audience = vec![Party::Buyer, Party::Seller];
            if dispute.overpaid_minor() > 0 {
                audience.push(Party::Platform);
            }
            let change = work.change("dispute_ruled", Party::Platform, &audience);
            Ok(change.saying(&explanation(dispute, &verdict.reason)))
        })
        .await
    }
}

/// The reason given, and what was paid beyond what is ruled in the end.
fn explanation(dispute: &Dispute, reason: &str) -> String {
    match dispute.overpaid_minor() {
        0 => reason.to_owned(),
        overpaid => format!(
            "{reason} ({} was refunded by the first ruling beyond this one, and is not taken back here.)",
            dispute.money(overpaid)
        ),
    }
}
