//! `logistics.parcel_changed`: something happened to a parcel, in whichever direction.

use prost::Message as _;
use redress_bus::Envelope;
use redress_contracts::redress::logistics::v1 as pb;
use redress_db::HandlerError;

use super::reading::{clock, happened, lines, party, version, word};
use super::{Heard, Lacks};
use crate::domain::event::{Data, Occurrence};
use crate::domain::event_type::Subject;

pub const KIND: &str = "logistics.parcel_changed";

/// What the event says.
///
/// # Errors
///
/// It cannot be read.
pub(super) fn read(event: &Envelope) -> Result<Heard, HandlerError> {
    let message = pb::ParcelChanged::decode(event.payload.as_slice())?;
    let shipment = message.shipment.as_ref().ok_or(Lacks("shipment"))?;
    let parcel = message.parcel.as_ref().ok_or(Lacks("parcel"))?;
    let occurrence = match Subject::Parcel.type_of(&message.change) {
        None => None,
        Some(event_type) => Some(Occurrence {
            event_type,
            marketplace_id: shipment.marketplace_id.clone(),
            event_time: happened(message.change_time.as_ref())?,
            seller_ids: shipment.seller_ids.clone(),
            data: data(&message, shipment, parcel)?,
        }),
    };
    Ok(Heard {
        occurrence,
        order_id: shipment.order_id.clone(),
        case_sellers: vec![(shipment.shipment_id.clone(), shipment.seller_ids.clone())],
        ..Heard::default()
    })
}

fn data(
    message: &pb::ParcelChanged,
    shipment: &pb::Shipment,
    parcel: &pb::Parcel,
) -> Result<Data, HandlerError> {
    Ok(Data {
        order_id: shipment.order_id.clone(),
        return_id: shipment.return_id.clone(),
        shipment_id: shipment.shipment_id.clone(),
        parcel_id: parcel.parcel_id.clone(),
        state: word(parcel.status().as_str_name(), "TRACKING_STATUS_"),
        actor: party(message.actor),
        lines: lines(&parcel.lines),
        deadline: clock(message.deadline.as_ref())?,
        clause_ids: message.clause_ids.clone(),
        policy_id: message.policy_id.clone(),
        policy_version: version(message.policy_version),
        ..Data::default()
    })
}
