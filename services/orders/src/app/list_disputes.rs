//! ListDisputes: newest first, filtered, in pages.

use redress_contracts::redress::orders::v1 as pb;
use redress_core::page::{self, FilterHash};
use redress_rpc::{Caller, Fields};

use super::App;
use super::list_orders::{PAGE, marketplace};
use crate::convert::dispute::{dispute_state_from_wire, dispute_to_wire};
use crate::convert::line::MAX_ID;
use crate::error::Error;
use crate::store::{self, DisputeFilter, Scope};

impl App {
    /// A page of disputes.
    ///
    /// # Errors
    ///
    /// Bad fields, or a token of another list.
    pub(crate) async fn list_disputes(
        &self,
        caller: &Caller,
        request: pb::ListDisputesRequest,
    ) -> Result<pb::ListDisputesResponse, Error> {
        let marketplace_id = marketplace(caller, &request.marketplace_id)?;
        let mut fields = Fields::new();
        let state = match request.state {
            0 => None,
            number => fields
                .one_of::<pb::DisputeState>("state", number)
                .and_then(dispute_state_from_wire),
        };
        let hash = FilterHash::of([
            "disputes",
            marketplace_id.as_deref().unwrap_or_default(),
            &caller.key(),
            &request.order_id,
            &request.state.to_string(),
        ]);
        let size = fields.take("page_size", page::page_size(request.page_size, PAGE.0, PAGE.1));
        let before = fields.page_token(page::decode(&request.page_token, hash));
        fields.at_most("order_id", &request.order_id, MAX_ID);
        fields.finish()?;
        let size = size.unwrap_or(PAGE.0);
        let scope = Scope {
            marketplace_id,
            ..Scope::of(caller)
        };
        let filter = DisputeFilter {
            scope: scope.clone(),
            order_id: Some(request.order_id).filter(|id| !id.is_empty()),
            state,
            before,
        };
        let mut rows = self
            .db
            .read(move |conn| store::dispute_list(conn, &filter, size as i64 + 1))
            .await?;
        let has_more = rows.len() > size;
        rows.truncate(size);
        let next_page_token = match rows.last() {
            Some(last) if has_more => page::encode(hash, &last.dispute_id),
            _ => String::new(),
        };
        // The database compares sellers' ids without regard to case; here they are compared exactly.
        let inside = rows
            .iter()
            .filter(|d| scope.holds(&d.order_id, (&d.marketplace_id, &d.buyer_id), &d.seller_ids));
        Ok(pb::ListDisputesResponse {
            disputes: inside.map(dispute_to_wire).collect(),
            next_page_token,
        })
    }
}
