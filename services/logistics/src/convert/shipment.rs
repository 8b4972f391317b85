//! Shipments and parcels as the contract has them.

use redress_contracts::redress::logistics::v1 as pb;
use redress_contracts::redress::orders::v1 as orders;
use redress_core::etag::etag;
use redress_policybook::convert::Word as _;
use redress_rpc::convert::{money_to_wire, time_to_wire};

use super::words::{number_state_to_wire, purpose_to_wire, state_to_wire, status_to_wire};
use crate::domain::deadline::OpenDeadline;
use crate::domain::number::TrackingNumber;
use crate::domain::parcel::{Parcel, Proof};
use crate::domain::shipment::Shipment;
use crate::domain::words::{Flaw, Status};

pub(crate) fn shipment_to_wire(shipment: &Shipment) -> pb::Shipment {
    let (owner, journey) = (&shipment.owner, &shipment.journey);
    let parcels = shipment.parcels.iter();
    pb::Shipment {
        shipment_id: shipment.shipment_id.clone(),
        marketplace_id: owner.marketplace_id.clone(),
        order_id: owner.order_id.clone(),
        buyer_id: owner.buyer_id.clone(),
        seller_ids: owner.seller_ids.clone(),
        return_id: owner.return_id.clone(),
        purpose: purpose_to_wire(owner.purpose).into(),
        source_id: owner.source_id.clone(),
        parcels: parcels.map(|parcel| parcel_to_wire(shipment, parcel)).collect(),
        state: state_to_wire(shipment.state).into(),
        ship_time: Some(time_to_wire(journey.ship_time)),
        estimated_delivery_time: journey.estimated_delivery_time.map(time_to_wire),
        insured_value: journey.insured_value.map(money_to_wire),
        origin_country: journey.origin_country.clone(),
        destination_country: journey.destination_country.clone(),
        place_time: Some(time_to_wire(owner.place_time)),
        create_time: Some(time_to_wire(shipment.create_time)),
        update_time: Some(time_to_wire(shipment.update_time)),
        etag: etag(shipment.revision),
        buyer_country: owner.buyer_country.clone(),
    }
}

pub(crate) fn parcel_to_wire(shipment: &Shipment, parcel: &Parcel) -> pb::Parcel {
    let number = parcel.number();
    let lines = parcel.lines.iter().map(|part| orders::LineQuantity {
        line_id: part.line_id.clone(),
        quantity: part.quantity,
    });
    pb::Parcel {
        parcel_id: parcel.parcel_id.clone(),
        shipment_id: shipment.shipment_id.clone(),
        carrier: number.carrier.clone(),
        tracking_number: number.tracking_number.clone(),
        number_state: number_state_to_wire(number.state).into(),
        numbers: parcel.numbers.iter().filter_map(number_to_wire).collect(),
        status: parcel.status().map_or(0, |status| status_to_wire(status).into()),
        status_time: parcel.standing.map(|standing| time_to_wire(standing.time)),
        carrier_code: parcel.carrier_code.clone(),
        carrier_status: parcel.carrier_status.clone(),
        location: parcel.location.clone(),
        move_time: parcel.move_time.map(time_to_wire),
        is_stalled: parcel.is_stalled,
        is_overdue: parcel.is_overdue,
        is_ended: parcel.status().is_some_and(Status::is_ended),
        deliver_time: parcel.deliver_time().map(time_to_wire),
        is_delivery_proven: parcel.proof.is_some(),
        proof: parcel.proof.as_ref().map(proof_to_wire),
        lines: lines.collect(),
        deadlines: parcel.deadlines.iter().map(deadline_to_wire).collect(),
        tracking_site: parcel.tracking_site.clone(),
        failed_attempt_count: parcel.failed_attempt_count,
    }
}

/// `None` for the number of a parcel that has none.
fn number_to_wire(number: &TrackingNumber) -> Option<pb::TrackingNumber> {
    (!number.tracking_number.is_empty()).then(|| pb::TrackingNumber {
        carrier: number.carrier.clone(),
        tracking_number: number.tracking_number.clone(),
        state: number_state_to_wire(number.state).into(),
        give_time: Some(time_to_wire(number.give_time)),
        replace_time: number.replace_time.map(time_to_wire),
        flaw: number.flaw.map_or("", Flaw::as_str).to_owned(),
    })
}

fn proof_to_wire(proof: &Proof) -> pb::ProofOfDelivery {
    pb::ProofOfDelivery {
        evidence_id: proof.evidence_id.clone(),
        signed_by: proof.signed_by.clone(),
        record_time: Some(time_to_wire(proof.record_time)),
        party: proof.party.to_wire().into(),
    }
}

pub(crate) fn deadline_to_wire(deadline: &OpenDeadline) -> orders::OpenDeadline {
    orders::OpenDeadline {
        kind: deadline.kind.as_str().to_owned(),
        due_time: Some(time_to_wire(deadline.due_time)),
        party: deadline.party.to_wire().into(),
        clause_ids: deadline.clauses.clone(),
    }
}
