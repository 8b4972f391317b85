//! AnswerProposal: the other side accepts, which settles the dispute and owes the amount, or rejects.

use redress_contracts::redress::orders::v1 as pb;
use redress_policy::Party;

use super::docket::others;
use super::{App, Call};
use crate::app::decide_cancellation::check_owns_all;
use crate::error::Error;

impl App {
    /// Answers the open proposal.
    ///
    /// # Errors
    ///
    /// The dispute has ended, the proposal is closed, or is the answerer's own.
    pub(crate) async fn answer_proposal(
        &self,
        call: Call,
        target: (String, String),
        (proposal_id, party, accepts): (String, Party, bool),
    ) -> Result<pb::Dispute, Error> {
        self.change_dispute(call, target, move |work, docket| {
            check_owns_all(&work.caller, &docket.cancellation)?;
            let settled = docket.dispute.answer(&proposal_id, (party, accepts))?;
            if let Some(amount_minor) = settled {
                docket.end(work, |dispute, hearing| {
                    dispute.settle(hearing, amount_minor, party)
                })?;
                return Ok(work.change("dispute_settled", party, &others(party)));
            }
            if accepts {
                docket.ask(work)?;
            } else {
                docket.stop_asking();
            }
            let word = if accepts { "accepted" } else { "rejected" };
            let change = work.change("dispute_proposal", party, &others(party));
            Ok(change.saying(&format!("proposal {proposal_id} was {word}")))
        })
        .await
    }
}
