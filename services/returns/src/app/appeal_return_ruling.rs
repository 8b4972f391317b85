//! AppealReturnRuling: who lost asks the platform to look once more. Its reason is a statement in the dispute, and the
//! platform's clock starts again.

use redress_contracts::redress::returns::v1 as pb;
use redress_policy::DeadlineKind;

use super::dispute::{DisputeTarget, book, others};
use super::{App, Call};
use crate::convert::dispute::Said;
use crate::domain::dispute::Statement;
use crate::error::Error;

impl App {
    /// Appeals a ruling.
    ///
    /// # Errors
    ///
    /// There is no ruling that can be appealed, its time has passed, or the party did not lose it.
    pub(crate) async fn appeal_return_ruling(
        &self,
        call: Call,
        target: DisputeTarget,
        said: Said,
    ) -> Result<pb::ReturnDispute, Error> {
        self.change_dispute(call, target, move |work, dispute| {
            let judgement = work.deadline(DeadlineKind::Judgement, work.now)?;
            let book = book(work)?;
            let change = work
                .change("dispute_appealed", said.party, &others(said.party))
                .saying(&said.text);
            let statement = Statement {
                party: said.party,
                text: said.text,
                create_time: work.now,
                evidence_ids: said.evidence_ids,
            };
            dispute.appeal((&mut work.case, &book), statement, judgement.as_ref())?;
            Ok(change)
        })
        .await
    }
}
