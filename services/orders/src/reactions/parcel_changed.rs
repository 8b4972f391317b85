//! A carrier says that a parcel of an order arrived: the order's parcel is marked as delivered, with the same effects as
//! when the seller says it.
//!
//! Whoever says it first counts: a parcel that is delivered stays as it is, so that what logistics learns from the order
//! comes to an end here.

use chrono::{DateTime, Utc};
use prost::Message as _;
use redress_bus::Envelope;
use redress_contracts::redress::logistics::v1::{ParcelChanged, Shipment, ShipmentPurpose};
use redress_db::{Apply, HandlerError, Tx, nothing_to_do};
use redress_policy::Party;
use redress_policybook::Bound;
use redress_rpc::Caller;
use redress_rpc::convert::time_from_wire;

use crate::app::App;
use crate::app::mark_delivered::tell_delivered;
use crate::app::work::Work;
use crate::domain::order::Order;
use crate::domain::parcel::Parcel;
use crate::error::Error;
use crate::store::{self, Binding, Scope};

/// The change that ends a parcel's way.
const DELIVERED: &str = "delivered";

/// Whether a parcel of an order arrived. What cannot be read is left to [`plan`] to complain about.
pub(super) fn concerns(event: &Envelope) -> bool {
    ParcelChanged::decode(event.payload.as_slice()).map_or(true, |message| {
        message.change == DELIVERED && message.shipment.as_ref().is_some_and(is_of_order)
    })
}

fn is_of_order(shipment: &Shipment) -> bool {
    shipment.purpose() == ShipmentPurpose::Outbound && !shipment.source_id.is_empty()
}

/// An arrival as logistics tells it.
struct Arrival {
    order_id: String,
    parcel_id: String,
    deliver_time: DateTime<Utc>,
}

pub(super) async fn plan(app: &App, event: &Envelope) -> Result<Apply, HandlerError> {
    let Some(arrival) = read(event)? else {
        return Ok(nothing_to_do());
    };
    let id = arrival.order_id.clone();
    let order = app
        .db
        .read(move |conn| store::order_fetch(conn, &Scope::all(), &id))
        .await?;
    let Some(order) = order.filter(|order| waiting(order, &arrival).is_some()) else {
        return Ok(nothing_to_do());
    };
    let binding = Binding::of(&order);
    let bound = app.bound(&binding, app.now()).await?;
    Ok(Box::new(move |tx| Ok(apply(tx, (binding, bound), &arrival)?)))
}

/// The arrival, once every parcel of the shipment is there.
fn read(event: &Envelope) -> Result<Option<Arrival>, HandlerError> {
    let message = ParcelChanged::decode(event.payload.as_slice())?;
    let Some(shipment) = message.shipment.filter(is_of_order) else {
        return Ok(None);
    };
    let own = message.parcel.and_then(|parcel| parcel.deliver_time);
    if message.change != DELIVERED
        || shipment
            .parcels
            .iter()
            .any(|parcel| parcel.deliver_time.is_none())
    {
        return Ok(None);
    }
    let told = own
        .or(message.change_time)
        .as_ref()
        .map(time_from_wire)
        .transpose()?;
    Ok(Some(Arrival {
        order_id: shipment.order_id,
        parcel_id: shipment.source_id,
        deliver_time: told.unwrap_or(event.time),
    }))
}

/// The order's parcel, while it is not delivered.
fn waiting<'o>(order: &'o Order, arrival: &Arrival) -> Option<&'o Parcel> {
    let mut parcels = order.parcels.iter();
    parcels.find(|parcel| parcel.parcel_id == arrival.parcel_id && parcel.deliver_time.is_none())
}

fn apply(tx: &mut Tx, binding: (Binding, Bound), arrival: &Arrival) -> Result<(), Error> {
    let mut work = Work::start(tx, &Scope::all(), Caller::service("logistics"), binding)?;
    let Some(parcel) = waiting(&work.order, arrival) else {
        return Ok(());
    };
    // A carrier's clock may run beside ours: nothing arrives before it left or later than now.
    let deliver_time = arrival.deliver_time.min(work.now).max(parcel.ship_time);
    let delivered = work.order.deliver(&arrival.parcel_id, deliver_time, true)?;
    if let Some(parcel) = delivered {
        tell_delivered(&mut work, Party::System, &parcel);
    }
    work.finish()
}
