//! Carriers tell of parcels, both ways: in order and out of it, twice, late, and some not at all. Sellers correct numbers that
//! they mistyped, mark as delivered what no carrier tells of, and are paid for what is paid on delivery.

use super::super::book::File;
use super::super::fate::{Course, Leg, Pay, Step};
use super::super::world::World;
use super::Kind;
use super::place::pay;
use chrono::TimeDelta;
use redress_contracts::redress::logistics::v1::{
    CorrectTrackingNumberRequest, ListShipmentsRequest, NumberState, Parcel, RecordTrackingEventRequest,
    Shipment, ShipmentPurpose, TrackingReport,
};
use redress_contracts::redress::orders::v1::{MarkDeliveredRequest, OrderState};
use redress_rpc::convert::{time_from_wire, time_to_wire};

/// How long after shipping a mistyped number is corrected.
const CORRECTED_AFTER: u32 = 3;

/// Tells what happens to the order's parcels today.
pub async fn act(world: &World, file: &mut File) {
    let known = file.shipments.len();
    let out = file.order.iter().map(|order| order.parcels.len()).sum::<usize>();
    let others = file
        .returns
        .iter()
        .map(|case| case.now.parcels.len())
        .sum::<usize>();
    if known < out + others {
        read(world, file).await;
    }
    for place in 0..file.shipments.len() {
        follow(world, file, place).await;
    }
    collect(world, file).await;
}

/// Reads the shipments; those that are new come after those known, in the order in which they were sent.
async fn read(world: &World, file: &mut File) {
    let request = ListShipmentsRequest {
        marketplace_id: file.fate.shop.id.to_owned(),
        order_id: file.order_id(),
        page_size: 200,
        ..ListShipmentsRequest::default()
    };
    let reply = world.logistics().list_shipments(request).await;
    let Some(reply) = file.take("list the shipments", reply) else {
        return;
    };
    let is_new = |found: &Shipment| {
        file.shipments
            .iter()
            .all(|known| known.shipment_id != found.shipment_id)
    };
    let mut new: Vec<Shipment> = reply.shipments.into_iter().filter(is_new).collect();
    new.sort_by_key(|shipment| {
        let sent = shipment.ship_time.map(|time| time.seconds);
        let number = shipment
            .parcels
            .first()
            .map(|parcel| parcel.tracking_number.clone());
        (sent, shipment.purpose, number)
    });
    file.shipments.append(&mut new);
}

/// What its carrier tells of one shipment today.
async fn follow(world: &World, file: &mut File, place: usize) {
    let shipment = file.shipments[place].clone();
    let Some(parcel) = shipment.parcels.first().cloned() else {
        return;
    };
    let Some(sent) = sent_on(world, &shipment) else {
        return;
    };
    let mut dice = file.fate.dice(world.seed, &[Kind::Shipment as u64, place as u64]);
    let leg = leg_of(file, &shipment).cloned();
    let course = leg
        .as_ref()
        .map_or_else(|| Course::later(&mut dice), |leg| leg.course);
    let delay = leg
        .as_ref()
        .map_or(0, |leg| if leg.is_mistyped { CORRECTED_AFTER } else { 0 });
    if let Some(leg) = leg.filter(|leg| leg.is_mistyped && file.day == sent + CORRECTED_AFTER - 1) {
        correct(world, file, (place, &leg)).await;
    }
    if course == Course::Untracked(file.day.saturating_sub(sent)) {
        return deliver(world, file, &shipment.source_id).await;
    }
    for (nth, step) in course.steps(&mut dice).into_iter().enumerate() {
        if file.day != sent + step.told.max(delay) {
            continue;
        }
        let times = if step.is_doubled { 2 } else { 1 };
        for _ in 0..times {
            tell(world, file, (&parcel, &step, (sent, nth))).await;
        }
    }
}

