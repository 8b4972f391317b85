//! ListOrders: newest first, filtered, in pages.

use redress_contracts::redress::orders::v1 as pb;
use redress_core::page::{self, FilterHash};
use redress_rpc::{Caller, Fields};

use super::App;
use crate::convert::line::MAX_ID;
use crate::convert::order::order_to_wire;
use crate::convert::sight::order_for;
use crate::convert::words::order_state_from_wire;
use crate::domain::words::OrderState;
use crate::error::Error;
use crate::store::{self, OrderFilter, Scope};

/// Rows on a page when the caller does not say, and at most.
pub(super) const PAGE: (usize, usize) = (50, 200);

impl App {
    /// A page of orders, with their open cancellations and without their terms.
    ///
    /// # Errors
    ///
    /// Bad fields, or a token of another list.
    pub(crate) async fn list_orders(
        &self,
        caller: &Caller,
        request: pb::ListOrdersRequest,
    ) -> Result<pb::ListOrdersResponse, Error> {
        let marketplace_id = marketplace(caller, &request.marketplace_id)?;
        let mut fields = Fields::new();
        let state = state(&mut fields, request.state);
        let hash = FilterHash::of([
            "orders",
            marketplace_id.as_deref().unwrap_or_default(),
            &caller.key(),
            &request.buyer_id,
            &request.seller_id,
            &request.state.to_string(),
            &request.external_reference,
        ]);
        let size = fields.take("page_size", page::page_size(request.page_size, PAGE.0, PAGE.1));
        let before = fields.page_token(page::decode(&request.page_token, hash));
        for (path, text) in [
            ("buyer_id", &request.buyer_id),
            ("seller_id", &request.seller_id),
            ("external_reference", &request.external_reference),
        ] {
            fields.at_most(path, text, MAX_ID);
        }
        fields.finish()?;
        let size = size.unwrap_or(PAGE.0);
        let text = |text: String| Some(text).filter(|text| !text.is_empty());
        let filter = OrderFilter {
            scope: Scope {
                marketplace_id,
                ..Scope::of(caller)
            },
            buyer_id: text(request.buyer_id),
            seller_id: text(request.seller_id),
            state,
            external_reference: text(request.external_reference),
            before,
        };
        let read = self.db.read(move |conn| {
            let orders = store::order_list(conn, &filter, size as i64 + 1)?;
            let ids: Vec<&str> = orders
                .iter()
                .take(size)
                .map(|order| order.order_id.as_str())
                .collect();
            let cancellations = store::cancellation_list_by_order(conn, &ids)?;
            Ok::<_, redress_db::Error>((orders, cancellations))
        });
        let (mut orders, cancellations) = read.await?;
        let has_more = orders.len() > size;
        orders.truncate(size);
        let next_page_token = match orders.last() {
            Some(last) if has_more => page::encode(hash, &last.order_id),
            _ => String::new(),
        };
        let view = |order: &crate::domain::order::Order| {
            let own: Vec<_> = cancellations
                .iter()
                .filter(|c| c.order_id == order.order_id)
                .cloned()
                .collect();
            order_for(caller, order_to_wire(order, &own))
        };
        Ok(pb::ListOrdersResponse {
            orders: orders.iter().map(view).collect(),
            next_page_token,
        })
    }
}

/// The marketplace that a list is of; callers bound to none may list all of them.
pub(super) fn marketplace(caller: &Caller, requested: &str) -> Result<Option<String>, Error> {
    if caller.marketplace.is_none() && requested.is_empty() {
        return Ok(None);
    }
    Ok(Some(caller.marketplace_for("marketplace_id", requested)?))
}

fn state(fields: &mut Fields, number: i32) -> Option<OrderState> {
    if number == 0 {
        return None;
    }
    fields
        .one_of::<pb::OrderState>("state", number)
        .and_then(order_state_from_wire)
}
