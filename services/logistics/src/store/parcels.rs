//! Statements on parcels.

use diesel::prelude::*;
use redress_db::{Conn, Error, on_conn};

use super::parcel_row::{ParcelChanges, ParcelRow};
use crate::domain::parcel::Parcel;
use crate::domain::words::Status;
use crate::schema::parcels;

/// Where a parcel was found.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = parcels)]
pub(crate) struct FoundParcel {
    pub parcel_id: String,
    pub shipment_id: String,
    pub marketplace_id: String,
    pub carrier: String,
    pub tracking_number: String,
    pub status: String,
}

impl FoundParcel {
    /// Nothing more is expected of it, as far as is known.
    pub(crate) fn is_final(&self) -> bool {
        Status::parse(&self.status).is_some_and(Status::is_final)
    }
}

/// Parcels by their ids.
pub(crate) fn parcel_find(conn: &mut Conn, ids: &[&str]) -> Result<Vec<FoundParcel>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    on_conn!(conn, |c| parcels::table
        .filter(parcels::parcel_id.eq_any(ids))
        .select(FoundParcel::as_select())
        .load(c))
}

/// Parcels of a marketplace by the numbers that they have now.
pub(crate) fn parcel_find_by_number(
    conn: &mut Conn,
    marketplace_id: &str,
    numbers: &[&str],
) -> Result<Vec<FoundParcel>, Error> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    on_conn!(conn, |c| parcels::table
        .filter(parcels::marketplace_id.eq(marketplace_id))
        .filter(parcels::tracking_number.ne(""))
        .filter(parcels::tracking_number.eq_any(numbers))
        .order(parcels::parcel_id)
        .select(FoundParcel::as_select())
        .load(c))
}

/// At most `limit` parcels of a marketplace for which a clock runs that special periods stop, those with an id above
/// `after`, by their ids.
pub(crate) fn parcel_list_suspendable(
    conn: &mut Conn,
    marketplace_id: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<FoundParcel>, Error> {
    on_conn!(conn, |c| parcels::table
        .filter(parcels::is_suspendable)
        .filter(parcels::marketplace_id.eq(marketplace_id))
        .filter(parcels::parcel_id.gt(after))
        .order(parcels::parcel_id)
        .limit(limit)
        .select(FoundParcel::as_select())
        .load(c))
}

/// Writes what changed of a parcel.
pub(crate) fn parcel_update(conn: &mut Conn, parcel: &Parcel) -> Result<(), Error> {
    let changes = ParcelChanges::of(parcel);
    on_conn!(conn, |c| diesel::update(parcels::table.find(&parcel.parcel_id))
        .set(&changes)
        .execute(c))
    .map(drop)
}

/// New parcels.
pub(super) fn parcel_insert(conn: &mut Conn, rows: &[ParcelRow]) -> Result<(), Error> {
    on_conn!(conn, |c| diesel::insert_into(parcels::table)
        .values(rows)
        .execute(c))
    .map(drop)
}

/// The parcels of shipments, in their order within each.
pub(super) fn parcel_list_of(conn: &mut Conn, shipment_ids: &[&str]) -> Result<Vec<ParcelRow>, Error> {
    if shipment_ids.is_empty() {
        return Ok(Vec::new());
    }
    on_conn!(conn, |c| parcels::table
        .filter(parcels::shipment_id.eq_any(shipment_ids))
        .order((parcels::shipment_id, parcels::position))
        .select(ParcelRow::as_select())
        .load(c))
}
