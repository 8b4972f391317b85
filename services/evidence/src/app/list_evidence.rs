//! ListEvidence: the evidence of a case or an order, newest first.

use redress_contracts::redress::evidence::v1 as pb;
use redress_rpc::Caller;

use super::App;
use crate::error::Error;
use crate::store::{self, EvidenceFilter};

/// What to list. At least one of case and order is given.
#[derive(Clone, Debug)]
pub struct ListEvidence {
    pub case_id: Option<String>,
    pub order_id: Option<String>,
    pub size: usize,
    /// The last piece of the page before.
    pub before: Option<String>,
}

impl App {
    /// A page, and whether more follow.
    ///
    /// # Errors
    ///
    /// There is no such case or order for this caller.
    pub async fn list_evidence(
        &self,
        caller: &Caller,
        list: ListEvidence,
    ) -> Result<(Vec<pb::Evidence>, bool), Error> {
        // Whoever may see an order may see the evidence of all of its cases, save other sellers'.
        for case_id in [&list.case_id, &list.order_id].into_iter().flatten() {
            self.cases.find(caller, case_id).await?;
        }
        let filter = EvidenceFilter {
            marketplace_id: caller.marketplace.clone(),
            case_id: list.case_id,
            order_id: list.order_id,
            seller_id: caller.seller.clone(),
            before: list.before,
            // One more than the page has tells whether another page follows.
            limit: i64::try_from(list.size).map_or(i64::MAX, |size| size.saturating_add(1)),
        };
        let mut pieces = self
            .db
            .read(move |conn| store::evidence_list(conn, &filter))
            .await?;
        let has_more = pieces.len() > list.size;
        pieces.truncate(list.size);
        Ok((self.evidence_list_to_wire(caller, &pieces).await?, has_more))
    }
}
