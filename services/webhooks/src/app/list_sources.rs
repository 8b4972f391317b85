//! ListSources: newest first.

use super::{App, Page};
use crate::domain::provider::Provider;
use crate::domain::source::Source;
use crate::error::Error;
use crate::store::sources::{self, SourceFilter};

/// What to list.
#[derive(Clone, Debug)]
pub struct ListSources {
    /// One that the caller sees.
    pub marketplace_id: String,
    pub provider: Option<Provider>,
    pub page: Page,
}

impl App {
    /// A page, and the key of its last row when more follow.
    ///
    /// # Errors
    ///
    /// The database's.
    pub async fn list_sources(&self, list: ListSources) -> Result<(Vec<Source>, Option<String>), Error> {
        let filter = SourceFilter {
            marketplace_id: list.marketplace_id,
            provider: list.provider,
            before: list.page.before.clone(),
        };
        let limit = list.page.limit();
        let rows = self
            .db
            .read(move |conn| sources::source_list(conn, &filter, limit))
            .await?;
        Ok(list.page.cut(rows, |source| source.source_id.to_string()))
    }
}
