//! EraseEvidence: the bytes of a piece go, and what says whose it was; the record of custody stays valid.

use redress_contracts::redress::evidence::v1 as pb;

use super::write::erase;
use super::{Actor, App, Call, codec};
use crate::convert::evidence_without_words;
use crate::domain::Rejection;
use crate::domain::custody::sealed;
use crate::error::Error;
use crate::store;

impl App {
    /// Erases a piece. Its bytes are cleared off the disk right afterwards, and can no longer be had from now on.
    ///
    /// # Errors
    ///
    /// There is no such piece for this caller, or it is erased already.
    pub async fn erase_evidence(
        &self,
        call: Call,
        (evidence_id, etag): (String, String),
        reason: &str,
    ) -> Result<pb::Evidence, Error> {
        let piece = self.piece(&call.caller, &evidence_id).await?;
        let (actor, detail) = (
            Actor::of(&call.caller),
            format!("reason_sha256={}", sealed(reason)),
        );
        let done = self.db.command(call.key, codec(), move |tx| {
            let piece = store::evidence_fetch(tx.conn(), &evidence_id)?
                .ok_or_else(|| Rejection::no_evidence(&evidence_id))?;
            piece.check_etag(&etag)?;
            let erased = erase(tx, piece, &actor, detail)?;
            Ok::<_, Error>(evidence_without_words(&erased))
        });
        let stored = done.await?.reply;
        self.watchers.notify(&piece.case_id);
        self.reply(&call.caller, stored).await
    }
}
