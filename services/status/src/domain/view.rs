//! The view of one order, put together from its records.

use prost_types::Timestamp;
use redress_contracts::redress::status::v1::{OrderStatus, ParcelStatus};

use super::answers::answers;
use super::cases::{cases, next};
use super::records::Records;
use super::wording::{purpose_word, status_word};

/// The view as it is when it is read.
pub fn view(records: &Records, read_time: Timestamp) -> OrderStatus {
    let cases = cases(records);
    let (next_deadline, turn) = next(records, &cases);
    OrderStatus {
        order_id: records.order.order_id.clone(),
        marketplace_id: records.order.marketplace_id.clone(),
        state: records.order.state,
        parcels: parcels(records),
        cases: cases.into_iter().map(|case| case.status).collect(),
        answers: answers(records),
        next_deadline,
        turn: turn.into(),
        read_time: Some(read_time),
    }
}

fn parcels(records: &Records) -> Vec<ParcelStatus> {
    let parcels = records.parcels();
    parcels
        .map(|(shipment, parcel)| ParcelStatus {
            parcel_id: parcel.parcel_id.clone(),
            purpose: purpose_word(shipment.purpose()),
            carrier: parcel.carrier.clone(),
            tracking_number: parcel.tracking_number.clone(),
            status: status_word(parcel.status()),
            status_time: parcel.status_time,
            estimated_delivery_time: shipment.estimated_delivery_time,
        })
        .collect()
}
