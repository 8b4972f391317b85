//! Statements on shipments. Their parcels are read and written with them.

use std::collections::HashMap;

use diesel::prelude::*;
use redress_db::{Conn, Error, on_conn};

use super::parcel_row::ParcelRow;
use super::parcels::{parcel_insert, parcel_list_of};
use super::scope::Scope;
use super::shipment_row::ShipmentRow;
use super::text::from_json;
use crate::domain::parcel::Parcel;
use crate::domain::shipment::{Shipment, Versions};
use crate::domain::words::{Purpose, ShipmentState, Status};
use crate::schema::{parcels, shipment_sellers, shipments};

/// Which shipments are listed.
#[derive(Clone, Debug, Default)]
pub(crate) struct ShipmentFilter {
    pub scope: Scope,
    pub order_id: Option<String>,
    pub return_id: Option<String>,
    pub purpose: Option<Purpose>,
    pub state: Option<ShipmentState>,
    /// Only those with a parcel that is there.
    pub status: Option<Status>,
    /// Only those with a parcel that has this number now.
    pub tracking_number: Option<String>,
    /// Only those with a parcel that is stalled or overdue.
    pub late_only: bool,
    /// Only shipments with an id below this one.
    pub before: Option<String>,
}

/// A new shipment with its parcels.
///
/// # Errors
///
/// `UniqueViolation` when its order and return have a shipment of its source.
pub(crate) fn shipment_insert(conn: &mut Conn, shipment: &Shipment) -> Result<(), Error> {
    let row = ShipmentRow::of(shipment);
    on_conn!(conn, |c| diesel::insert_into(shipments::table)
        .values(&row)
        .execute(c))?;
    // A shipment without sellers is nobody's to list; an empty insert is none.
    let sellers: Vec<_> = shipment
        .owner
        .seller_ids
        .iter()
        .map(|seller_id| {
            (
                shipment_sellers::seller_id.eq(seller_id),
                shipment_sellers::shipment_id.eq(&shipment.shipment_id),
            )
        })
        .collect();
    on_conn!(conn, |c| diesel::insert_into(shipment_sellers::table)
        .values(&sellers)
        .execute(c))?;
    parcel_insert(conn, &ParcelRow::all_of(shipment))
}

/// Writes what changed of a shipment; its parcels are written one by one.
pub(crate) fn shipment_update(conn: &mut Conn, shipment: &Shipment) -> Result<(), Error> {
    on_conn!(conn, |c| diesel::update(
        shipments::table.find(&shipment.shipment_id)
    )
    .set((
        shipments::state.eq(shipment.state.as_str()),
        shipments::revision.eq(shipment.revision),
        shipments::update_time.eq(shipment.update_time.naive_utc()),
    ))
    .execute(c))
    .map(drop)
}

/// Shipments, held against every other change until the transaction ends; always locked in the same order.
pub(crate) fn shipment_lock(conn: &mut Conn, ids: &[&str]) -> Result<Vec<Shipment>, Error> {
    let rows: Vec<ShipmentRow> = match conn {
        Conn::Pg(c) => shipments::table
            .filter(shipments::shipment_id.eq_any(ids))
            .order(shipments::shipment_id)
            .select(ShipmentRow::as_select())
            .for_update()
            .load(c)?,
        // The transaction holds SQLite's only write lock already.
        Conn::Sqlite(c) => shipments::table
            .filter(shipments::shipment_id.eq_any(ids))
            .order(shipments::shipment_id)
            .select(ShipmentRow::as_select())
            .load(c)?,
    };
    with_parcels(conn, rows)
}

/// A shipment; `None` when it is out of scope.
pub(crate) fn shipment_fetch(conn: &mut Conn, scope: &Scope, id: &str) -> Result<Option<Shipment>, Error> {
    let row: Option<ShipmentRow> = on_conn!(conn, |c| shipments::table
        .find(id)
        .select(ShipmentRow::as_select())
        .first(c)
        .optional())?;
    let found = with_parcels(conn, row.into_iter().collect())?.pop();
    Ok(found.filter(|shipment| scope.holds(&shipment.owner)))
}

