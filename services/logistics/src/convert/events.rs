//! What leaves through the outbox.

use redress_contracts::redress::logistics::v1 as pb;
use redress_policybook::convert::Word as _;
use redress_rpc::convert::time_to_wire;

use super::shipment::{deadline_to_wire, shipment_to_wire};
use crate::domain::change::Change;
use crate::domain::shipment::Shipment;

/// The kind of [`pb::ParcelChanged`].
pub(crate) const PARCEL_CHANGED: &str = "logistics.parcel_changed";

/// Something happened to the parcel at this place of a shipment. Who signed for parcels stays here.
pub(crate) fn parcel_changed(shipment: &Shipment, at: usize, change: &Change) -> pb::ParcelChanged {
    let mut told = shipment_to_wire(shipment);
    let proofs = told.parcels.iter_mut().filter_map(|parcel| parcel.proof.as_mut());
    proofs.for_each(|proof| proof.signed_by.clear());
    pb::ParcelChanged {
        parcel: told.parcels.get(at).cloned(),
        shipment: Some(told),
        change: change.what.as_str().to_owned(),
        actor: change.actor.to_wire().into(),
        audience: change
            .audience
            .iter()
            .map(|party| party.to_wire().into())
            .collect(),
        clause_ids: change.clauses.clone(),
        notify_due_time: change.notify_due_time.map(time_to_wire),
        change_time: Some(time_to_wire(change.change_time)),
        policy_id: shipment.versions.policy_id.clone(),
        policy_version: shipment.versions.version,
        deadline: change.deadline.as_ref().map(deadline_to_wire),
    }
}
