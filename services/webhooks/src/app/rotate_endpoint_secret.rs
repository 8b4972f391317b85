//! RotateEndpointSecret: a new secret, beside which the old one signs for a while.

use chrono::TimeDelta;
use redress_contracts::redress::webhooks::v1 as pb;

use super::{App, Call, Target, new_secret, sight};
use crate::convert::endpoint_with_secret;
use crate::error::Error;
use crate::store::endpoints;

impl App {
    /// Gives an endpoint a new secret; the one so far signs for `overlap` longer, and one from before that no more.
    ///
    /// # Errors
    ///
    /// It does not exist for this caller, or it changed since it was read.
    pub async fn rotate_endpoint_secret(
        &self,
        call: Call,
        target: Target,
        overlap: TimeDelta,
    ) -> Result<pb::Endpoint, Error> {
        let sight = sight(&call.caller);
        self.command(&call, move |tx| {
            let mut endpoint = target.lock(tx, &sight)?;
            endpoint.rotate(new_secret(), overlap, tx.now());
            endpoints::endpoint_update(tx.conn(), &endpoint)?;
            Ok(endpoint_with_secret(&endpoint))
        })
        .await
    }
}
