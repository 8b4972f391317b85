//! DiffPolicies: what changed between two versions of a pack.

use redress_policy::{Change, diff};
use redress_rpc::Caller;

use super::{App, may_see, pack_of, visible_version};
use crate::domain::Rejection;
use crate::error::Error;
use crate::store::policies;

impl App {
    /// The changes, by path. `to` 0 is the version published last.
    ///
    /// # Errors
    ///
    /// A version does not exist for this caller, or the policy is no pack.
    pub async fn diff_policies(
        &self,
        caller: &Caller,
        policy_id: String,
        from: i32,
        to: i32,
    ) -> Result<Vec<Change>, Error> {
        let (caller, now) = (caller.clone(), self.now());
        let versions = self.db.read(move |conn| {
            let newest = policies::version_fetch_newest(conn, &policy_id)?
                .filter(|newest| may_see(&caller, &newest.policy.marketplace_id, &newest.policy.seller_id));
            let newest = newest.ok_or_else(|| Rejection::UnknownPolicy(policy_id.clone()))?;
            let older = visible_version(conn, &caller, &policy_id, from, now)?;
            let newer = match to {
                0 => newest,
                version => visible_version(conn, &caller, &policy_id, version, now)?,
            };
            Ok::<_, Error>((older, newer))
        });
        let (older, newer) = versions.await?;
        Ok(diff(&pack_of(&older)?, &pack_of(&newer)?))
    }
}
