//! GetDecision: a stored decision, and whether running it again on its stored facts, by the versions it names, gives the
//! same answer to the letter.

use redress_contracts::redress::orders::v1 as pb;
use redress_policy::StoredDecision;
use redress_policybook::convert::decision_to_wire;
use redress_rpc::Caller;

use super::App;
use crate::domain::rejection::Rejection;
use crate::error::Error;
use crate::store::{self, DecisionRecord, Scope};

impl App {
    /// The decision. Its facts are those of the whole request, so a seller sees it only where all lines are theirs.
    ///
    /// # Errors
    ///
    /// There is no such decision for this caller, or its layers cannot be had.
    pub(crate) async fn get_decision(
        &self,
        caller: &Caller,
        id: &str,
    ) -> Result<pb::GetDecisionResponse, Error> {
        let (scope, wanted) = (Scope::of(caller), id.to_owned());
        let read = self.db.read(move |conn| {
            let Some(record) = store::decision_fetch(conn, &wanted)? else {
                return Ok(None);
            };
            let binding = store::order_binding(conn, &scope, &record.order_id)?;
            Ok::<_, redress_db::Error>(binding.map(|binding| (record, binding.terms_source)))
        });
        let found = read.await?.filter(|(record, _)| may_see(caller, record));
        let no_decision = || Rejection::NotFound {
            kind: "decision",
            id: id.to_owned(),
        };
        let (record, terms_source) = found.ok_or_else(no_decision)?;
        let DecisionRecord {
            decision_id,
            facts,
            decision,
            ..
        } = record;
        let facts_json = json(&facts);
        let stored = StoredDecision { facts, decision };
        let again = self.book.rerun(&stored, terms_source.as_deref()).await?;
        Ok(pb::GetDecisionResponse {
            decision: Some(decision_to_wire(&decision_id, &stored.decision)),
            facts_json,
            is_reproduced: json(&again) == json(&stored.decision),
        })
    }
}

fn may_see(caller: &Caller, record: &DecisionRecord) -> bool {
    caller.seller.is_none() || record.lines_of(caller.seller.as_deref()).len() == record.facts.lines.len()
}

fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value)
        .expect("invariant: facts and decisions are plain data, which always has a JSON form")
}
