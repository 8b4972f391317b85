//! CorrectTrackingNumber: the right number for one that was wrong; both stay on record.

use redress_contracts::redress::logistics::v1 as pb;
use redress_policy::Party;

use super::work::Work;
use super::{App, Call, Target, actor};
use crate::carriers::assess;
use crate::convert::shipment::shipment_to_wire;
use crate::domain::change::What;
use crate::domain::rejection::Rejection;
use crate::error::Error;
use crate::store::Scope;

impl App {
    /// Gives a parcel another number. One that it has already changes nothing.
    ///
    /// # Errors
    ///
    /// There is no such parcel for this caller, it is not theirs to number, or its way is over.
    pub(crate) async fn correct_tracking_number(
        &self,
        call: Call,
        target: Target,
        (number, carrier): (String, String),
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
            correct(&mut work, (id, at), (&number, &carrier), actor)?;
            Ok(shipment_to_wire(work.finish()?.shipment(id)))
        })
        .await
    }
}

/// Gives a parcel another number, tells of it, and asks again if that one is wrong too. Without a carrier it stays the
/// same carrier's.
pub(crate) fn correct(
    work: &mut Work<'_>,
    (shipment_id, at): (&str, usize),
    (number, carrier): (&str, &str),
    actor: Party,
) -> Result<(), Rejection> {
    let now = work.now;
    let parcel = work.parcel_mut(shipment_id, at)?;
    let carrier = if carrier.trim().is_empty() {
        parcel.number().carrier.clone()
    } else {
        carrier.to_owned()
    };
    if parcel.renumber(assess(number, &carrier), now)? {
        let happened = (What::TrackingCorrected, actor, now);
        work.tell(shipment_id, at, happened, |change| change);
        work.doubt_number(shipment_id, at);
    }
    Ok(())
}
