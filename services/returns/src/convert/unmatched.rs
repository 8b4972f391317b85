//! Parcels that nobody announced, both ways.

use chrono::{DateTime, Utc};
use redress_contracts::redress::returns::v1 as pb;
use redress_core::etag::etag;
use redress_rpc::Fields;
use redress_rpc::convert::time_to_wire;

use super::parcel::quantities_from_wire;
use super::requests::{MAX_ID, MAX_TEXT, resource_id};
use crate::domain::goods::Receipt;
use crate::domain::unmatched::UnmatchedParcel;

/// What the warehouse says of such a parcel.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Found {
    pub warehouse_id: String,
    pub carrier: String,
    pub tracking_number: String,
    pub description: String,
}

pub(crate) fn found_from_wire(
    fields: &mut Fields,
    request: &pb::RecordUnmatchedParcelRequest,
) -> Option<Found> {
    fields.required_request_id("request_id", &request.request_id);
    let warehouse_id = fields.at_most("warehouse_id", &request.warehouse_id, MAX_ID);
    let carrier = fields.at_most("carrier", &request.carrier, MAX_ID);
    let tracking_number = fields.at_most("tracking_number", &request.tracking_number, MAX_ID);
    let description = fields.non_empty("description", &request.description, MAX_TEXT);
    Some(Found {
        warehouse_id: warehouse_id?,
        carrier: carrier?,
        tracking_number: tracking_number?,
        description: description?,
    })
}

/// How a parcel is matched: what was in it, and why it is this return's.
pub(crate) fn match_from_wire(
    fields: &mut Fields,
    request: &pb::MatchParcelRequest,
    now: DateTime<Utc>,
) -> Option<(Receipt, String)> {
    fields.request_id("request_id", &request.request_id);
    resource_id(fields, "unmatched_parcel_id", &request.unmatched_parcel_id);
    resource_id(fields, "return_id", &request.return_id);
    let lines = quantities_from_wire(fields, "lines", &request.lines);
    let reason = fields.non_empty("reason", &request.reason, MAX_TEXT);
    let receipt = Receipt {
        parcel_id: String::new(),
        is_unannounced: true,
        carrier: String::new(),
        tracking_number: String::new(),
        lines,
        postage: None,
        receive_time: now,
    };
    Some((receipt, reason?))
}

pub(crate) fn unmatched_to_wire(parcel: &UnmatchedParcel) -> pb::UnmatchedParcel {
    pb::UnmatchedParcel {
        unmatched_parcel_id: parcel.unmatched_parcel_id.clone(),
        marketplace_id: parcel.marketplace_id.clone(),
        warehouse_id: parcel.warehouse_id.clone(),
        carrier: parcel.carrier.clone(),
        tracking_number: parcel.tracking_number.clone(),
        description: parcel.description.clone(),
        receive_time: Some(time_to_wire(parcel.receive_time)),
        return_id: parcel.return_id.clone().unwrap_or_default(),
        clause_ids: parcel.clauses.clone(),
        consequence: parcel.consequence.clone(),
        etag: etag(parcel.revision),
    }
}
