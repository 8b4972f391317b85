//! PreviewRemedy: what a remedy would come to, by the call that applies it. Changes nothing.

use redress_contracts::redress::returns::v1 as pb;
use redress_policy::return_plan;
use redress_policybook::convert::{Word as _, breakdown_to_wire};
use redress_rpc::Caller;
use redress_rpc::convert::money_to_wire;

use super::App;
use super::settling::settled;
use crate::convert::inspection::Wanted;
use crate::error::Error;
use crate::store::Scope;

impl App {
    /// What a remedy would come to as things stand: with what came back, or with all that was asked for while nothing did.
    ///
    /// # Errors
    ///
    /// There is no such return for this caller, or the remedy is not offered.
    pub(crate) async fn preview_remedy(
        &self,
        caller: &Caller,
        return_id: &str,
        wanted: Wanted,
    ) -> Result<pb::RemedyPreview, Error> {
        let (case, record) = self.case(&Scope::of(caller), return_id).await?;
        let bound = self.stored_layers(&case, &record).await?;
        let settlement = settled(&case, &record, &bound, &wanted)?;
        let plan = return_plan(&bound.layers, &record.facts, &record.decision);
        let mut obstacle = case.remedy_obstacle(plan.checklist.is_some());
        if obstacle.is_empty() && settlement.is_refused {
            "what was found refuses it".clone_into(&mut obstacle);
        }
        let refund = settlement.breakdown.filter(|refund| refund.amount_minor > 0);
        Ok(pb::RemedyPreview {
            remedy: settlement.remedy.to_wire().into(),
            refund: refund.as_ref().map(breakdown_to_wire),
            owed: settlement
                .owed
                .map(|owed| money_to_wire(case.money(owed.amount_minor))),
            clause_ids: settlement.clauses.iter().map(ToString::to_string).collect(),
            obstacle,
        })
    }
}
