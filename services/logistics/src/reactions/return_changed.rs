//! A return changed: each of its parcels that is not known, either way round, becomes a shipment; a tracking number that was
//! put right there is taken over; and what it has as received is delivered.

use prost::Message as _;
use redress_bus::Envelope;
use redress_contracts::redress::returns::v1 as pb;
use redress_db::{Apply, HandlerError, nothing_to_do};
use redress_policy::Party;
use redress_policybook::convert::Word as _;
use redress_rpc::convert::{money_from_wire, time_from_wire};

use super::sending::{self, Sending, Sendings};
use crate::app::App;
use crate::app::create_shipment::NewShipment;
use crate::domain::parcel::{LineQuantity, NewParcel};
use crate::domain::shipment::{Journey, Owner};
use crate::domain::words::Purpose;

/// Whether it has parcels at all. What cannot be read is left to [`plan`] to complain about.
pub(super) fn concerns(event: &Envelope) -> bool {
    pb::ReturnChanged::decode(event.payload.as_slice()).map_or(true, |changed| {
        changed.return_case.is_some_and(|found| !found.parcels.is_empty())
    })
}

pub(super) async fn plan(app: &App, event: &Envelope) -> Result<Apply, HandlerError> {
    let changed = pb::ReturnChanged::decode(event.payload.as_slice())?;
    let Some(found) = changed.return_case else {
        return Ok(nothing_to_do());
    };
    let change_time = changed.change_time.as_ref().map(time_from_wire).transpose()?;
    let mut parcels = Vec::with_capacity(found.parcels.len());
    for parcel in &found.parcels {
        // A purpose of a later release is left to that release.
        let Some(purpose) = purpose(parcel.purpose()) else {
            continue;
        };
        parcels.push(sent(
            &found,
            parcel,
            (purpose, change_time.unwrap_or_else(|| app.now())),
        )?);
    }
    if parcels.is_empty() {
        return Ok(nothing_to_do());
    }
    let sendings = Sendings {
        source: "returns",
        actor: Party::from_number(changed.actor).unwrap_or(Party::System),
        parcels,
        corrects_numbers: true,
    };
    sending::plan(app, sendings).await
}

fn purpose(purpose: pb::ParcelPurpose) -> Option<Purpose> {
    match purpose {
        pb::ParcelPurpose::Unspecified => None,
        pb::ParcelPurpose::Return => Some(Purpose::Return),
        pb::ParcelPurpose::Replacement => Some(Purpose::Replacement),
        pb::ParcelPurpose::Exchange => Some(Purpose::Exchange),
        pb::ParcelPurpose::Repair => Some(Purpose::Repair),
        pb::ParcelPurpose::Resend => Some(Purpose::Resend),
        pb::ParcelPurpose::GoodsBack => Some(Purpose::GoodsBack),
    }
}

fn sent(
    found: &pb::Return,
    parcel: &pb::ReturnParcel,
    (purpose, change_time): (Purpose, chrono::DateTime<chrono::Utc>),
) -> Result<Sending, HandlerError> {
    let time = |time: &Option<_>| time.as_ref().map(time_from_wire).transpose();
    let ship_time = time(&parcel.ship_time)?.unwrap_or(change_time);
    let warehouse = found
        .destination
        .as_ref()
        .map_or_else(String::new, |destination| destination.country.clone());
    let (origin_country, destination_country) = match purpose {
        Purpose::Return => (found.buyer_country.clone(), warehouse),
        _ => (warehouse, found.buyer_country.clone()),
    };
    let lines = parcel.lines.iter().map(|part| LineQuantity {
        line_id: part.line_id.clone(),
        quantity: part.quantity,
    });
    let new = NewShipment {
        owner: Owner {
            marketplace_id: found.marketplace_id.clone(),
            order_id: found.order_id.clone(),
            return_id: found.return_id.clone(),
            buyer_id: found.buyer_id.clone(),
            seller_ids: Some(found.seller_id.clone())
                .filter(|id| !id.is_empty())
                .into_iter()
                .collect(),
            purpose,
            source_id: parcel.parcel_id.clone(),
            place_time: time(&found.place_time)?.unwrap_or(ship_time),
            buyer_country: found.buyer_country.clone(),
        },
        journey: Journey {
            ship_time,
            estimated_delivery_time: time(&parcel.estimated_delivery_time)?,
            insured_value: parcel.insured_value.as_ref().map(money_from_wire).transpose()?,
            origin_country,
            destination_country,
        },
        parcels: vec![NewParcel {
            carrier: parcel.carrier.clone(),
            tracking_number: parcel.tracking_number.clone(),
            tracking_site: parcel.tracking_site.clone(),
            lines: lines.collect(),
        }],
    };
    Ok(Sending {
        new,
        arrive_time: time(&parcel.receive_time)?,
    })
}
