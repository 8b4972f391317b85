//! UpdateEndpoint: what an endpoint is set to is replaced, and it is enabled or disabled.

use redress_contracts::redress::webhooks::v1 as pb;

use super::{App, Call, Target, sight};
use crate::convert::endpoint_to_wire;
use crate::domain::endpoint::{Settings, State};
use crate::error::Error;
use crate::store::{deliveries, endpoints};

/// A checked change.
#[derive(Clone, Debug)]
pub struct Update {
    pub settings: Settings,
    /// Whether it is active from now on; as it is when absent.
    pub is_enabled: Option<bool>,
}

impl App {
    /// Changes an endpoint; what was still to be sent to one that is disabled is given up.
    ///
    /// # Errors
    ///
    /// It does not exist for this caller, it changed since it was read, or its URL is not one to be called.
    pub async fn update_endpoint(
        &self,
        call: Call,
        target: Target,
        update: Update,
    ) -> Result<pb::Endpoint, Error> {
        let sight = sight(&call.caller);
        let checked = self.courier.check(&update.settings.url).await;
        self.command(&call, move |tx| {
            let now = tx.now();
            let mut endpoint = target.lock(tx, &sight)?;
            checked?;
            endpoint.update(update.settings, update.is_enabled, now);
            endpoints::endpoint_update(tx.conn(), &endpoint)?;
            if endpoint.state != State::Active {
                deliveries::delivery_cancel_pending(tx.conn(), endpoint.endpoint_id.as_str(), now)?;
            }
            Ok(endpoint_to_wire(&endpoint))
        })
        .await
    }
}
