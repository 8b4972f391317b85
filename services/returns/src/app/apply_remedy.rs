//! ApplyRemedy: the buyer gets what was agreed on, or another remedy that the decision offers.

use super::{App, Call, ReturnReply, Target, settling};
use crate::convert::inspection::Wanted;

impl App {
    /// Applies a remedy.
    ///
    /// # Errors
    ///
    /// The goods are not back or not inspected, or the remedy is not offered.
    pub(crate) async fn apply_remedy(&self, call: Call, target: Target, wanted: Wanted) -> ReturnReply {
        self.change(call, target, move |work| {
            let by = work.actor();
            settling::apply(work, &wanted, by)
        })
        .await
    }
}
