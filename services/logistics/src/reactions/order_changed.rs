//! An order shipped, or was delivered: each of its parcels that is not known becomes an outbound shipment, and what the
//! order book has as delivered is delivered.

use std::collections::BTreeSet;

use prost::Message as _;
use redress_bus::Envelope;
use redress_contracts::redress::orders::v1 as pb;
use redress_db::{Apply, HandlerError, nothing_to_do};
use redress_policy::Party;
use redress_rpc::convert::time_from_wire;

use super::sending::{self, Sending, Sendings};
use crate::app::App;
use crate::app::create_shipment::NewShipment;
use crate::domain::parcel::{LineQuantity, NewParcel};
use crate::domain::shipment::{Journey, Owner};
use crate::domain::words::Purpose;

/// The changes of an order that are about its parcels.
const CHANGES: [&str; 2] = ["shipped", "delivered"];

/// Whether it is about parcels; most changes are not. What cannot be read is left to [`plan`] to complain about.
pub(super) fn concerns(event: &Envelope) -> bool {
    pb::OrderChanged::decode(event.payload.as_slice())
        .map_or(true, |changed| CHANGES.contains(&changed.change.as_str()))
}

pub(super) async fn plan(app: &App, event: &Envelope) -> Result<Apply, HandlerError> {
    let changed = pb::OrderChanged::decode(event.payload.as_slice())?;
    let Some(order) = changed.order.filter(|order| !order.parcels.is_empty()) else {
        return Ok(nothing_to_do());
    };
    let parcels = order
        .parcels
        .iter()
        .map(|parcel| sent(&order, parcel))
        .collect::<Result<Vec<_>, HandlerError>>()?;
    let sendings = Sendings {
        source: "orders",
        actor: Party::Seller,
        parcels,
        corrects_numbers: false,
    };
    sending::plan(app, sendings).await
}

fn sent(order: &pb::Order, parcel: &pb::Parcel) -> Result<Sending, HandlerError> {
    let time = |time: &Option<_>| time.as_ref().map(time_from_wire).transpose();
    let ship_time =
        time(&parcel.ship_time)?.ok_or_else(|| HandlerError::new("a parcel without a ship time"))?;
    let country = order
        .shipping_address
        .as_ref()
        .map_or_else(String::new, |address| address.region_code.clone());
    let is_inside = |line: &&pb::Line| parcel.lines.iter().any(|part| part.line_id == line.line_id);
    let sellers: BTreeSet<&String> = order
        .lines
        .iter()
        .filter(is_inside)
        .map(|line| &line.seller_id)
        .collect();
    let lines = parcel.lines.iter().map(|part| LineQuantity {
        line_id: part.line_id.clone(),
        quantity: part.quantity,
    });
    let new = NewShipment {
        owner: Owner {
            marketplace_id: order.marketplace_id.clone(),
            order_id: order.order_id.clone(),
            return_id: String::new(),
            buyer_id: order.buyer_id.clone(),
            seller_ids: sellers.into_iter().cloned().collect(),
            purpose: Purpose::Outbound,
            source_id: parcel.parcel_id.clone(),
            place_time: time(&order.place_time)?.unwrap_or(ship_time),
            buyer_country: country.clone(),
        },
        journey: Journey {
            ship_time,
            estimated_delivery_time: time(&parcel.estimated_delivery_time)?,
            insured_value: None,
            origin_country: String::new(),
            destination_country: country,
        },
        parcels: vec![NewParcel {
            carrier: parcel.carrier.clone(),
            tracking_number: parcel.tracking_number.clone(),
            tracking_site: String::new(),
            lines: lines.collect(),
        }],
    };
    Ok(Sending {
        new,
        arrive_time: time(&parcel.deliver_time)?,
    })
}
