//! The requests that change a shipment, checked as far as they can be without it: every bad field is named.

use chrono::{DateTime, Utc};
use redress_contracts::redress::logistics::v1 as pb;
use redress_contracts::redress::orders::v1 as orders;
use redress_rpc::{Caller, Fields, Problem};

use super::words::purpose;
use crate::app::create_shipment::NewShipment;
use crate::carriers::book;
use crate::domain::parcel::{LineQuantity, NewParcel};
use crate::domain::shipment::{Journey, Owner};
use crate::domain::words::Purpose;

pub(crate) const MAX_ID: usize = 128;
pub(crate) const MAX_TEXT: usize = 1_000;
const MAX_SITE: usize = 500;
const MAX_PARCELS: usize = 100;
const MAX_SELLERS: usize = 50;
const MAX_LINES: usize = 500;
const MAX_QUANTITY: i32 = 1_000_000;

/// A new shipment.
///
/// # Errors
///
/// Every bad field with its path; a marketplace that does not exist for this caller.
pub(crate) fn new_shipment_from_wire(
    request: pb::CreateShipmentRequest,
    caller: &Caller,
    now: DateTime<Utc>,
) -> Result<NewShipment, Problem> {
    let marketplace_id = caller.marketplace_for("marketplace_id", &request.marketplace_id)?;
    let mut fields = Fields::new();
    fields.required_request_id("request_id", &request.request_id);
    let purpose = purpose(&mut fields, "purpose", request.purpose);
    let return_id = return_id(&mut fields, purpose, &request.return_id);
    let journey = journey(&mut fields, &request, now);
    let buyer_country = buyer_country(&mut fields, purpose, &request);
    let place_time = fields.optional_timestamp("place_time", request.place_time);
    let place_time = place_time.unwrap_or(journey.ship_time);
    if place_time > journey.ship_time {
        fields.refuse("place_time", "must not be after the shipment was sent");
    }
    let owner = Owner {
        marketplace_id,
        order_id: fields
            .non_empty("order_id", &request.order_id, MAX_ID)
            .unwrap_or_default(),
        return_id,
        buyer_id: fields
            .non_empty("buyer_id", &request.buyer_id, MAX_ID)
            .unwrap_or_default(),
        seller_ids: sellers(&mut fields, &request.seller_ids),
        purpose: purpose.unwrap_or(Purpose::Outbound),
        source_id: fields
            .at_most("source_id", &request.source_id, MAX_ID)
            .unwrap_or_default(),
        place_time,
        buyer_country,
    };
    if request.parcels.is_empty() || request.parcels.len() > MAX_PARCELS {
        fields.refuse("parcels", format_args!("must be 1 to {MAX_PARCELS}"));
    }
    let parcels = request.parcels.into_iter().take(MAX_PARCELS).enumerate();
    let parcels = parcels
        .map(|(at, parcel)| new_parcel(&mut fields, at, parcel))
        .collect();
    fields.finish()?;
    Ok(NewShipment {
        owner,
        journey,
        parcels,
    })
}

fn return_id(fields: &mut Fields, purpose: Option<Purpose>, given: &str) -> String {
    match purpose {
        Some(Purpose::Outbound) if !given.is_empty() => {
            fields.refuse("return_id", "must be empty for what was ordered");
            String::new()
        }
        Some(Purpose::Outbound) | None => String::new(),
        Some(_) => fields.non_empty("return_id", given, MAX_ID).unwrap_or_default(),
    }
}

fn journey(fields: &mut Fields, request: &pb::CreateShipmentRequest, now: DateTime<Utc>) -> Journey {
    let ship_time = fields
        .optional_timestamp("ship_time", request.ship_time)
        .unwrap_or(now);
    if ship_time > now {
        fields.refuse("ship_time", "must not be in the future");
    }
    let path = "estimated_delivery_time";
    let estimated = fields.optional_timestamp(path, request.estimated_delivery_time);
    if estimated.is_some_and(|time| time < ship_time) {
        fields.refuse(path, "must not be before the shipment was sent");
    }
    let insured = request.insured_value.clone();
    Journey {
        ship_time,
        estimated_delivery_time: estimated,
        insured_value: insured.and_then(|money| fields.money_positive("insured_value", Some(money))),
        origin_country: country(fields, "origin_country", &request.origin_country),
        destination_country: country(fields, "destination_country", &request.destination_country),
    }
}

