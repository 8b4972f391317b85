//! AnswerReturnProposal: the other side accepts, which settles the dispute, or rejects. What is agreed on is owed at once;
//! where the goods have to come back for it, the return is approved instead and refunds it in its own way.

use redress_contracts::redress::returns::v1 as pb;
use redress_policy::{Party, Remedy};

use super::approving::{Approving, approve};
use super::dispute::{DisputeTarget, ask, end, others, stop_asking};
use super::work::Work;
use super::{App, Call};
use crate::convert::dispute::Answer;
use crate::domain::change::Change;
use crate::domain::dispute::{Dispute, Proposal};
use crate::error::Error;

impl App {
    /// Answers the open proposal.
    ///
    /// # Errors
    ///
    /// The dispute is not open to answers, the proposal is closed, or is the answerer's own.
    pub(crate) async fn answer_return_proposal(
        &self,
        call: Call,
        target: DisputeTarget,
        answer: Answer,
    ) -> Result<pb::ReturnDispute, Error> {
        self.change_dispute(call, target, move |work, dispute| {
            let Answer {
                proposal_id,
                party,
                accepts,
            } = answer;
            if let Some(proposal) = dispute.answer(&proposal_id, (party, accepts))? {
                return settle(work, dispute, (&proposal, party));
            }
            if accepts {
                ask(work, dispute)?;
            } else {
                stop_asking(work);
            }
            let word = if accepts { "accepted" } else { "rejected" };
            let change = work.change("dispute_proposal", party, &others(party));
            Ok(change.saying(&format!("proposal {proposal_id} was {word}")))
        })
        .await
    }
}

fn settle(
    work: &mut Work<'_>,
    dispute: &mut Dispute,
    (proposal, party): (&Proposal, Party),
) -> Result<Change, Error> {
    let change = work.change("dispute_settled", party, &others(party));
    if !Dispute::waits_for_goods(&work.case, proposal) {
        end(work, dispute, |dispute, hearing| {
            dispute.settle(hearing, proposal, party)
        })?;
        return Ok(change);
    }
    end(work, dispute, |dispute, hearing| {
        dispute.settle_when_back(hearing, proposal)?;
        Ok(None)
    })?;
    let reason = format!("Settled in dispute {}.", dispute.dispute_id);
    let approving = Approving {
        remedy: Some(Remedy::PartialRefund),
        granted_by: Some(dispute.clauses.clone()),
        ..Approving::by(party, &reason)
    };
    approve(work, approving)?;
    Ok(change)
}
