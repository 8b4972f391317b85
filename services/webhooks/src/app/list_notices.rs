//! ListNotices: newest first.

use super::{App, Page};
use crate::domain::notice::{Notice, State};
use crate::error::Error;
use crate::store::notices::{self, NoticeFilter};

/// What to list.
#[derive(Clone, Debug)]
pub struct ListNotices {
    /// One that the caller sees.
    pub marketplace_id: String,
    pub source_id: Option<String>,
    pub state: Option<State>,
    pub subject: Option<String>,
    pub page: Page,
}

impl App {
    /// A page, and the key of its last row when more follow.
    ///
    /// # Errors
    ///
    /// The database's.
    pub async fn list_notices(&self, list: ListNotices) -> Result<(Vec<Notice>, Option<String>), Error> {
        let filter = NoticeFilter {
            marketplace_id: list.marketplace_id,
            source_id: list.source_id,
            state: list.state,
            subject: list.subject,
            before: list.page.before.clone(),
        };
        let limit = list.page.limit();
        let rows = self
            .db
            .read(move |conn| notices::notice_list(conn, &filter, limit))
            .await?;
        Ok(list.page.cut(rows, |notice| notice.notice_id.to_string()))
    }
}
