//! Buyers of orders, as the newest event said.

use diesel::prelude::*;
use redress_db::{Conn, Error, on_conn};

use crate::domain::addressee::Addressee;
use crate::domain::language::Language;
use crate::schema::addressees;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = addressees)]
struct Row {
    order_id: String,
    marketplace_id: String,
    buyer_id: String,
    buyer_email: String,
    policy_id: String,
    policy_version: i64,
    language: String,
}

/// What is known of an order's buyer.
pub fn addressee_fetch(conn: &mut Conn, order_id: &str) -> Result<Option<Addressee>, Error> {
    let row: Option<Row> = on_conn!(conn, |c| addressees::table
        .find(order_id)
        .select(Row::as_select())
        .first(c)
        .optional())?;
    row.map(|row| {
        Ok(Addressee {
            order_id: row.order_id,
            marketplace_id: row.marketplace_id,
            buyer_id: row.buyer_id,
            buyer_email: row.buyer_email,
            policy_id: row.policy_id,
            policy_version: i32::try_from(row.policy_version).map_err(Error::corrupt)?,
            language: Language::of_tag(&row.language),
        })
    })
    .transpose()
}

/// Remembers it, in place of what was known.
pub fn addressee_upsert(conn: &mut Conn, addressee: &Addressee) -> Result<(), Error> {
    let row = Row {
        order_id: addressee.order_id.clone(),
        marketplace_id: addressee.marketplace_id.clone(),
        buyer_id: addressee.buyer_id.clone(),
        buyer_email: addressee.buyer_email.clone(),
        policy_id: addressee.policy_id.clone(),
        policy_version: addressee.policy_version.into(),
        language: addressee.language.map_or("", Language::tag).to_owned(),
    };
    on_conn!(conn, |c| diesel::insert_into(addressees::table)
        .values(&row)
        .on_conflict(addressees::order_id)
        .do_update()
        .set(&row)
        .execute(c))
    .map(drop)
}
