//! RetryNotice: one that could not be applied is tried again.

use redress_contracts::redress::webhooks::v1 as pb;

use super::{App, Call, sight};
use crate::convert::notice_to_wire;
use crate::deadlines::{apply_at, never_forget};
use crate::domain::notice::NoticeId;
use crate::domain::rejection::Rejection;
use crate::error::Error;
use crate::store::notices;

impl App {
    /// Queues a notice once more.
    ///
    /// # Errors
    ///
    /// It does not exist for this caller, is pending or applied, or what it said is not kept any more.
    pub async fn retry_notice(&self, call: Call, notice_id: NoticeId) -> Result<pb::Notice, Error> {
        let sight = sight(&call.caller);
        self.command(&call, move |tx| {
            let now = tx.now();
            let found = notices::notice_lock(tx.conn(), &sight, notice_id.as_str())?;
            let mut notice = found.ok_or_else(|| Rejection::no_notice(notice_id.as_str()))?;
            notice.retry(now)?;
            notices::notice_update(tx.conn(), &notice)?;
            never_forget(tx, &notice);
            apply_at(&notice)
                .into_iter()
                .for_each(|clock| tx.set_deadline(clock));
            Ok(notice_to_wire(&notice))
        })
        .await
    }
}
