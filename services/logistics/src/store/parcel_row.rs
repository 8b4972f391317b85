//! Parcels as rows, and back.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use redress_db::Error;

use super::text::{from_json, in_utc, naive, to_json, word};
use crate::domain::parcel::Parcel;
use crate::domain::report::Standing;
use crate::domain::shipment::Shipment;
use crate::domain::words::Status;
use crate::schema::parcels;

/// A row of `parcels`.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = parcels, treat_none_as_default_value = false)]
pub(in crate::store) struct ParcelRow {
    parcel_id: String,
    pub(super) shipment_id: String,
    marketplace_id: String,
    position: i64,
    carrier: String,
    tracking_number: String,
    numbers: String,
    tracking_site: String,
    lines: String,
    status: String,
    status_time: Option<NaiveDateTime>,
    is_going_back: bool,
    carrier_code: String,
    carrier_status: String,
    location: String,
    move_time: Option<NaiveDateTime>,
    is_stalled: bool,
    is_overdue: bool,
    proof: Option<String>,
    deadlines: String,
    is_suspendable: bool,
    failed_attempt_count: i64,
}

/// What of a parcel changes.
#[derive(AsChangeset)]
#[diesel(table_name = parcels, treat_none_as_null = true)]
pub(in crate::store) struct ParcelChanges {
    carrier: String,
    tracking_number: String,
    numbers: String,
    tracking_site: String,
    status: &'static str,
    status_time: Option<NaiveDateTime>,
    is_going_back: bool,
    carrier_code: String,
    carrier_status: String,
    location: String,
    move_time: Option<NaiveDateTime>,
    is_stalled: bool,
    is_overdue: bool,
    proof: Option<String>,
    deadlines: String,
    is_suspendable: bool,
    failed_attempt_count: i64,
}

impl ParcelChanges {
    pub(in crate::store) fn of(parcel: &Parcel) -> Self {
        Self {
            carrier: parcel.number().carrier.clone(),
            tracking_number: parcel.number().tracking_number.clone(),
            numbers: to_json(&parcel.numbers),
            tracking_site: parcel.tracking_site.clone(),
            status: parcel.status().map_or("", Status::as_str),
            status_time: naive(parcel.standing.map(|standing| standing.time)),
            is_going_back: parcel.standing.is_some_and(|standing| standing.is_going_back),
            carrier_code: parcel.carrier_code.clone(),
            carrier_status: parcel.carrier_status.clone(),
            location: parcel.location.clone(),
            move_time: naive(parcel.move_time),
            is_stalled: parcel.is_stalled,
            is_overdue: parcel.is_overdue,
            proof: parcel.proof.as_ref().map(to_json),
            deadlines: to_json(&parcel.deadlines),
            is_suspendable: parcel.deadlines.iter().any(|open| open.is_suspendable),
            failed_attempt_count: i64::from(parcel.failed_attempt_count),
        }
    }
}

impl ParcelRow {
    /// The rows of a shipment's parcels, in their order.
    pub(in crate::store) fn all_of(shipment: &Shipment) -> Vec<Self> {
        let row = |(position, parcel): (usize, &Parcel)| {
            let changes = ParcelChanges::of(parcel);
            Self {
                parcel_id: parcel.parcel_id.clone(),
                shipment_id: shipment.shipment_id.clone(),
                marketplace_id: shipment.owner.marketplace_id.clone(),
                position: position as i64,
                carrier: changes.carrier,
                tracking_number: changes.tracking_number,
                numbers: changes.numbers,
                tracking_site: changes.tracking_site,
                lines: to_json(&parcel.lines),
                status: changes.status.to_owned(),
                status_time: changes.status_time,
                is_going_back: changes.is_going_back,
                carrier_code: changes.carrier_code,
                carrier_status: changes.carrier_status,
                location: changes.location,
                move_time: changes.move_time,
                is_stalled: changes.is_stalled,
                is_overdue: changes.is_overdue,
                proof: changes.proof,
                deadlines: changes.deadlines,
                is_suspendable: changes.is_suspendable,
                failed_attempt_count: changes.failed_attempt_count,
            }
        };
        shipment.parcels.iter().enumerate().map(row).collect()
    }

    pub(in crate::store) fn into_parcel(self) -> Result<Parcel, Error> {
        let standing = match self.status_time {
            None => None,
            Some(time) => Some(Standing {
                status: word("parcels.status", &self.status, Status::parse)?,
                time: time.and_utc(),
                is_going_back: self.is_going_back,
            }),
        };
        let proof = self.proof.as_deref().map(|text| from_json("parcels.proof", text));
        Ok(Parcel {
            parcel_id: self.parcel_id,
            numbers: from_json("parcels.numbers", &self.numbers)?,
            tracking_site: self.tracking_site,
            lines: from_json("parcels.lines", &self.lines)?,
            standing,
            carrier_code: self.carrier_code,
            carrier_status: self.carrier_status,
            location: self.location,
            move_time: in_utc(self.move_time),
            is_stalled: self.is_stalled,
            is_overdue: self.is_overdue,
            proof: proof.transpose()?,
            deadlines: from_json("parcels.deadlines", &self.deadlines)?,
            failed_attempt_count: i32::try_from(self.failed_attempt_count).map_err(Error::corrupt)?,
        })
    }
}
