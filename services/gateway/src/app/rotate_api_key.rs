//! RotateApiKey: a key gets a new secret, told once, and the one before ends after a while.

use chrono::TimeDelta;
use redress_contracts::redress::gateway::v1 as pb;

use super::{App, Call, codec, key_to_change, new_secret, revealed, write_change};
use crate::convert;
use crate::domain::key::KnownSecret;
use crate::error::Error;

impl App {
    /// Gives a key a new secret.
    ///
    /// # Errors
    ///
    /// There is no such key for this caller, it has ended, or it has changed since.
    pub async fn rotate_api_key(
        &self,
        call: Call,
        (id, etag): (String, String),
        overlap: TimeDelta,
    ) -> Result<pb::ApiKey, Error> {
        let secret = new_secret()?;
        let (known, caller) = (secret.clone(), call.caller);
        let done = self.db.command(call.key, codec(), move |tx| {
            let now = tx.now();
            let key = key_to_change(tx, &caller, &id, &etag)?;
            let key = key.rotated(KnownSecret::of(&known, now), overlap, now)?;
            write_change(tx, &key)?;
            Ok::<_, Error>(convert::key_to_wire(&key, now))
        });
        Ok(revealed(done.await?, &secret))
    }
}
