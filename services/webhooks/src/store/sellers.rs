//! Which sellers a case and an order's lines belong to, as the newest events said.

use std::collections::HashMap;

use diesel::prelude::*;
use redress_db::{Conn, Error, on_conn};

use super::text::{from_json, to_json};
use crate::schema::{cases, lines};

/// The sellers of a case; none when nothing was told of it.
pub fn case_sellers_fetch(conn: &mut Conn, case_id: &str) -> Result<Vec<String>, Error> {
    let found: Option<String> = on_conn!(conn, |c| cases::table
        .find(case_id)
        .select(cases::seller_ids)
        .first(c)
        .optional())?;
    match found {
        Some(text) => from_json("cases.seller_ids", &text),
        None => Ok(Vec::new()),
    }
}

/// Remembers the sellers of a case, in place of what was known.
pub fn case_sellers_upsert(conn: &mut Conn, case_id: &str, seller_ids: &[String]) -> Result<(), Error> {
    let seller_ids = to_json(seller_ids);
    on_conn!(conn, |c| diesel::insert_into(cases::table)
        .values((cases::case_id.eq(case_id), cases::seller_ids.eq(&seller_ids)))
        .on_conflict(cases::case_id)
        .do_update()
        .set(cases::seller_ids.eq(&seller_ids))
        .execute(c))
    .map(drop)
}

/// The sellers of an order's lines, by line.
pub fn line_sellers_fetch(conn: &mut Conn, order_id: &str) -> Result<HashMap<String, String>, Error> {
    let rows: Vec<(String, String)> = on_conn!(conn, |c| lines::table
        .filter(lines::order_id.eq(order_id))
        .select((lines::line_id, lines::seller_id))
        .load(c))?;
    Ok(rows.into_iter().collect())
}

/// Remembers whose the lines of an order are; a line never changes hands.
pub fn line_sellers_note(
    conn: &mut Conn,
    order_id: &str,
    line_sellers: &[(String, String)],
) -> Result<(), Error> {
    for (line_id, seller_id) in line_sellers {
        let row = (
            lines::order_id.eq(order_id),
            lines::line_id.eq(line_id),
            lines::seller_id.eq(seller_id),
        );
        on_conn!(conn, |c| diesel::insert_into(lines::table)
            .values(row)
            .on_conflict_do_nothing()
            .execute(c))?;
    }
    Ok(())
}
