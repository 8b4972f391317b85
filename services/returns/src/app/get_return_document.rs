//! GetReturnDocument: what is printed for a return that is approved.

use redress_contracts::redress::returns::v1 as pb;
use redress_documents::pdf;
use redress_policy::return_plan;
use redress_rpc::Caller;

use super::App;
use crate::convert::documents::{label_of, slip_of};
use crate::error::Error;
use crate::store::Scope;

impl App {
    /// The label for the outside of the parcel, or the slip that goes into it.
    ///
    /// # Errors
    ///
    /// It is not approved, or nothing has to come back under a return number.
    pub(crate) async fn get_return_document(
        &self,
        caller: &Caller,
        return_id: &str,
        kind: pb::ReturnDocumentKind,
    ) -> Result<pb::ReturnDocument, Error> {
        let (case, record) = self.case(&Scope::of(caller), return_id).await?;
        let Some(number) = case.rma_number() else {
            return Err(case
                .obstacle("has no return number; it gets one when it is approved and goods come back")
                .into());
        };
        let bound = self.stored_layers(&case, &record).await?;
        let plan = return_plan(&bound.layers, &record.facts, &record.decision);
        let (Ok(rma), Some(terms)) = (number.parse(), plan.rma) else {
            return Err(case.obstacle("has nothing to print by its policy").into());
        };
        let shop_name = &bound.layers.marketplace.pack.name;
        let (name, content) = match kind {
            pb::ReturnDocumentKind::Slip => ("slip", pdf::slip(&slip_of(&case, rma, &terms))),
            pb::ReturnDocumentKind::Label | pb::ReturnDocumentKind::Unspecified => {
                let order = self.order(caller, &case.order_id).await?;
                (
                    "label",
                    pdf::label(&label_of(&case, (rma, &terms, shop_name), &order)),
                )
            }
        };
        Ok(pb::ReturnDocument {
            media_type: "application/pdf".to_owned(),
            file_name: format!("{name}-{number}.pdf"),
            content,
            clause_ids: terms.clauses.iter().map(ToString::to_string).collect(),
        })
    }
}