/// Where the buyer lives; the buyer's end of the way when it is not said.
fn buyer_country(
    fields: &mut Fields,
    purpose: Option<Purpose>,
    request: &pb::CreateShipmentRequest,
) -> String {
    let given = country(fields, "buyer_country", &request.buyer_country);
    if !given.is_empty() {
        return given;
    }
    match purpose {
        Some(Purpose::Return) => request.origin_country.clone(),
        _ => request.destination_country.clone(),
    }
}

fn country(fields: &mut Fields, path: &str, given: &str) -> String {
    if given.is_empty() {
        return String::new();
    }
    fields.country(path, given).unwrap_or_default()
}

fn sellers(fields: &mut Fields, given: &[String]) -> Vec<String> {
    if given.is_empty() || given.len() > MAX_SELLERS {
        fields.refuse("seller_ids", format_args!("must be 1 to {MAX_SELLERS}"));
        return Vec::new();
    }
    for (at, id) in given.iter().enumerate() {
        fields.non_empty(format_args!("seller_ids[{at}]"), id, MAX_ID);
        if given[..at].contains(id) {
            fields.refuse(
                format_args!("seller_ids[{at}]"),
                "names a seller for the second time",
            );
        }
    }
    given.to_vec()
}

fn new_parcel(fields: &mut Fields, at: usize, parcel: pb::NewParcel) -> NewParcel {
    let mut text = |name: &str, text: &str, most: usize| {
        let path = format!("parcels[{at}].{name}");
        fields.at_most(path, text, most).unwrap_or_default()
    };
    let carrier = text("carrier", &parcel.carrier, MAX_ID);
    let tracking_number = text("tracking_number", &parcel.tracking_number, MAX_ID);
    let tracking_site = text("tracking_site", &parcel.tracking_site, MAX_SITE);
    NewParcel {
        carrier: book().code_of(&carrier),
        tracking_number,
        tracking_site,
        lines: lines(fields, &format!("parcels[{at}].lines"), &parcel.lines),
    }
}

fn lines(fields: &mut Fields, path: &str, given: &[orders::LineQuantity]) -> Vec<LineQuantity> {
    if given.len() > MAX_LINES {
        fields.refuse(path, format_args!("must be at most {MAX_LINES}"));
        return Vec::new();
    }
    let mut lines: Vec<LineQuantity> = Vec::with_capacity(given.len());
    for (at, line) in given.iter().enumerate() {
        let line_id = fields.non_empty(format_args!("{path}[{at}].line_id"), &line.line_id, MAX_ID);
        let quantity = fields.within(
            format_args!("{path}[{at}].quantity"),
            line.quantity,
            1..=MAX_QUANTITY,
        );
        if lines.iter().any(|other| other.line_id == line.line_id) {
            fields.refuse(
                format_args!("{path}[{at}].line_id"),
                "names a line for the second time",
            );
        }
        if let (Some(line_id), Some(quantity)) = (line_id, quantity) {
            lines.push(LineQuantity { line_id, quantity });
        }
    }
    lines
}

/// A required id of a resource.
pub(crate) fn resource_id(fields: &mut Fields, path: &str, id: &str) {
    fields.non_empty(path, id, MAX_ID);
}

/// The right number and its carrier.
///
/// # Errors
///
/// Every bad field with its path.
pub(crate) fn correction_from_wire(
    request: &pb::CorrectTrackingNumberRequest,
) -> Result<(String, String), Problem> {
    let mut fields = Fields::new();
    fields.required_request_id("request_id", &request.request_id);
    resource_id(&mut fields, "shipment_id", &request.shipment_id);
    fields.at_most("parcel_id", &request.parcel_id, MAX_ID);
    fields.non_empty("tracking_number", &request.tracking_number, MAX_ID);
    fields.at_most("carrier", &request.carrier, MAX_ID);
    fields.finish()?;
    Ok((request.tracking_number.clone(), request.carrier.clone()))
}

/// The evidence and who signed.
///
/// # Errors
///
/// Every bad field with its path.
pub(crate) fn proof_from_wire(
    request: &pb::RecordProofOfDeliveryRequest,
) -> Result<(String, String), Problem> {
    let mut fields = Fields::new();
    fields.required_request_id("request_id", &request.request_id);
    resource_id(&mut fields, "shipment_id", &request.shipment_id);
    fields.at_most("parcel_id", &request.parcel_id, MAX_ID);
    resource_id(&mut fields, "evidence_id", &request.evidence_id);
    fields.at_most("signed_by", &request.signed_by, MAX_TEXT);
    fields.finish()?;
    Ok((request.evidence_id.clone(), request.signed_by.clone()))
}