fn sent_on(world: &World, shipment: &Shipment) -> Option<u32> {
    let sent = time_from_wire(shipment.ship_time.as_ref()?).ok()?;
    Some(world.day_of(sent))
}

/// How a seller's parcel of this order was meant to travel; none for every other parcel.
fn leg_of<'a>(file: &'a File, shipment: &Shipment) -> Option<&'a Leg> {
    if shipment.purpose() != ShipmentPurpose::Outbound {
        return None;
    }
    let seller = shipment.seller_ids.first()?;
    let sellers = file.fate.cart.sellers();
    let place = sellers.iter().position(|own| own == seller)?;
    file.fate.legs.get(place)
}

async fn tell(world: &World, file: &mut File, (parcel, step, (sent, nth)): (&Parcel, &Step, (u32, usize))) {
    // Reports of one day come one after the other.
    let time = world.moment(sent + step.day, 12) + TimeDelta::minutes(i64::try_from(nth).unwrap_or(0) * 10);
    let request = RecordTrackingEventRequest {
        request_id: file.request_id(),
        marketplace_id: file.fate.shop.id.to_owned(),
        report: Some(TrackingReport {
            parcel_id: parcel.parcel_id.clone(),
            status: step.status.into(),
            event_time: Some(time_to_wire(time)),
            location: "Depot 7".to_owned(),
            source: "tracker".to_owned(),
            source_event_id: format!("{}-{nth}", parcel.tracking_number),
            ..TrackingReport::default()
        }),
    };
    let reply = world.logistics().record_tracking_event(request).await;
    if file.take("tell of a parcel", reply).is_some() {
        file.is_touched = true;
    }
}

/// The seller gives the right number for the one that was mistyped, where the typing error was seen.
async fn correct(world: &World, file: &mut File, (place, leg): (usize, &Leg)) {
    let shipment = file.shipments[place].clone();
    let wrong = shipment
        .parcels
        .first()
        .filter(|parcel| parcel.number_state() == NumberState::Invalid);
    let Some(parcel) = wrong else { return };
    let nth = outbound_before(file, &shipment);
    let bill = leg.waybill_of(nth);
    let request = CorrectTrackingNumberRequest {
        request_id: file.request_id(),
        shipment_id: shipment.shipment_id.clone(),
        parcel_id: parcel.parcel_id.clone(),
        tracking_number: bill.number,
        carrier: bill.carrier.to_owned(),
        ..CorrectTrackingNumberRequest::default()
    };
    let reply = world.logistics().correct_tracking_number(request).await;
    if let Some(shipment) = file.take("correct a tracking number", reply) {
        file.shipments[place] = shipment;
    }
}

/// How many parcels of the order left before this one.
fn outbound_before(file: &File, shipment: &Shipment) -> usize {
    let parcels = file.order.iter().flat_map(|order| &order.parcels);
    let ids: Vec<&str> = parcels.map(|parcel| parcel.parcel_id.as_str()).collect();
    ids.iter().position(|id| *id == shipment.source_id).unwrap_or(0)
}

/// The seller marks a parcel as delivered that no carrier tells of.
async fn deliver(world: &World, file: &mut File, parcel_id: &str) {
    let request = MarkDeliveredRequest {
        request_id: file.request_id(),
        order_id: file.order_id(),
        parcel_id: parcel_id.to_owned(),
        ..MarkDeliveredRequest::default()
    };
    let reply = world.orders().mark_delivered(request).await;
    if let Some(order) = file.take("deliver", reply) {
        file.saw_order(order);
    }
}

/// What is paid on delivery is paid on the day after it.
async fn collect(world: &World, file: &mut File) {
    let is_unpaid = file
        .order
        .iter()
        .flat_map(|order| &order.payments)
        .any(|payment| payment.confirm_time.is_none());
    if file.fate.pay == Pay::OnDelivery && file.state() == OrderState::Delivered && is_unpaid {
        pay(world, file).await;
    }
}
