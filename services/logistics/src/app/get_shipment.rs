//! GetShipment: a shipment with its parcels.

use redress_contracts::redress::logistics::v1 as pb;
use redress_rpc::Caller;

use super::App;
use crate::convert::shipment::shipment_to_wire;
use crate::domain::rejection::Rejection;
use crate::error::Error;
use crate::store::{self, Scope};

impl App {
    /// The shipment as it is now.
    ///
    /// # Errors
    ///
    /// There is no such shipment for this caller.
    pub(crate) async fn get_shipment(
        &self,
        caller: &Caller,
        shipment_id: &str,
    ) -> Result<pb::Shipment, Error> {
        let (scope, id) = (Scope::of(caller), shipment_id.to_owned());
        let found = self
            .db
            .read(move |conn| store::shipment_fetch(conn, &scope, &id))
            .await?;
        let shipment = found.ok_or_else(|| Rejection::no_shipment(shipment_id))?;
        Ok(shipment_to_wire(&shipment))
    }
}
