//! ExplainPolicy: clauses in the pack's own words, with the rules that carry them.

use redress_policy::{ClauseExplanation, explain};
use redress_rpc::Caller;

use super::{App, pack_of, visible_version};
use crate::domain::Rejection;
use crate::error::Error;

impl App {
    /// One clause, or all when none is named.
    ///
    /// # Errors
    ///
    /// The version or the clause does not exist for this caller.
    pub async fn explain_policy(
        &self,
        caller: &Caller,
        policy_id: String,
        version: i32,
        clause_id: Option<String>,
    ) -> Result<Vec<ClauseExplanation>, Error> {
        let (caller, now) = (caller.clone(), self.now());
        let found = self
            .db
            .read(move |conn| visible_version(conn, &caller, &policy_id, version, now))
            .await?;
        let pack = pack_of(&found)?;
        match clause_id {
            Some(clause) if pack.clause(&clause).is_none() => Err(Rejection::UnknownClause(clause).into()),
            clause => Ok(explain(&pack, clause.as_deref())),
        }
    }
}
