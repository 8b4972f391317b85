//! AddReturnStatement: a party says something in a dispute over a return, with the evidence that it refers to.

use redress_contracts::redress::returns::v1 as pb;

use super::dispute::{DisputeTarget, others};
use super::{App, Call};
use crate::convert::dispute::Said;
use crate::domain::dispute::Statement;
use crate::error::Error;

impl App {
    /// Adds a statement.
    ///
    /// # Errors
    ///
    /// The dispute is not open to statements, or takes no more of them.
    pub(crate) async fn add_return_statement(
        &self,
        call: Call,
        target: DisputeTarget,
        said: Said,
    ) -> Result<pb::ReturnDispute, Error> {
        self.change_dispute(call, target, move |work, dispute| {
            let change = work
                .change("dispute_statement", said.party, &others(said.party))
                .saying(&said.text);
            dispute.hear(Statement {
                party: said.party,
                text: said.text,
                create_time: work.now,
                evidence_ids: said.evidence_ids,
            })?;
            Ok(change)
        })
        .await
    }
}