/// The versions that bind a shipment.
pub(crate) fn shipment_versions(conn: &mut Conn, ids: &[&str]) -> Result<Vec<Versions>, Error> {
    let texts: Vec<String> = on_conn!(conn, |c| shipments::table
        .filter(shipments::shipment_id.eq_any(ids))
        .select(shipments::versions)
        .distinct()
        .load(c))?;
    texts
        .iter()
        .map(|text| from_json("shipments.versions", text))
        .collect()
}

/// The shipments of an order, or of one of its returns, that have one of these sources.
pub(crate) fn shipment_list_by_source(
    conn: &mut Conn,
    (marketplace_id, order_id, return_id): (&str, &str, &str),
    source_ids: &[&str],
) -> Result<Vec<Shipment>, Error> {
    let rows: Vec<ShipmentRow> = on_conn!(conn, |c| shipments::table
        .filter(shipments::marketplace_id.eq(marketplace_id))
        .filter(shipments::order_id.eq(order_id))
        .filter(shipments::return_id.eq(return_id))
        .filter(shipments::source_id.ne(""))
        .filter(shipments::source_id.eq_any(source_ids))
        .select(ShipmentRow::as_select())
        .load(c))?;
    with_parcels(conn, rows)
}

/// At most `limit` shipments, newest first.
pub(crate) fn shipment_list(
    conn: &mut Conn,
    filter: &ShipmentFilter,
    limit: i64,
) -> Result<Vec<Shipment>, Error> {
    let rows: Vec<ShipmentRow> = on_conn!(conn, |c| {
        let mut query = shipments::table.select(ShipmentRow::as_select()).into_boxed();
        if let Some(id) = &filter.scope.marketplace_id {
            query = query.filter(shipments::marketplace_id.eq(id));
        }
        if let Some(id) = &filter.scope.buyer_id {
            query = query.filter(shipments::buyer_id.eq(id));
        }
        if let Some(id) = &filter.scope.seller_id {
            let own = shipment_sellers::table
                .filter(shipment_sellers::seller_id.eq(id))
                .select(shipment_sellers::shipment_id);
            query = query.filter(shipments::shipment_id.eq_any(own));
        }
        for id in [&filter.scope.order_id, &filter.order_id].into_iter().flatten() {
            query = query.filter(shipments::order_id.eq(id));
        }
        if let Some(id) = &filter.return_id {
            query = query.filter(shipments::return_id.ne("").and(shipments::return_id.eq(id)));
        }
        if let Some(purpose) = filter.purpose {
            query = query.filter(shipments::purpose.eq(purpose.as_str()));
        }
        if let Some(state) = filter.state {
            query = query.filter(shipments::state.eq(state.as_str()));
        }
        if filter.status.is_some() || filter.tracking_number.is_some() || filter.late_only {
            let mut own = parcels::table.select(parcels::shipment_id).into_boxed();
            if let Some(id) = &filter.scope.marketplace_id {
                own = own.filter(parcels::marketplace_id.eq(id));
            }
            if let Some(status) = filter.status {
                own = own.filter(parcels::status.eq(status.as_str()));
            }
            if let Some(number) = &filter.tracking_number {
                own = own.filter(
                    parcels::tracking_number
                        .ne("")
                        .and(parcels::tracking_number.eq(number)),
                );
            }
            if filter.late_only {
                own = own.filter(parcels::is_stalled.or(parcels::is_overdue));
            }
            query = query.filter(shipments::shipment_id.eq_any(own));
        }
        if let Some(before) = &filter.before {
            query = query.filter(shipments::shipment_id.lt(before));
        }
        query.order(shipments::shipment_id.desc()).limit(limit).load(c)
    })?;
    with_parcels(conn, rows)
}

fn with_parcels(conn: &mut Conn, rows: Vec<ShipmentRow>) -> Result<Vec<Shipment>, Error> {
    let ids: Vec<&str> = rows.iter().map(|row| row.shipment_id.as_str()).collect();
    let mut parcels: HashMap<String, Vec<Parcel>> = HashMap::new();
    for row in parcel_list_of(conn, &ids)? {
        parcels
            .entry(row.shipment_id.clone())
            .or_default()
            .push(row.into_parcel()?);
    }
    rows.into_iter()
        .map(|row| {
            let own = parcels.remove(&row.shipment_id).unwrap_or_default();
            row.into_shipment(own)
        })
        .collect()
}
