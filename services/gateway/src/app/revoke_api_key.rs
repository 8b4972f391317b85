//! RevokeApiKey: a key ends with all of its secrets.

use redress_contracts::redress::gateway::v1 as pb;

use super::{App, Call, codec, key_to_change, write_change};
use crate::convert;
use crate::error::Error;

impl App {
    /// Ends a key.
    ///
    /// # Errors
    ///
    /// There is no such key for this caller, it was revoked before, or it has changed since.
    pub async fn revoke_api_key(&self, call: Call, id: String, etag: String) -> Result<pb::ApiKey, Error> {
        let caller = call.caller;
        let done = self.db.command(call.key, codec(), move |tx| {
            let now = tx.now();
            let key = key_to_change(tx, &caller, &id, &etag)?.revoked(now)?;
            write_change(tx, &key)?;
            Ok::<_, Error>(convert::key_to_wire(&key, now))
        });
        Ok(done.await?.reply)
    }
}
