//! GetDelivery.

use redress_rpc::Caller;

use super::{App, sight};
use crate::domain::delivery::{Delivery, DeliveryId};
use crate::domain::rejection::Rejection;
use crate::error::Error;
use crate::store::deliveries;

impl App {
    /// One delivery with what was tried.
    ///
    /// # Errors
    ///
    /// It does not exist for this caller.
    pub async fn get_delivery(&self, caller: &Caller, delivery_id: DeliveryId) -> Result<Delivery, Error> {
        let sight = sight(caller);
        let id = delivery_id.clone();
        let found = self
            .db
            .read(move |conn| deliveries::delivery_fetch(conn, &sight, id.as_str()))
            .await?;
        Ok(found.ok_or_else(|| Rejection::no_delivery(delivery_id.as_str()))?)
    }
}
