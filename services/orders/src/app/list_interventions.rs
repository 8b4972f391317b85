//! ListInterventions: what the platform did in an order, oldest first, in pages.

use redress_contracts::redress::orders::v1 as pb;
use redress_core::page::{self, FilterHash};
use redress_rpc::{Caller, Fields};

use super::list_orders::PAGE;
use super::{App, no_order};
use crate::convert::dispute::intervention_to_wire;
use crate::convert::requests::resource_id;
use crate::error::Error;
use crate::store::{self, Scope};

impl App {
    /// A page of interventions. A seller sees those on the order and on cancellations of their own lines.
    ///
    /// # Errors
    ///
    /// Bad fields, a token of another list, or no such order for this caller.
    pub(crate) async fn list_interventions(
        &self,
        caller: &Caller,
        request: pb::ListInterventionsRequest,
    ) -> Result<pb::ListInterventionsResponse, Error> {
        let mut fields = Fields::new();
        resource_id(&mut fields, "order_id", &request.order_id);
        let hash = FilterHash::of(["interventions", &caller.key(), &request.order_id]);
        let size = fields.take("page_size", page::page_size(request.page_size, PAGE.0, PAGE.1));
        let after = fields.page_token(page::decode(&request.page_token, hash));
        fields.finish()?;
        let size = size.unwrap_or(PAGE.0);
        let (scope, order_id) = (Scope::of(caller), request.order_id.clone());
        let read = self.db.read(move |conn| {
            if store::order_binding(conn, &scope, &order_id)?.is_none() {
                return Ok(None);
            }
            let rows = store::intervention_list(conn, &order_id, after.as_deref(), size as i64 + 1)?;
            let cases = store::cancellation_list_by_order(conn, &[&order_id])?;
            let inside = cases
                .into_iter()
                .filter(|c| scope.holds(&c.order_id, (&c.marketplace_id, &c.buyer_id), &c.seller_ids));
            let ids: Vec<String> = inside.map(|cancellation| cancellation.cancellation_id).collect();
            Ok::<_, redress_db::Error>(Some((rows, ids)))
        });
        let (mut rows, visible) = read.await?.ok_or_else(|| no_order(&request.order_id))?;
        let has_more = rows.len() > size;
        rows.truncate(size);
        let next_page_token = match rows.last() {
            Some(last) if has_more => page::encode(hash, &last.intervention_id),
            _ => String::new(),
        };
        let inside = rows
            .iter()
            .filter(|row| row.cancellation_id.is_empty() || visible.contains(&row.cancellation_id));
        Ok(pb::ListInterventionsResponse {
            interventions: inside.map(intervention_to_wire).collect(),
            next_page_token,
        })
    }
}
