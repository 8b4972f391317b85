//! WithdrawCancellation: who asked takes a cancellation back while it waits.

use redress_contracts::redress::orders::v1 as pb;
use redress_policy::Party;

use super::{App, Call, case};
use crate::convert::cancellation::cancellation_to_wire;
use crate::error::Error;

impl App {
    /// Withdraws a cancellation; its units are free again.
    ///
    /// # Errors
    ///
    /// It does not wait any more, or somebody else asked for it.
    pub(crate) async fn withdraw_cancellation(
        &self,
        call: Call,
        target: (String, String),
        requested_by: Party,
    ) -> Result<pb::Cancellation, Error> {
        self.change_case(call, target, move |work, mut cancellation, record| {
            let awaited = cancellation.awaited_party();
            cancellation.withdraw(&mut work.order, requested_by)?;
            case::save(work, &cancellation)?;
            let mut audience = vec![cancellation.other_party()];
            audience.extend(awaited.filter(|party| *party != cancellation.other_party()));
            let change = work
                .change("cancellation_withdrawn", requested_by, &audience)
                .citing(&record.decision.clauses)
                .about(cancellation.lines.iter().map(|line| line.line_id.as_str()));
            work.tell_of(change, &cancellation, Some(&record.decision));
            Ok(cancellation_to_wire(&cancellation, Some(&record.decision)))
        })
        .await
    }
}
