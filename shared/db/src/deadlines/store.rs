//! The deadlines' statements. `state = 'open'` is written as literal SQL because a bound parameter keeps both
//! databases from using the partial indexes, and finding what is due must not cost what is open.

use chrono::NaiveDateTime;
use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel::upsert::excluded;

use super::NewDeadline;
use crate::conn::Conn;
use crate::error::Error;
use crate::on_conn;
use crate::schema::deadlines;

/// A deadline as it is stored. All times are UTC.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = deadlines)]
pub struct DeadlineRow {
    pub id: String,
    pub kind: String,
    pub aggregate: String,
    /// The first instant that is too late.
    pub due_time: NaiveDateTime,
    /// JSON, as it was set.
    pub payload: String,
    pub calendar: Option<String>,
    /// W3C `traceparent` of what set it.
    pub trace_parent: Option<String>,
    pub set_time: NaiveDateTime,
}

#[derive(Insertable)]
#[diesel(table_name = deadlines, treat_none_as_default_value = false)]
struct Row<'a> {
    id: &'a str,
    kind: &'a str,
    aggregate: &'a str,
    due_time: NaiveDateTime,
    payload: &'a str,
    state: &'static str,
    calendar: Option<&'a str>,
    trace_parent: Option<&'a str>,
    set_time: NaiveDateTime,
    end_time: Option<NaiveDateTime>,
}

fn is_open() -> SqlLiteral<Bool> {
    sql("state = 'open'")
}

pub(crate) fn set(
    conn: &mut Conn,
    new: &[NewDeadline],
    trace_parent: Option<&str>,
    now: NaiveDateTime,
) -> Result<(), Error> {
    for deadline in new {
        let row = Row {
            id: &deadline.id,
            kind: deadline.kind,
            aggregate: &deadline.aggregate,
            due_time: deadline.due_time.naive_utc(),
            payload: &deadline.payload,
            state: "open",
            calendar: deadline.calendar.as_deref(),
            trace_parent,
            set_time: now,
            end_time: None,
        };
        upsert(conn, &row)?;
    }
    Ok(())
}

fn upsert(conn: &mut Conn, row: &Row<'_>) -> Result<(), Error> {
    on_conn!(conn, |c| diesel::insert_into(deadlines::table)
        .values(row)
        .on_conflict(deadlines::id)
        .do_update()
        .set((
            deadlines::kind.eq(excluded(deadlines::kind)),
            deadlines::aggregate.eq(excluded(deadlines::aggregate)),
            deadlines::due_time.eq(excluded(deadlines::due_time)),
            deadlines::payload.eq(excluded(deadlines::payload)),
            deadlines::state.eq(excluded(deadlines::state)),
            deadlines::calendar.eq(excluded(deadlines::calendar)),
            deadlines::trace_parent.eq(excluded(deadlines::trace_parent)),
            deadlines::set_time.eq(excluded(deadlines::set_time)),
            deadlines::end_time.eq(excluded(deadlines::end_time)),
        ))
        .execute(c))
    .map(drop)
}

pub(crate) fn cancel(
    conn: &mut Conn,
    aggregate: &str,
    kinds: &[String],
    now: NaiveDateTime,
) -> Result<(), Error> {
    on_conn!(conn, |c| diesel::update(
        deadlines::table
            .filter(is_open())
            .filter(deadlines::aggregate.eq(aggregate))
            .filter(deadlines::kind.eq_any(kinds))
    )
    .set((deadlines::state.eq("cancelled"), deadlines::end_time.eq(now)))
    .execute(c))
    .map(drop)
}

/// Marks a deadline fired; `false` when it is no longer open, or was moved past `now`.
pub(crate) fn fire(conn: &mut Conn, id: &str, now: NaiveDateTime) -> Result<bool, Error> {
    let fired = on_conn!(conn, |c| diesel::update(
        deadlines::table
            .filter(is_open())
            .filter(deadlines::id.eq(id))
            .filter(deadlines::due_time.le(now))
    )
    .set((deadlines::state.eq("fired"), deadlines::end_time.eq(now)))
    .execute(c))?;
    Ok(fired == 1)
}

/// What is due at `now`, the longest overdue first, without the ids in `except`.
pub(crate) fn due(
    conn: &mut Conn,
    now: NaiveDateTime,
    limit: i64,
    except: &[String],
) -> Result<Vec<DeadlineRow>, Error> {
    on_conn!(conn, |c| deadlines::table
        .filter(is_open())
        .filter(deadlines::due_time.le(now))
        .filter(deadlines::id.ne_all(except))
        .order((deadlines::due_time, deadlines::id))
        .limit(limit)
        .select(DeadlineRow::as_select())
        .load(c))
}

/// When the next open deadline is due, without the ids in `except`.
pub(crate) fn next_due_time(conn: &mut Conn, except: &[String]) -> Result<Option<NaiveDateTime>, Error> {
    on_conn!(conn, |c| deadlines::table
        .filter(is_open())
        .filter(deadlines::id.ne_all(except))
        .order((deadlines::due_time, deadlines::id))
        .select(deadlines::due_time)
        .first(c)
        .optional())
}

pub(crate) fn count_due(conn: &mut Conn, now: NaiveDateTime) -> Result<i64, Error> {
    on_conn!(conn, |c| deadlines::table
        .filter(is_open())
        .filter(deadlines::due_time.le(now))
        .count()
        .get_result(c))
}

/// The open deadlines of one aggregate, the next first.
///
/// # Errors
/// When the database fails.
pub fn open_of(conn: &mut Conn, aggregate: &str) -> Result<Vec<DeadlineRow>, Error> {
    on_conn!(conn, |c| deadlines::table
        .filter(is_open())
        .filter(deadlines::aggregate.eq(aggregate))
        .order((deadlines::due_time, deadlines::id))
        .select(DeadlineRow::as_select())
        .load(c))
}
