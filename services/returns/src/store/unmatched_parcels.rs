//! Statements on parcels that nobody announced.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use redress_db::{Conn, Error, on_conn};

use super::text::{from_json, to_json};
use crate::domain::unmatched::UnmatchedParcel;
use crate::schema::unmatched_parcels;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = unmatched_parcels, primary_key(unmatched_parcel_id), treat_none_as_null = true, treat_none_as_default_value = false)]
struct UnmatchedRow {
    unmatched_parcel_id: String,
    marketplace_id: String,
    warehouse_id: String,
    carrier: String,
    tracking_number: String,
    description: String,
    receive_time: NaiveDateTime,
    return_id: Option<String>,
    clauses: String,
    consequence: String,
    revision: i64,
}

impl UnmatchedRow {
    fn of(parcel: &UnmatchedParcel) -> Self {
        Self {
            unmatched_parcel_id: parcel.unmatched_parcel_id.clone(),
            marketplace_id: parcel.marketplace_id.clone(),
            warehouse_id: parcel.warehouse_id.clone(),
            carrier: parcel.carrier.clone(),
            tracking_number: parcel.tracking_number.clone(),
            description: parcel.description.clone(),
            receive_time: parcel.receive_time.naive_utc(),
            return_id: parcel.return_id.clone(),
            clauses: to_json(&parcel.clauses),
            consequence: parcel.consequence.clone(),
            revision: parcel.revision,
        }
    }

    fn into_parcel(self) -> Result<UnmatchedParcel, Error> {
        Ok(UnmatchedParcel {
            clauses: from_json("unmatched_parcels.clauses", &self.clauses)?,
            receive_time: self.receive_time.and_utc(),
            unmatched_parcel_id: self.unmatched_parcel_id,
            marketplace_id: self.marketplace_id,
            warehouse_id: self.warehouse_id,
            carrier: self.carrier,
            tracking_number: self.tracking_number,
            description: self.description,
            return_id: self.return_id,
            consequence: self.consequence,
            revision: self.revision,
        })
    }
}

/// A new parcel.
pub(crate) fn unmatched_parcel_insert(conn: &mut Conn, parcel: &UnmatchedParcel) -> Result<(), Error> {
    let row = UnmatchedRow::of(parcel);
    on_conn!(conn, |c| diesel::insert_into(unmatched_parcels::table)
        .values(&row)
        .execute(c))
    .map(drop)
}

/// Writes a changed parcel.
pub(crate) fn unmatched_parcel_update(conn: &mut Conn, parcel: &UnmatchedParcel) -> Result<(), Error> {
    let row = UnmatchedRow::of(parcel);
    on_conn!(conn, |c| diesel::update(
        unmatched_parcels::table.find(&row.unmatched_parcel_id)
    )
    .set(&row)
    .execute(c))
    .map(drop)
}

/// A parcel of a marketplace, held against every other change until the transaction ends.
pub(crate) fn unmatched_parcel_lock(
    conn: &mut Conn,
    marketplace_id: &str,
    id: &str,
) -> Result<Option<UnmatchedParcel>, Error> {
    let row: Option<UnmatchedRow> = match conn {
        Conn::Pg(c) => unmatched_parcels::table
            .find(id)
            .select(UnmatchedRow::as_select())
            .for_update()
            .first(c)
            .optional()?,
        // The transaction holds SQLite's only write lock already.
        Conn::Sqlite(c) => unmatched_parcels::table
            .find(id)
            .select(UnmatchedRow::as_select())
            .first(c)
            .optional()?,
    };
    let row = row.filter(|row| row.marketplace_id == marketplace_id);
    row.map(UnmatchedRow::into_parcel).transpose()
}

/// At most `limit` parcels, newest first, with an id below `before`.
pub(crate) fn unmatched_parcel_list(
    conn: &mut Conn,
    (marketplace_id, is_open_only): (Option<&str>, bool),
    before: Option<&str>,
    limit: i64,
) -> Result<Vec<UnmatchedParcel>, Error> {
    let rows: Vec<UnmatchedRow> = on_conn!(conn, |c| {
        let mut query = unmatched_parcels::table
            .select(UnmatchedRow::as_select())
            .into_boxed();
        if let Some(id) = marketplace_id {
            query = query.filter(unmatched_parcels::marketplace_id.eq(id));
        }
        if is_open_only {
            query = query.filter(unmatched_parcels::return_id.is_null());
        }
        if let Some(before) = before {
            query = query.filter(unmatched_parcels::unmatched_parcel_id.lt(before));
        }
        query
            .order(unmatched_parcels::unmatched_parcel_id.desc())
            .limit(limit)
            .load(c)
    })?;
    rows.into_iter().map(UnmatchedRow::into_parcel).collect()
}
