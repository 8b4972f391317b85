//! The sellers of cases, as the newest event said.

use diesel::prelude::*;
use redress_db::{Conn, Error, on_conn};

use crate::schema::cases;

#[derive(Insertable, AsChangeset)]
#[diesel(table_name = cases)]
struct Row<'a> {
    case_id: &'a str,
    seller_ids: &'a str,
}

/// The sellers of a case; none when nothing was told of it.
pub fn case_sellers_fetch(conn: &mut Conn, case_id: &str) -> Result<Vec<String>, Error> {
    let found: Option<String> = on_conn!(conn, |c| cases::table
        .find(case_id)
        .select(cases::seller_ids)
        .first(c)
        .optional())?;
    match found {
        Some(seller_ids) => serde_json::from_str(&seller_ids).map_err(Error::corrupt),
        None => Ok(Vec::new()),
    }
}

/// Remembers the sellers of a case, in place of what was known.
pub fn case_sellers_upsert(conn: &mut Conn, case_id: &str, seller_ids: &[String]) -> Result<(), Error> {
    let seller_ids = serde_json::to_string(seller_ids).expect("invariant: a list of texts is JSON");
    let row = Row {
        case_id,
        seller_ids: &seller_ids,
    };
    on_conn!(conn, |c| diesel::insert_into(cases::table)
        .values(&row)
        .on_conflict(cases::case_id)
        .do_update()
        .set(&row)
        .execute(c))
    .map(drop)
}
