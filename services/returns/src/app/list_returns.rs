//! ListReturns: newest first, filtered, in pages.

use redress_contracts::redress::returns::v1 as pb;
use redress_core::page::{self, FilterHash};
use redress_rpc::{Caller, Fields, Problem};

use super::App;
use crate::convert::requests::MAX_ID;
use crate::convert::return_case::return_to_wire;
use crate::convert::words::state_from_wire;
use crate::error::Error;
use crate::store::{self, ReturnFilter, Scope};

/// The default and the largest page.
pub(super) const PAGE: (usize, usize) = (50, 200);

impl App {
    /// A page of returns with their decisions.
    ///
    /// # Errors
    ///
    /// Bad fields, or a token of another list.
    pub(crate) async fn list_returns(
        &self,
        caller: &Caller,
        request: pb::ListReturnsRequest,
    ) -> Result<pb::ListReturnsResponse, Error> {
        let marketplace_id = marketplace(caller, &request.marketplace_id)?;
        let mut fields = Fields::new();
        let state = match request.state {
            0 => None,
            number => fields
                .one_of::<pb::ReturnState>("state", number)
                .and_then(state_from_wire),
        };
        let hash = FilterHash::of([
            "returns",
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
        let filter = ReturnFilter {
            scope: Scope {
                marketplace_id,
                ..Scope::of(caller)
            },
            order_id: Some(request.order_id).filter(|id| !id.is_empty()),
            state,
            before,
        };
        let read = self.db.read(move |conn| {
            let cases = store::return_list(conn, &filter, size as i64 + 1)?;
            let ids: Vec<&str> = cases
                .iter()
                .take(size)
                .map(|case| case.decision_id.as_str())
                .collect();
            let records = store::decision_list(conn, &ids)?;
            Ok::<_, redress_db::Error>((cases, records))
        });
        let (mut cases, records) = read.await?;
        let has_more = cases.len() > size;
        cases.truncate(size);
        let next_page_token = match cases.last() {
            Some(last) if has_more => page::encode(hash, &last.return_id),
            _ => String::new(),
        };
        let returns = cases.iter().map(|case| {
            let record = records
                .iter()
                .find(|record| record.decision_id == case.decision_id);
            return_to_wire(case, record.map(|record| &record.decision))
        });
        Ok(pb::ListReturnsResponse {
            returns: returns.collect(),
            next_page_token,
        })
    }
}

/// The marketplace of a list; `None` lists all, for callers bound to none.
///
/// # Errors
///
/// A marketplace that is not the caller's.
pub(super) fn marketplace(caller: &Caller, requested: &str) -> Result<Option<String>, Problem> {
    if requested.is_empty() {
        return Ok(caller.marketplace.clone());
    }
    caller.marketplace_for("marketplace_id", requested).map(Some)
}
