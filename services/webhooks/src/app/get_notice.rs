//! GetNotice.

use redress_rpc::Caller;

use super::{App, sight};
use crate::domain::notice::{Notice, NoticeId};
use crate::domain::rejection::Rejection;
use crate::error::Error;
use crate::store::notices;

impl App {
    /// One notice with what became of it.
    ///
    /// # Errors
    ///
    /// It does not exist for this caller.
    pub async fn get_notice(&self, caller: &Caller, notice_id: NoticeId) -> Result<Notice, Error> {
        let sight = sight(caller);
        let id = notice_id.clone();
        let found = self
            .db
            .read(move |conn| notices::notice_fetch(conn, &sight, id.as_str()))
            .await?;
        Ok(found.ok_or_else(|| Rejection::no_notice(notice_id.as_str()))?)
    }
}
