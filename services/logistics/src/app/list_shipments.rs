//! ListShipments: newest first, filtered, in pages.

use redress_contracts::redress::logistics::v1 as pb;
use redress_core::page::{self, FilterHash};
use redress_rpc::{Caller, Fields};

use super::{App, marketplace};
use crate::carriers::normalized;
use crate::convert::requests::MAX_ID;
use crate::convert::shipment::shipment_to_wire;
use crate::convert::words::{optional_purpose, optional_state, optional_status};
use crate::error::Error;
use crate::store::{self, Scope, ShipmentFilter};

/// Rows on a page when the caller does not say, and at most.
pub(super) const PAGE: (usize, usize) = (50, 200);

impl App {
    /// A page of shipments.
    ///
    /// # Errors
    ///
    /// Bad fields, or a token of another list.
    pub(crate) async fn list_shipments(
        &self,
        caller: &Caller,
        request: pb::ListShipmentsRequest,
    ) -> Result<pb::ListShipmentsResponse, Error> {
        let marketplace_id = marketplace(caller, &request.marketplace_id)?;
        let mut fields = Fields::new();
        let hash = FilterHash::of([
            "shipments",
            marketplace_id.as_deref().unwrap_or_default(),
            &caller.key(),
            &request.order_id,
            &request.return_id,
            &format!("{} {} {}", request.purpose, request.state, request.status),
            &request.tracking_number,
            &request.late_only.to_string(),
        ]);
        let size = fields.take("page_size", page::page_size(request.page_size, PAGE.0, PAGE.1));
        let before = fields.page_token(page::decode(&request.page_token, hash));
        for (path, text) in [
            ("order_id", &request.order_id),
            ("return_id", &request.return_id),
            ("tracking_number", &request.tracking_number),
        ] {
            fields.at_most(path, text, MAX_ID);
        }
        let filter = ShipmentFilter {
            scope: Scope {
                marketplace_id,
                ..Scope::of(caller)
            },
            purpose: optional_purpose(&mut fields, "purpose", request.purpose),
            state: optional_state(&mut fields, "state", request.state),
            status: optional_status(&mut fields, "status", request.status),
            tracking_number: Some(normalized(&request.tracking_number)).filter(|number| !number.is_empty()),
            order_id: Some(request.order_id).filter(|id| !id.is_empty()),
            return_id: Some(request.return_id).filter(|id| !id.is_empty()),
            late_only: request.late_only,
            before,
        };
        fields.finish()?;
        let size = size.unwrap_or(PAGE.0);
        let read = self
            .db
            .read(move |conn| store::shipment_list(conn, &filter, size as i64 + 1));
        let mut shipments = read.await?;
        let has_more = shipments.len() > size;
        shipments.truncate(size);
        let next_page_token = match shipments.last() {
            Some(last) if has_more => page::encode(hash, &last.shipment_id),
            _ => String::new(),
        };
        Ok(pb::ListShipmentsResponse {
            shipments: shipments.iter().map(shipment_to_wire).collect(),
            next_page_token,
        })
    }
}
