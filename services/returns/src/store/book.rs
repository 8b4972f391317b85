//! Statements on the book of an order: what is claimed of each of its lines, over all returns.

use diesel::prelude::*;
use redress_db::{Conn, Error, on_conn};

use crate::domain::line::{BookLine, Holding};
use crate::domain::order::OrderSight;
use crate::schema::order_lines;

/// How many lines one statement takes.
const BATCH: usize = 200;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = order_lines, treat_none_as_default_value = false)]
struct BookRow {
    order_id: String,
    line_id: String,
    quantity: i64,
    claimed_quantity: i64,
    returned_quantity: i64,
}

impl BookRow {
    fn of(order_id: &str, line: BookLine) -> Self {
        Self {
            order_id: order_id.to_owned(),
            line_id: line.line_id,
            quantity: line.quantity,
            claimed_quantity: line.claimed_quantity,
            returned_quantity: line.returned_quantity,
        }
    }

    fn into_line(self) -> BookLine {
        BookLine {
            line_id: self.line_id,
            quantity: self.quantity,
            claimed_quantity: self.claimed_quantity,
            returned_quantity: self.returned_quantity,
        }
    }
}

/// The book of an order, held against every other request for it until the transaction ends. Lines that it lacks are added;
/// what is left of each after cancellations is brought up to date.
pub(crate) fn book_lock(conn: &mut Conn, order: &OrderSight) -> Result<Vec<BookLine>, Error> {
    use diesel::upsert::excluded;
    use order_lines::dsl as col;
    let fresh = order.fresh_book().into_iter();
    let rows: Vec<BookRow> = fresh.map(|line| BookRow::of(&order.order_id, line)).collect();
    // The update locks the rows, in the order of the lines, so that two requests never wait for each other crosswise.
    for rows in rows.chunks(BATCH) {
        on_conn!(conn, |c| diesel::insert_into(order_lines::table)
            .values(rows)
            .on_conflict((col::order_id, col::line_id))
            .do_update()
            .set(col::quantity.eq(excluded(col::quantity)))
            .execute(c))?;
    }
    book_fetch(conn, &order.order_id)
}

/// The book of an order; empty when nothing of it was ever asked for.
pub(crate) fn book_fetch(conn: &mut Conn, order_id: &str) -> Result<Vec<BookLine>, Error> {
    let rows: Vec<BookRow> = on_conn!(conn, |c| order_lines::table
        .filter(order_lines::order_id.eq(order_id))
        .order(order_lines::line_id)
        .select(BookRow::as_select())
        .load(c))?;
    Ok(rows.into_iter().map(BookRow::into_line).collect())
}

/// Changes what is claimed of a line. `is_return` says that it is claimed as returned after delivery.
///
/// # Errors
///
/// `CheckViolation` when more would be claimed than there is.
pub(crate) fn book_move(
    conn: &mut Conn,
    order_id: &str,
    holding: &Holding,
    is_return: bool,
) -> Result<(), Error> {
    use order_lines::dsl as col;
    let returned = if is_return { holding.by } else { 0 };
    on_conn!(conn, |c| diesel::update(
        order_lines::table.find((order_id, &holding.line_id))
    )
    .set((
        col::claimed_quantity.eq(col::claimed_quantity + holding.by),
        col::returned_quantity.eq(col::returned_quantity + returned),
    ))
    .execute(c))
    .map(drop)
}
