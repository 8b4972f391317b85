//! GetApiKey: one key, without its secrets.

use redress_contracts::redress::gateway::v1 as pb;
use redress_rpc::Caller;

use super::{App, is_visible};
use crate::convert;
use crate::domain::Rejection;
use crate::error::Error;
use crate::store;

impl App {
    /// One key.
    ///
    /// # Errors
    ///
    /// There is no such key for this caller.
    pub async fn get_api_key(&self, caller: &Caller, id: String) -> Result<pb::ApiKey, Error> {
        let sought = id.clone();
        let found = self.db.read(move |conn| store::key_fetch(conn, &sought)).await?;
        let key = found.filter(|key| is_visible(caller, key));
        let key = key.ok_or(Rejection::NotFound(id))?;
        Ok(convert::key_to_wire(&key, self.db.environment().clock.now()))
    }
}
