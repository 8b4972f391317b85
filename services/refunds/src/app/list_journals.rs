//! ListJournals: what the ledger holds of an order or a refund, newest first.

use super::{App, Page};
use crate::error::Error;
use crate::store::{self, Journal, JournalFilter, Sight};

impl App {
    /// The page of `size` journals after `filter.before`.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_journals(
        &self,
        mut filter: JournalFilter,
        sight: Sight,
        size: usize,
    ) -> Result<Page<Journal>, Error> {
        filter.limit = i64::try_from(size).unwrap_or(i64::MAX).saturating_add(1);
        let journals = self
            .db
            .read(move |conn| store::journal_list(conn, &filter, &sight))
            .await?;
        Ok(Page::cut(journals, size))
    }
}
