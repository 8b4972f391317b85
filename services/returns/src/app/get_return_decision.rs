//! GetReturnDecision: a stored decision, and whether running it again on its stored facts, by the versions it names, gives the
//! same answer to the letter.

use redress_contracts::redress::returns::v1 as pb;
use redress_policy::StoredDecision;
use redress_policybook::convert::decision_to_wire;
use redress_rpc::Caller;

use super::App;
use crate::domain::decision::DecisionRecord;
use crate::domain::rejection::Rejection;
use crate::error::Error;
use crate::store::{self, Scope};

impl App {
    /// The decision, also one that opened no return.
    ///
    /// # Errors
    ///
    /// There is no such decision for this caller, or its layers cannot be had.
    pub(crate) async fn get_return_decision(
        &self,
        caller: &Caller,
        id: &str,
    ) -> Result<pb::GetReturnDecisionResponse, Error> {
        let (scope, wanted) = (Scope::of(caller), id.to_owned());
        let read = self
            .db
            .read(move |conn| store::decision_fetch(conn, &scope, &wanted));
        let unknown = || Rejection::NotFound {
            kind: "decision",
            id: id.to_owned(),
        };
        let DecisionRecord { facts, decision, .. } = read.await?.ok_or_else(unknown)?;
        let facts_json = json(&facts);
        let stored = StoredDecision { facts, decision };
        let again = self.book.rerun(&stored, None).await?;
        Ok(pb::GetReturnDecisionResponse {
            decision: Some(decision_to_wire(id, &stored.decision)),
            facts_json,
            is_reproduced: json(&again) == json(&stored.decision),
        })
    }
}

fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value)
        .expect("invariant: facts and decisions are plain data, which always has a JSON form")
}
