//! ListUnmatchedParcels: newest first, in pages.

use redress_contracts::redress::returns::v1 as pb;
use redress_core::page::{self, FilterHash};
use redress_rpc::{Caller, Fields};

use super::App;
use super::list_returns::{PAGE, marketplace};
use crate::convert::unmatched::unmatched_to_wire;
use crate::error::Error;
use crate::store;

impl App {
    /// A page of parcels.
    ///
    /// # Errors
    ///
    /// Bad fields, or a token of another list.
    pub(crate) async fn list_unmatched_parcels(
        &self,
        caller: &Caller,
        request: pb::ListUnmatchedParcelsRequest,
    ) -> Result<pb::ListUnmatchedParcelsResponse, Error> {
        let marketplace_id = marketplace(caller, &request.marketplace_id)?;
        let hash = FilterHash::of([
            "unmatched parcels",
            marketplace_id.as_deref().unwrap_or_default(),
            &caller.key(),
            if request.open_only { "open" } else { "all" },
        ]);
        let mut fields = Fields::new();
        let size = fields.take("page_size", page::page_size(request.page_size, PAGE.0, PAGE.1));
        let before = fields.page_token(page::decode(&request.page_token, hash));
        fields.finish()?;
        let (size, before) = (size.unwrap_or(PAGE.0), before);
        let read = self.db.read(move |conn| {
            let filter = (marketplace_id.as_deref(), request.open_only);
            store::unmatched_parcel_list(conn, filter, before.as_deref(), size as i64 + 1)
        });
        let mut parcels = read.await?;
        let has_more = parcels.len() > size;
        parcels.truncate(size);
        let next_page_token = match parcels.last() {
            Some(last) if has_more => page::encode(hash, &last.unmatched_parcel_id),
            _ => String::new(),
        };
        Ok(pb::ListUnmatchedParcelsResponse {
            unmatched_parcels: parcels.iter().map(unmatched_to_wire).collect(),
            next_page_token,
        })
    }
}
