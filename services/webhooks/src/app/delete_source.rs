//! DeleteSource: nothing more is taken from it.

use redress_contracts::redress::webhooks::v1 as pb;

use super::{App, Call, SourceTarget, sight};
use crate::convert::source_to_wire;
use crate::error::Error;
use crate::store::sources;

impl App {
    /// Deletes a source: its secrets are forgotten. What it told before is still applied.
    ///
    /// # Errors
    ///
    /// It does not exist for this caller, or it changed since it was read.
    pub async fn delete_source(&self, call: Call, target: SourceTarget) -> Result<pb::Source, Error> {
        let sight = sight(&call.caller);
        self.command(&call, move |tx| {
            let mut source = target.lock(tx, &sight)?;
            source.delete(tx.now());
            sources::source_update(tx.conn(), &source)?;
            Ok(source_to_wire(&source))
        })
        .await
    }
}
