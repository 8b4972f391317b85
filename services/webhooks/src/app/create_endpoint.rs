//! CreateEndpoint: somewhere to send events to.

use redress_contracts::redress::webhooks::v1 as pb;

use super::{App, Call, new_secret, sight};
use crate::convert::endpoint_with_secret;
use crate::domain::endpoint::{Endpoint, Settings};
use crate::domain::owner::Owner;
use crate::domain::rejection::Rejection;
use crate::error::Error;
use crate::store::endpoints;

/// A checked new endpoint, before it has an id.
#[derive(Clone, Debug)]
pub struct NewEndpoint {
    pub owner: Owner,
    pub settings: Settings,
}

impl App {
    /// Creates an endpoint with a secret of its own.
    ///
    /// # Errors
    ///
    /// Its URL is not one to be called, its owner is not the caller's to act for, or has as many as one may have.
    pub async fn create_endpoint(&self, call: Call, new: NewEndpoint) -> Result<pb::Endpoint, Error> {
        let sight = sight(&call.caller);
        if !sight.holds(&new.owner) {
            return Err(Rejection::no_seller(&new.owner.seller_id).into());
        }
        let checked = self.courier.check(&new.settings.url).await;
        let limit = self.max_endpoints;
        self.command(&call, move |tx| {
            // Only here, so that a repetition is answered whatever its name leads to by now.
            checked?;
            let count = endpoints::endpoint_count(tx.conn(), &new.owner)?;
            if usize::try_from(count).is_ok_and(|count| count >= limit) {
                return Err(Rejection::TooMany {
                    of: "endpoints",
                    limit,
                }
                .into());
            }
            let now = tx.now();
            let id = tx.ids().next(now);
            let endpoint = Endpoint::new(id, new.owner, new.settings, new_secret(), now);
            endpoints::endpoint_insert(tx.conn(), &endpoint)?;
            Ok(endpoint_with_secret(&endpoint))
        })
        .await
    }
}
