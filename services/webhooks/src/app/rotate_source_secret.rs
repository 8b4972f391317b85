//! RotateSourceSecret: the provider's new secret, beside which the old one is taken for a while.

use chrono::TimeDelta;
use redress_contracts::redress::webhooks::v1 as pb;

use super::{App, Call, SourceTarget, sight};
use crate::convert::source_to_wire;
use crate::domain::source::SigningSecret;
use crate::error::Error;
use crate::store::sources;

impl App {
    /// Gives a source a new secret; the one so far is taken for `overlap` longer, and one from before that no more.
    ///
    /// # Errors
    ///
    /// It does not exist for this caller, or it changed since it was read.
    pub async fn rotate_source_secret(
        &self,
        call: Call,
        target: SourceTarget,
        (secret, overlap): (SigningSecret, TimeDelta),
    ) -> Result<pb::Source, Error> {
        let sight = sight(&call.caller);
        self.command(&call, move |tx| {
            let mut source = target.lock(tx, &sight)?;
            source.rotate(secret, overlap, tx.now());
            sources::source_update(tx.conn(), &source)?;
            Ok(source_to_wire(&source))
        })
        .await
    }
}
