//! DecideReturn: the party that a return waits for, or the platform, approves or refuses it.

use super::approving::{Approving, approve};
use super::deciding::refuse;
use super::{App, Call, ReturnReply, Target};
use crate::convert::requests::Ruling;
use crate::domain::approval::Decided;

impl App {
    /// Approves or refuses a return that waits.
    ///
    /// # Errors
    ///
    /// It does not wait, waits for somebody else, or the remedy is not offered.
    pub(crate) async fn decide_return(&self, call: Call, target: Target, ruling: Ruling) -> ReturnReply {
        self.change(call, target, move |work| {
            work.case.check_decider(ruling.decided_by)?;
            if ruling.is_approved {
                let approving = Approving {
                    remedy: ruling.remedy,
                    waives_goods: ruling.waives_goods,
                    ..Approving::by(ruling.decided_by, &ruling.reason)
                };
                return approve(work, approving);
            }
            let decided = Decided {
                by: ruling.decided_by,
                time: work.now,
                reason: ruling.reason,
            };
            refuse(work, decided, Vec::new());
            Ok(())
        })
        .await
    }
}
