//! ListCancellations: newest first, filtered, in pages.

use redress_contracts::redress::orders::v1 as pb;
use redress_core::page::{self, FilterHash};
use redress_rpc::{Caller, Fields};

use super::App;
use super::list_orders::{PAGE, marketplace};
use crate::convert::cancellation::cancellation_to_wire;
use crate::convert::line::MAX_ID;
use crate::convert::sight::cancellation_for;
use crate::convert::words::cancellation_state_from_wire;
use crate::error::Error;
use crate::store::{self, CancellationFilter, Scope};

impl App {
    /// A page of cancellations with their decisions.
    ///
    /// # Errors
    ///
    /// Bad fields, or a token of another list.
    pub(crate) async fn list_cancellations(
        &self,
        caller: &Caller,
        request: pb::ListCancellationsRequest,
    ) -> Result<pb::ListCancellationsResponse, Error> {
        let marketplace_id = marketplace(caller, &request.marketplace_id)?;
        let mut fields = Fields::new();
        let state = match request.state {
            0 => None,
            number => fields
                .one_of::<pb::CancellationState>("state", number)
                .and_then(cancellation_state_from_wire),
        };
        let hash = FilterHash::of([
            "cancellations",
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
        let filter = CancellationFilter {
            scope: scope.clone(),
            order_id: Some(request.order_id).filter(|id| !id.is_empty()),
            state,
            before,
        };
        let read = self.db.read(move |conn| {
            let rows = store::cancellation_list(conn, &filter, size as i64 + 1)?;
            let ids: Vec<&str> = rows
                .iter()
                .take(size)
                .map(|row| row.decision_id.as_str())
                .collect();
            let records = store::decision_list(conn, &ids)?;
            Ok::<_, redress_db::Error>((rows, records))
        });
        let (mut rows, records) = read.await?;
        let has_more = rows.len() > size;
        rows.truncate(size);
        let next_page_token = match rows.last() {
            Some(last) if has_more => page::encode(hash, &last.cancellation_id),
            _ => String::new(),
        };
        // The database compares sellers' ids without regard to case; here they are compared exactly.
        let inside = rows
            .iter()
            .filter(|c| scope.holds(&c.order_id, (&c.marketplace_id, &c.buyer_id), &c.seller_ids));
        let cancellations = inside
            .map(|cancellation| {
                let record = records
                    .iter()
                    .find(|record| record.decision_id == cancellation.decision_id);
                let own = record
                    .map(|record| record.lines_of(caller.seller.as_deref()))
                    .unwrap_or_default();
                let view = cancellation_to_wire(cancellation, record.map(|record| &record.decision));
                cancellation_for(caller, &own, view)
            })
            .collect();
        Ok(pb::ListCancellationsResponse {
            cancellations,
            next_page_token,
        })
    }
}
