//! Requests about parcels, both ways.

use chrono::{DateTime, Utc};
use redress_contracts::google::r#type::Money as WireMoney;
use redress_contracts::redress::returns::v1 as pb;
use redress_core::Money;
use redress_rpc::Fields;

use super::parcel::quantities_from_wire;
use super::requests::{MAX_ID, MAX_TEXT, about_return, resource_id, rma_from_wire};
use crate::domain::goods::{Announcement, Receipt};
use crate::domain::sending::Dispatch;

const MAX_SITE: usize = 2_000;
/// The largest amount, in minor units.
pub(crate) const LARGEST_MINOR: i64 = 1_000_000_000_000_000;

/// An amount of zero or more that may be absent.
pub(crate) fn optional_money(fields: &mut Fields, path: &str, money: Option<WireMoney>) -> Option<Money> {
    let money = fields.money_not_negative(path, Some(money?))?;
    if money.minor > LARGEST_MINOR {
        fields.refuse(path, "is too large");
        return None;
    }
    Some(money)
}

/// A parcel on its way back.
pub(crate) fn announcement_from_wire(
    fields: &mut Fields,
    request: pb::AnnounceParcelRequest,
    now: DateTime<Utc>,
) -> Option<Announcement> {
    about_return(fields, &request.return_id, &request.request_id);
    let carrier = fields.at_most("carrier", &request.carrier, MAX_ID);
    let tracking_number = fields.at_most("tracking_number", request.tracking_number.trim(), MAX_ID);
    let tracking_site = fields.at_most("tracking_site", &request.tracking_site, MAX_SITE);
    let insured_value = optional_money(fields, "insured_value", request.insured_value);
    let postage = optional_money(fields, "postage", request.postage);
    let lines = quantities_from_wire(fields, "lines", &request.lines);
    let ship_time = fields
        .optional_timestamp("ship_time", request.ship_time)
        .unwrap_or(now);
    if ship_time > now {
        fields.refuse("ship_time", "must not be in the future");
    }
    let receipt_evidence_id = fields.at_most("receipt_evidence_id", &request.receipt_evidence_id, MAX_ID);
    Some(Announcement {
        carrier: carrier?,
        tracking_number: tracking_number?,
        tracking_site: tracking_site?,
        insured_value,
        lines,
        ship_time,
        receipt_evidence_id: receipt_evidence_id?,
        postage,
    })
}

/// The right number of a parcel: the parcel, the carrier where it is another, the number.
pub(crate) fn correction_from_wire(
    fields: &mut Fields,
    request: &pb::CorrectTrackingRequest,
) -> Option<(String, String, String)> {
    about_return(fields, &request.return_id, &request.request_id);
    resource_id(fields, "parcel_id", &request.parcel_id);
    let carrier = fields.at_most("carrier", &request.carrier, MAX_ID);
    let number = fields.non_empty("tracking_number", request.tracking_number.trim(), MAX_ID);
    Some((request.parcel_id.clone(), carrier?, number?))
}

/// A parcel that was booked in, and the return number that was read on it, in its printed form; empty when there was none.
pub(crate) fn receipt_from_wire(
    fields: &mut Fields,
    request: &pb::ReceiveParcelRequest,
    now: DateTime<Utc>,
) -> Option<(Receipt, String, String)> {
    about_return(fields, &request.return_id, &request.request_id);
    fields.at_most("parcel_id", &request.parcel_id, MAX_ID);
    let number = match request.rma_number.as_str() {
        "" => Some(String::new()),
        typed => rma_from_wire(fields, "rma_number", typed),
    };
    let lines = quantities_from_wire(fields, "lines", &request.lines);
    let postage = optional_money(fields, "postage", request.postage.clone());
    let note = fields.at_most("note", &request.note, MAX_TEXT);
    let number = number?;
    let receipt = Receipt {
        parcel_id: request.parcel_id.clone(),
        is_unannounced: request.parcel_id.is_empty() && number.is_empty(),
        carrier: String::new(),
        tracking_number: String::new(),
        lines,
        postage,
        receive_time: now,
    };
    Some((receipt, number, note?))
}

/// A parcel to the buyer.
pub(crate) fn dispatch_from_wire(
    fields: &mut Fields,
    request: &pb::SendParcelRequest,
    now: DateTime<Utc>,
) -> Option<Dispatch> {
    about_return(fields, &request.return_id, &request.request_id);
    let carrier = fields.at_most("carrier", &request.carrier, MAX_ID);
    let tracking_number = fields.at_most("tracking_number", request.tracking_number.trim(), MAX_ID);
    let lines = quantities_from_wire(fields, "lines", &request.lines);
    let estimated = fields.optional_timestamp("estimated_delivery_time", request.estimated_delivery_time);
    if estimated.is_some_and(|time| time < now) {
        fields.refuse("estimated_delivery_time", "must not be in the past");
    }
    Some(Dispatch {
        carrier: carrier?,
        tracking_number: tracking_number?,
        lines,
        estimated_delivery_time: estimated,
        ship_time: now,
    })
}
