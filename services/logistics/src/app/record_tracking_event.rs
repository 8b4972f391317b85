//! RecordTrackingEvent: what a carrier says of one parcel.

use redress_contracts::redress::logistics::v1 as pb;

use super::recording::{Incoming, record};
use super::{App, Call};
use crate::convert::shipment::parcel_to_wire;
use crate::error::Error;
use crate::store::Scope;

impl App {
    /// Records a report; the parcel as it is then. One that is known already changes nothing.
    ///
    /// # Errors
    ///
    /// There is no such parcel, several have the number, or the event has not happened yet.
    pub(crate) async fn record_tracking_event(
        &self,
        call: Call,
        incoming: Incoming,
    ) -> Result<pb::Parcel, Error> {
        let (shelf, scope) = (self.shelf.clone(), Scope::of(&call.caller));
        self.command(&call, move |tx| {
            let (mut answers, finished) = record(tx, &shelf, &scope, std::slice::from_ref(&incoming))?;
            let answer = answers.pop().expect("invariant: each report has an answer");
            let taken = answer?;
            let shipment = finished.shipment(&taken.shipment_id);
            Ok(parcel_to_wire(shipment, &shipment.parcels[taken.at]))
        })
        .await
    }
}
