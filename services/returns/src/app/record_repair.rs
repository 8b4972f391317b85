//! RecordRepair: what a repair came to.

use redress_policy::Party;

use super::{App, Call, ReturnReply, Target};

impl App {
    /// Records a repair. After one that cannot be done another remedy is applied.
    ///
    /// # Errors
    ///
    /// No repair is under way.
    pub(crate) async fn record_repair(
        &self,
        call: Call,
        target: Target,
        (is_repaired, note): (bool, String),
    ) -> ReturnReply {
        self.change(call, target, move |work| {
            work.case.record_repair(is_repaired, &note)?;
            let change = work
                .change("repair_recorded", work.actor(), &[Party::Buyer])
                .citing(&work.case.clauses)
                .saying(&note);
            work.tell(change);
            Ok(())
        })
        .await
    }
}
