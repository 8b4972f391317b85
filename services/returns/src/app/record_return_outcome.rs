//! RecordReturnOutcome: the platform records what a body outside decided. What it awards the buyer is owed at once, on top of
//! what was refunded before; clocks that stood still run again.

use redress_contracts::redress::returns::v1 as pb;
use redress_policy::Party;

use super::dispute::{DisputeTarget, end};
use super::{App, Call};
use crate::domain::dispute::Outcome;
use crate::error::Error;

impl App {
    /// Records an outcome.
    ///
    /// # Errors
    ///
    /// No body outside has the dispute, or it awards more than was paid and not refunded.
    pub(crate) async fn record_return_outcome(
        &self,
        call: Call,
        target: DisputeTarget,
        outcome: Outcome,
    ) -> Result<pb::ReturnDispute, Error> {
        self.change_dispute(call, target, move |work, dispute| {
            let change = work
                .change("dispute_outcome", Party::Platform, &[Party::Buyer, Party::Seller])
                .saying(&outcome.text);
            end(work, dispute, |dispute, hearing| {
                dispute.record_outcome(hearing, outcome)
            })?;
            Ok(change)
        })
        .await
    }
}
