//! ListTimeline: what happened in an order and its cases, oldest first, in pages.

use chrono::{DateTime, Utc};
use redress_rpc::Caller;

use super::App;
use crate::domain::entry::Entry;
use crate::error::Error;
use crate::store::timeline::{self, EntryFilter};

/// What to list.
#[derive(Clone, Debug)]
pub struct ListTimeline {
    pub order_id: String,
    pub case_id: Option<String>,
    pub size: usize,
    /// The time and id of the last entry of the page before.
    pub after: Option<(DateTime<Utc>, String)>,
}

impl App {
    /// A page, and whether more follow.
    ///
    /// # Errors
    ///
    /// There is no such order for this caller, or the database does not answer.
    pub async fn list_timeline(
        &self,
        caller: &Caller,
        list: ListTimeline,
    ) -> Result<(Vec<Entry>, bool), Error> {
        self.upstream.order(caller, &list.order_id).await?;
        self.entries(caller, list).await
    }

    /// The same for an order that the caller is known to see.
    pub(super) async fn entries(
        &self,
        caller: &Caller,
        list: ListTimeline,
    ) -> Result<(Vec<Entry>, bool), Error> {
        let size = list.size;
        let filter = EntryFilter {
            order_id: list.order_id,
            case_id: list.case_id,
            seller_id: caller.seller.clone(),
            after: list.after,
            // One more than the page has tells whether another page follows.
            limit: i64::try_from(size).map_or(i64::MAX, |size| size.saturating_add(1)),
        };
        let read = self.db.read(move |conn| timeline::entry_list(conn, &filter));
        let mut entries = read.await?;
        let has_more = entries.len() > size;
        entries.truncate(size);
        Ok((entries, has_more))
    }
}
