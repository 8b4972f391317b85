//! ListPolicyVersions: every version of one policy, newest first.

use redress_rpc::{Caller, Problem, Reason};

use super::{App, Page, may_see};
use crate::domain::{PolicyVersion, Rejection};
use crate::error::Error;
use crate::store::policies;

impl App {
    /// A page, and the key of its last row when more follow.
    ///
    /// # Errors
    ///
    /// The policy does not exist for this caller.
    pub async fn list_policy_versions(
        &self,
        caller: &Caller,
        policy_id: String,
        page: Page,
    ) -> Result<(Vec<PolicyVersion>, Option<String>), Error> {
        let before = page.after.as_deref().map(str::parse).transpose();
        let before = before.map_err(|_| {
            Problem::new(
                tonic::Code::InvalidArgument,
                Reason::InvalidPageToken,
                "the page token is not of this list",
            )
        })?;
        let limit = page.limit();
        let id = policy_id.clone();
        let rows = self
            .db
            .read(move |conn| policies::version_list(conn, &id, before, limit))
            .await?;
        let is_visible = |policy: &PolicyVersion| may_see(caller, &policy.marketplace_id, &policy.seller_id);
        // A page after the last one is empty; the first one of an existing policy never is.
        if !rows.iter().all(is_visible) || (rows.is_empty() && before.is_none()) {
            return Err(Rejection::UnknownPolicy(policy_id).into());
        }
        Ok(page.cut(rows, |policy| policy.version.to_string()))
    }
}
