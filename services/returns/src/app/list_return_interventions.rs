//! ListReturnInterventions: what the platform did in a return, oldest first, in pages.

use redress_contracts::redress::returns::v1 as pb;
use redress_core::page::{self, FilterHash};
use redress_rpc::{Caller, Fields};

use super::App;
use super::list_returns::PAGE;
use crate::convert::dispute::intervention_to_wire;
use crate::convert::requests::resource_id;
use crate::domain::rejection::Rejection;
use crate::error::Error;
use crate::store::{self, Scope};

impl App {
    /// A page of interventions.
    ///
    /// # Errors
    ///
    /// Bad fields, a token of another list, or no such return for this caller.
    pub(crate) async fn list_return_interventions(
        &self,
        caller: &Caller,
        request: pb::ListReturnInterventionsRequest,
    ) -> Result<pb::ListReturnInterventionsResponse, Error> {
        let mut fields = Fields::new();
        resource_id(&mut fields, "return_id", &request.return_id);
        let hash = FilterHash::of(["interventions", &caller.key(), &request.return_id]);
        let size = fields.take("page_size", page::page_size(request.page_size, PAGE.0, PAGE.1));
        let after = fields.page_token(page::decode(&request.page_token, hash));
        fields.finish()?;
        let size = size.unwrap_or(PAGE.0);
        let (scope, return_id) = (Scope::of(caller), request.return_id.clone());
        let read = self.db.read(move |conn| {
            if store::return_fetch(conn, &scope, &return_id)?.is_none() {
                return Ok(None);
            }
            let rows = store::intervention_list(conn, &return_id, after.as_deref(), size as i64 + 1)?;
            Ok::<_, redress_db::Error>(Some(rows))
        });
        let mut rows = read
            .await?
            .ok_or_else(|| Rejection::no_return(&request.return_id))?;
        let has_more = rows.len() > size;
        rows.truncate(size);
        let next_page_token = match rows.last() {
            Some(last) if has_more => page::encode(hash, &last.intervention_id),
            _ => String::new(),
        };
        Ok(pb::ListReturnInterventionsResponse {
            interventions: rows.iter().map(intervention_to_wire).collect(),
            next_page_token,
        })
    }
}
