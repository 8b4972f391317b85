//! RecordProofOfDelivery: a piece of evidence shows that a parcel was delivered.

use redress_contracts::redress::logistics::v1 as pb;

use super::work::Work;
use super::{App, Call, Target, actor};
use crate::convert::shipment::shipment_to_wire;
use crate::domain::change::What;
use crate::domain::parcel::Proof;
use crate::domain::rejection::Rejection;
use crate::error::Error;
use crate::store::Scope;

impl App {
    /// Records a proof, which ends the waiting for the parcel; where it is stays what its carrier says. The same proof again
    /// changes nothing, another one takes its place.
    ///
    /// # Errors
    ///
    /// There is no such parcel for this caller, or it was not theirs to send.
    pub(crate) async fn record_proof_of_delivery(
        &self,
        call: Call,
        target: Target,
        (evidence_id, signed_by): (String, String),
    ) -> Result<pb::Shipment, Error> {
        let (shelf, scope, actor) = (self.shelf.clone(), Scope::of(&call.caller), actor(&call.caller));
        self.command(&call, move |tx| {
            let id = &target.shipment_id;
            let mut work = Work::start(tx, &shelf, &[id])?;
            let shipment = work.shipment(id).filter(|shipment| scope.holds(&shipment.owner));
            let shipment = shipment.ok_or_else(|| Rejection::no_shipment(id))?;
            shipment.check_sender(actor)?;
            shipment.check_etag(&target.etag)?;
            let at = shipment.parcel_at(&target.parcel_id)?;
            let proof = Proof {
                evidence_id,
                signed_by,
                record_time: work.now,
                party: actor,
            };
            if work.parcel_mut(id, at)?.prove(proof) {
                let happened = (What::DeliveryProven, actor, work.now);
                work.tell(id, at, happened, |change| change);
            }
            Ok(shipment_to_wire(work.finish()?.shipment(id)))
        })
        .await
    }
}
