//! AddStatement: a side, or the platform, says something in an open dispute.

use redress_contracts::redress::orders::v1 as pb;

use super::docket::others;
use super::{App, Call};
use crate::convert::dispute::Said;
use crate::domain::dispute::Statement;
use crate::error::Error;

impl App {
    /// Adds a statement.
    ///
    /// # Errors
    ///
    /// The dispute has ended, or takes no more of them.
    pub(crate) async fn add_statement(
        &self,
        call: Call,
        target: (String, String),
        said: Said,
    ) -> Result<pb::Dispute, Error> {
        self.change_dispute(call, target, move |work, docket| {
            let Said {
                party,
                text,
                evidence_refs,
            } = said;
            let change = work
                .change("dispute_statement", party, &others(party))
                .saying(&text);
            docket.dispute.hear(Statement {
                party,
                text,
                create_time: work.now,
                evidence_refs,
            })?;
            Ok(change)
        })
        .await
    }
}
