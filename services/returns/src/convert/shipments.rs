//! Shipments as logistics tells of them, laid over the parcels that the order book knows.

use redress_contracts::redress::logistics::v1 as pb;

use super::order::{Odd, time};
use super::parcel::quantities_of;
use crate::domain::order::{OrderSight, SentParcel};

/// Adds what tracking knows to the order's parcels. `parcel_ids` are their ids in the order book, in their order; a shipment
/// names the one that it is, and one that names none is a parcel of its own.
pub(crate) fn add_shipments(
    order: &mut OrderSight,
    parcel_ids: &[String],
    shipments: &[pb::Shipment],
) -> Result<(), Odd> {
    for shipment in shipments {
        let known = parcel_ids.iter().position(|id| *id == shipment.source_id);
        for parcel in &shipment.parcels {
            match known {
                Some(at) => follow(&mut order.parcels[at], shipment, parcel)?,
                None => {
                    let sent = new_parcel(order, shipment, parcel)?;
                    order.parcels.push(sent);
                }
            }
        }
    }
    Ok(())
}

fn follow(sent: &mut SentParcel, shipment: &pb::Shipment, parcel: &pb::Parcel) -> Result<(), Odd> {
    sent.parcel_id.clone_from(&parcel.parcel_id);
    sent.expected_time = time(shipment.estimated_delivery_time)?.or(sent.expected_time);
    sent.move_time = time(parcel.move_time)?;
    sent.deliver_time = sent.deliver_time.or(time(parcel.deliver_time)?);
    sent.is_delivery_proven = parcel.is_delivery_proven;
    Ok(())
}

fn new_parcel(order: &OrderSight, shipment: &pb::Shipment, parcel: &pb::Parcel) -> Result<SentParcel, Odd> {
    let mut sent = SentParcel {
        parcel_id: String::new(),
        lines: quantities_of(&parcel.lines),
        ship_time: time(shipment.ship_time)?.unwrap_or(order.place_time),
        expected_time: None,
        move_time: None,
        deliver_time: None,
        is_delivery_proven: false,
    };
    follow(&mut sent, shipment, parcel)?;
    Ok(sent)
}
