//! Statements on lines, always together with their order.
//!
//! Diesel keeps a statement over one row prepared and prepares one over several anew each time, which costs about as much
//! as another row. Most orders have one or two lines, so these go one by one.

use diesel::prelude::*;
use diesel::upsert::excluded;
use redress_db::{Conn, Error, on_conn};

use super::line_row::LineRow;
use crate::schema::order_lines;

/// How many rows go into one statement when there are several, well below SQLite's limit of bound values.
const BATCH: usize = 500;
/// Up to so many rows go one by one.
const FEW: usize = 2;

/// Inserts lines, or writes what can change of those that are there. A macro, because one row and several are
/// statements of different types.
macro_rules! upsert {
    ($rows:expr) => {
        diesel::insert_into(order_lines::table)
            .values($rows)
            .on_conflict((order_lines::order_id, order_lines::line_id))
            .do_update()
            .set((
                order_lines::quantity.eq(excluded(order_lines::quantity)),
                order_lines::tax_minor.eq(excluded(order_lines::tax_minor)),
                order_lines::captured_minor.eq(excluded(order_lines::captured_minor)),
                order_lines::waived_minor.eq(excluded(order_lines::waived_minor)),
                order_lines::owed_minor.eq(excluded(order_lines::owed_minor)),
                order_lines::cancelled_quantity.eq(excluded(order_lines::cancelled_quantity)),
                order_lines::requested_quantity.eq(excluded(order_lines::requested_quantity)),
                order_lines::shipped_quantity.eq(excluded(order_lines::shipped_quantity)),
                order_lines::delivered_quantity.eq(excluded(order_lines::delivered_quantity)),
                order_lines::stock_state.eq(excluded(order_lines::stock_state)),
                order_lines::choice_due_time.eq(excluded(order_lines::choice_due_time)),
                order_lines::restock_time.eq(excluded(order_lines::restock_time)),
                order_lines::ship_time.eq(excluded(order_lines::ship_time)),
                order_lines::deliver_time.eq(excluded(order_lines::deliver_time)),
            ))
    };
}

fn batch_size(rows: usize) -> usize {
    if rows <= FEW { 1 } else { BATCH }
}

/// The lines of some orders, those of an order in their place.
pub(super) fn line_list(conn: &mut Conn, order_ids: &[&str]) -> Result<Vec<LineRow>, Error> {
    if let [order_id] = order_ids {
        return on_conn!(conn, |c| order_lines::table
            .filter(order_lines::order_id.eq(order_id))
            .order(order_lines::position)
            .select(LineRow::as_select())
            .load(c));
    }
    on_conn!(conn, |c| order_lines::table
        .filter(order_lines::order_id.eq_any(order_ids))
        .order((order_lines::order_id, order_lines::position))
        .select(LineRow::as_select())
        .load(c))
}

/// New lines.
pub(super) fn line_insert(conn: &mut Conn, lines: &[LineRow]) -> Result<(), Error> {
    for rows in lines.chunks(batch_size(lines.len())) {
        match rows {
            [row] => on_conn!(conn, |c| diesel::insert_into(order_lines::table)
                .values(row)
                .execute(c))?,
            rows => on_conn!(conn, |c| diesel::insert_into(order_lines::table)
                .values(rows)
                .execute(c))?,
        };
    }
    Ok(())
}

/// Changed and new lines.
pub(super) fn line_upsert(conn: &mut Conn, lines: &[LineRow]) -> Result<(), Error> {
    for rows in lines.chunks(batch_size(lines.len())) {
        match rows {
            [row] => on_conn!(conn, |c| upsert!(row).execute(c))?,
            rows => on_conn!(conn, |c| upsert!(rows).execute(c))?,
        };
    }
    Ok(())
}
