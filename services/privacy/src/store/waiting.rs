//! Orders whose cases are waited for.

use std::collections::BTreeSet;

use diesel::prelude::*;
use redress_db::{Conn, Error, on_conn};

use crate::schema::waiting_orders;

/// The requests that wait for one of these orders.
pub(crate) fn request_list_waiting_for(
    conn: &mut Conn,
    order_ids: &BTreeSet<String>,
) -> Result<Vec<String>, Error> {
    on_conn!(conn, |c| waiting_orders::table
        .filter(waiting_orders::order_id.eq_any(order_ids))
        .select(waiting_orders::data_request_id)
        .distinct()
        .load(c))
}

/// Says which orders a request waits for.
pub(crate) fn waiting_replace(conn: &mut Conn, id: &str, order_ids: &BTreeSet<String>) -> Result<(), Error> {
    let of_request = waiting_orders::table.filter(waiting_orders::data_request_id.eq(id));
    on_conn!(conn, |c| diesel::delete(of_request).execute(c))?;
    if order_ids.is_empty() {
        return Ok(());
    }
    let rows: Vec<_> = order_ids
        .iter()
        .map(|order_id| {
            (
                waiting_orders::order_id.eq(order_id),
                waiting_orders::data_request_id.eq(id),
            )
        })
        .collect();
    on_conn!(conn, |c| diesel::insert_into(waiting_orders::table)
        .values(&rows)
        .execute(c))
    .map(drop)
}
