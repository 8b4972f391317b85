//! The outbox' statements.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::conn::Conn;
use crate::error::Error;
use crate::on_conn;
use crate::schema::outbox;

#[derive(Insertable)]
#[diesel(table_name = outbox, treat_none_as_default_value = false)]
pub(crate) struct NewOutboxRow {
    pub id: String,
    pub aggregate: String,
    pub kind: &'static str,
    pub payload: Vec<u8>,
    pub trace_parent: Option<String>,
    pub create_time: NaiveDateTime,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = outbox)]
pub(crate) struct OutboxRow {
    pub seq: i64,
    pub id: String,
    pub aggregate: String,
    pub kind: String,
    pub payload: Vec<u8>,
    pub trace_parent: Option<String>,
    pub create_time: NaiveDateTime,
}

pub(crate) fn insert(conn: &mut Conn, rows: &[NewOutboxRow]) -> Result<(), Error> {
    // A single row, the usual case, is a statement that Diesel keeps prepared; a batch is not.
    if let [row] = rows {
        return on_conn!(conn, |c| diesel::insert_into(outbox::table)
            .values(row)
            .execute(c))
        .map(drop);
    }
    on_conn!(conn, |c| diesel::insert_into(outbox::table)
        .values(rows)
        .execute(c))
    .map(drop)
}

/// The first unpublished rows, oldest first, without those of the aggregates in `except`.
pub(crate) fn unpublished(conn: &mut Conn, limit: i64, except: &[String]) -> Result<Vec<OutboxRow>, Error> {
    on_conn!(conn, |c| outbox::table
        .filter(outbox::publish_time.is_null())
        .filter(outbox::aggregate.ne_all(except))
        .order(outbox::seq)
        .limit(limit)
        .select(OutboxRow::as_select())
        .load(c))
}

pub(crate) fn mark_published(conn: &mut Conn, seqs: &[i64], now: NaiveDateTime) -> Result<(), Error> {
    on_conn!(conn, |c| diesel::update(
        outbox::table.filter(outbox::seq.eq_any(seqs))
    )
    .set(outbox::publish_time.eq(now))
    .execute(c))
    .map(drop)
}

pub(crate) fn count_unpublished(conn: &mut Conn) -> Result<i64, Error> {
    on_conn!(conn, |c| outbox::table
        .filter(outbox::publish_time.is_null())
        .count()
        .get_result(c))
}
