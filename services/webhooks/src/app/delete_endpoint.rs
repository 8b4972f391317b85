//! DeleteEndpoint: nothing is sent there any more.

use redress_contracts::redress::webhooks::v1 as pb;

use super::{App, Call, Target, sight};
use crate::convert::endpoint_to_wire;
use crate::error::Error;
use crate::store::{deliveries, endpoints};

impl App {
    /// Deletes an endpoint: its secrets are forgotten, and what was still to be sent is given up.
    ///
    /// # Errors
    ///
    /// It does not exist for this caller, or it changed since it was read.
    pub async fn delete_endpoint(&self, call: Call, target: Target) -> Result<pb::Endpoint, Error> {
        let sight = sight(&call.caller);
        self.command(&call, move |tx| {
            let now = tx.now();
            let mut endpoint = target.lock(tx, &sight)?;
            endpoint.delete(now);
            endpoints::endpoint_update(tx.conn(), &endpoint)?;
            deliveries::delivery_cancel_pending(tx.conn(), endpoint.endpoint_id.as_str(), now)?;
            Ok(endpoint_to_wire(&endpoint))
        })
        .await
    }
}
