//! GetSource.

use redress_rpc::Caller;

use super::{App, sight};
use crate::domain::rejection::Rejection;
use crate::domain::source::{Source, SourceId};
use crate::error::Error;
use crate::store::sources;

impl App {
    /// One source.
    ///
    /// # Errors
    ///
    /// It does not exist for this caller.
    pub async fn get_source(&self, caller: &Caller, source_id: SourceId) -> Result<Source, Error> {
        let sight = sight(caller);
        let id = source_id.clone();
        let found = self
            .db
            .read(move |conn| sources::source_fetch(conn, &sight, id.as_str()))
            .await?;
        Ok(found.ok_or_else(|| Rejection::no_source(source_id.as_str()))?)
    }
}
