//! GetPolicy: one version, with its source.

use redress_rpc::Caller;

use super::{App, visible_version};
use crate::domain::Published;
use crate::error::Error;

impl App {
    /// The named version; for 0 the one in force now.
    ///
    /// # Errors
    ///
    /// It does not exist for this caller, or none is in force yet.
    pub async fn get_policy(
        &self,
        caller: &Caller,
        policy_id: String,
        version: i32,
    ) -> Result<Published, Error> {
        let (caller, now) = (caller.clone(), self.now());
        self.db
            .read(move |conn| visible_version(conn, &caller, &policy_id, version, now))
            .await
    }
}
