//! Payments and their order lines. The numbers are changed by arithmetic in the database, so that its constraints see
//! every change, whatever the program read before.

use diesel::prelude::*;
use redress_db::{Conn, Error, on_conn};

use super::{Sight, parse};
use crate::domain::refund::Refund;
use crate::domain::words::Movement;
use crate::domain::{Payment, PaymentLine};
use crate::schema::{payment_lines, payments};

/// All columns, in the table's order.
#[derive(Queryable)]
struct PaymentRow {
    order_id: String,
    payment_id: String,
    marketplace_id: String,
    buyer_id: String,
    kind: String,
    reference: String,
    currency: String,
    captured_minor: i64,
    held_minor: i64,
    refunded_minor: i64,
    confirm_time: chrono::NaiveDateTime,
}

/// Writes a captured payment with its lines. Returns false when it is there already.
pub fn payment_insert(conn: &mut Conn, payment: &Payment) -> Result<bool, Error> {
    let row = (
        payments::order_id.eq(&payment.order_id),
        payments::payment_id.eq(&payment.payment_id),
        payments::marketplace_id.eq(&payment.marketplace_id),
        payments::buyer_id.eq(&payment.buyer_id),
        payments::kind.eq(payment.kind.map_or("", |kind| kind.as_str())),
        payments::reference.eq(&payment.reference),
        payments::currency.eq(payment.currency.to_string()),
        payments::captured_minor.eq(payment.captured_minor),
        payments::held_minor.eq(payment.held_minor),
        payments::refunded_minor.eq(payment.refunded_minor),
        payments::confirm_time.eq(payment.confirm_time.naive_utc()),
    );
    let lines: Vec<_> = payment
        .lines
        .iter()
        .map(|line| {
            (
                payment_lines::order_id.eq(&payment.order_id),
                payment_lines::payment_id.eq(&payment.payment_id),
                payment_lines::line_id.eq(&line.line_id),
                payment_lines::seller_id.eq(&line.seller_id),
                payment_lines::captured_minor.eq(line.captured_minor),
                payment_lines::taken_minor.eq(line.taken_minor),
            )
        })
        .collect();
    on_conn!(conn, |c| {
        let inserted = diesel::insert_into(payments::table)
            .values(row)
            .on_conflict_do_nothing()
            .execute(c)?;
        if inserted == 1 {
            diesel::insert_into(payment_lines::table)
                .values(lines)
                .execute(c)?;
        }
        Ok(inserted == 1)
    })
}

/// The payments of an order in their order: by confirmation, then by id. Locked, nobody else changes their numbers
/// until the transaction ends.
pub fn payment_list_by_order(
    conn: &mut Conn,
    order_id: &str,
    sight: &Sight,
    is_locked: bool,
) -> Result<Vec<Payment>, Error> {
    let query = payments::table
        .filter(payments::order_id.eq(order_id))
        .order((payments::confirm_time, payments::payment_id));
    let rows: Vec<PaymentRow> = match &mut *conn {
        // On SQLite the one writer is the lock.
        Conn::Pg(c) if is_locked => query.for_update().load(c)?,
        conn => on_conn!(conn, |c| query.load(c))?,
    };
    let is_seen = |row: &PaymentRow| {
        sight
            .marketplace
            .as_ref()
            .is_none_or(|own| *own == row.marketplace_id)
            && sight.order.as_ref().is_none_or(|own| *own == row.order_id)
            && sight.buyer.as_ref().is_none_or(|own| *own == row.buyer_id)
    };
    let mut lines = line_list_by_order(conn, order_id)?;
    rows.into_iter()
        .filter(is_seen)
        .map(|row| {
            let own = lines.extract_if(.., |(payment_id, _)| *payment_id == row.payment_id);
            let lines = own.map(|(_, line)| line).collect();
            from_row(row, lines)
        })
        .collect()
}

fn line_list_by_order(conn: &mut Conn, order_id: &str) -> Result<Vec<(String, PaymentLine)>, Error> {
    type Row = (String, String, String, i64, i64);
    let rows: Vec<Row> = on_conn!(conn, |c| payment_lines::table
        .filter(payment_lines::order_id.eq(order_id))
        .order((payment_lines::payment_id, payment_lines::line_id))
        .select((
            payment_lines::payment_id,
            payment_lines::line_id,
            payment_lines::seller_id,
            payment_lines::captured_minor,
            payment_lines::taken_minor,
        ))
        .load(c))?;
    let line = |(payment_id, line_id, seller_id, captured_minor, taken_minor): Row| {
        (
            payment_id,
            PaymentLine {
                line_id,
                seller_id,
                captured_minor,
                taken_minor,
            },
        )
    };
    Ok(rows.into_iter().map(line).collect())
}

/// Moves a refund's money on its payment and its order lines.
///
/// # Errors
/// [`Error::CheckViolation`] when it would go beyond what was captured; [`Error::NotFound`] for a line that is not there.
pub fn payment_move(
    conn: &mut Conn,
    refund: &Refund,
    takes: &[(String, i64)],
    movement: Movement,
) -> Result<(), Error> {
    let amount = refund.breakdown.amount.minor;
    let (held, refunded, taken) = match movement {
        Movement::Captured => (0, 0, 0),
        Movement::Held => (amount, 0, 1),
        Movement::Paid => (-amount, amount, 0),
        Movement::Released => (-amount, 0, -1),
        Movement::Reversed => (0, -amount, -1),
    };
    on_conn!(conn, |c| {
        let payment = payments::table.find((&refund.order_id, &refund.payment_id));
        let changed = diesel::update(payment)
            .set((
                payments::held_minor.eq(payments::held_minor + held),
                payments::refunded_minor.eq(payments::refunded_minor + refunded),
            ))
            .execute(c)?;
        if changed == 0 {
            return Err(diesel::NotFound);
        }
        for (line_id, minor) in takes.iter().filter(|_| taken != 0) {
            let line = payment_lines::table.find((&refund.order_id, &refund.payment_id, line_id));
            let changed = diesel::update(line)
                .set(payment_lines::taken_minor.eq(payment_lines::taken_minor + taken * minor))
                .execute(c)?;
            if changed == 0 {
                return Err(diesel::NotFound);
            }
        }
        Ok(())
    })
}

fn from_row(row: PaymentRow, lines: Vec<PaymentLine>) -> Result<Payment, Error> {
    let kind = if row.kind.is_empty() {
        None
    } else {
        Some(parse(&row.kind)?)
    };
    Ok(Payment {
        order_id: row.order_id,
        payment_id: row.payment_id,
        marketplace_id: row.marketplace_id,
        buyer_id: row.buyer_id,
        kind,
        reference: row.reference,
        currency: parse(&row.currency)?,
        captured_minor: row.captured_minor,
        held_minor: row.held_minor,
        refunded_minor: row.refunded_minor,
        confirm_time: row.confirm_time.and_utc(),
        lines,
    })
}
