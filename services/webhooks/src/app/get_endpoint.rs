//! GetEndpoint.

use redress_rpc::Caller;

use super::{App, sight};
use crate::domain::endpoint::{Endpoint, EndpointId};
use crate::domain::rejection::Rejection;
use crate::error::Error;
use crate::store::endpoints;

impl App {
    /// One endpoint.
    ///
    /// # Errors
    ///
    /// It does not exist for this caller.
    pub async fn get_endpoint(&self, caller: &Caller, endpoint_id: EndpointId) -> Result<Endpoint, Error> {
        let sight = sight(caller);
        let id = endpoint_id.clone();
        let found = self
            .db
            .read(move |conn| endpoints::endpoint_fetch(conn, &sight, id.as_str()))
            .await?;
        Ok(found.ok_or_else(|| Rejection::no_endpoint(endpoint_id.as_str()))?)
    }
}
