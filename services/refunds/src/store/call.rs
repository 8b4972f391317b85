//! The queue of calls to the provider, and the record of every call made.
//!
//! A refund has at most one row in the queue. Taking it moves its due time to when the call is over for sure and turns it
//! into a question, so that a process that dies during the call leaves behind exactly what has to be done next.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use redress_db::{Conn, Error, on_conn};

use super::parse;
use crate::domain::refund::Refund;
use crate::domain::words::{CallKind, State};
use crate::schema::{attempts, calls, refunds};

/// A call that is due.
#[derive(Clone, Debug)]
pub struct DueCall {
    pub refund_id: String,
    pub kind: CallKind,
    due_time: chrono::NaiveDateTime,
    /// What caused the refund.
    pub trace_parent: Option<String>,
}

/// Sets what is called next for a refund. The trace of an earlier call for it stays.
pub fn call_set(
    conn: &mut Conn,
    refund_id: &str,
    kind: CallKind,
    due_time: DateTime<Utc>,
    trace_parent: Option<&str>,
) -> Result<(), Error> {
    let next = (
        calls::kind.eq(kind.as_str()),
        calls::due_time.eq(due_time.naive_utc()),
    );
    let row = (
        calls::refund_id.eq(refund_id),
        next,
        calls::trace_parent.eq(trace_parent),
    );
    on_conn!(conn, |c| diesel::insert_into(calls::table)
        .values(row)
        .on_conflict(calls::refund_id)
        .do_update()
        .set(next)
        .execute(c))
    .map(drop)
}

/// Takes a refund out of the queue.
pub fn call_remove(conn: &mut Conn, refund_id: &str) -> Result<(), Error> {
    on_conn!(conn, |c| diesel::delete(calls::table.find(refund_id)).execute(c)).map(drop)
}

/// Calls that are due, the longest waiting first.
pub fn call_list_due(conn: &mut Conn, now: DateTime<Utc>, limit: usize) -> Result<Vec<DueCall>, Error> {
    type Row = (String, String, chrono::NaiveDateTime, Option<String>);
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows: Vec<Row> = on_conn!(conn, |c| calls::table
        .filter(calls::due_time.le(now.naive_utc()))
        .order((calls::due_time, calls::refund_id))
        .limit(limit)
        .select((
            calls::refund_id,
            calls::kind,
            calls::due_time,
            calls::trace_parent
        ))
        .load(c))?;
    let call = |(refund_id, kind, due_time, trace_parent): Row| {
        Ok(DueCall {
            refund_id,
            kind: parse(&kind)?,
            due_time,
            trace_parent,
        })
    };
    rows.into_iter().map(call).collect()
}

/// How many calls are due at `time` or before, or under way.
pub fn call_count_outstanding(conn: &mut Conn, time: DateTime<Utc>) -> Result<i64, Error> {
    let is_due = calls::due_time.le(time.naive_utc());
    let (due, under_way): (i64, i64) = on_conn!(conn, |c| {
        let due = calls::table.filter(is_due).count().get_result(c)?;
        let under_way = attempts::table
            .filter(attempts::end_time.is_null())
            .count()
            .get_result(c)?;
        Ok((due, under_way))
    })?;
    Ok(due + under_way)
}

/// When the first call is due.
pub fn call_next_due_time(conn: &mut Conn) -> Result<Option<DateTime<Utc>>, Error> {
    let time: Option<chrono::NaiveDateTime> = on_conn!(conn, |c| calls::table
        .select(diesel::dsl::min(calls::due_time))
        .first(c))?;
    Ok(time.map(|time| time.and_utc()))
}

/// Makes the call this process' own until `until`. Returns false when somebody else was faster.
pub fn call_take(conn: &mut Conn, call: &DueCall, until: DateTime<Utc>) -> Result<bool, Error> {
    let as_seen = calls::table
        .find(&call.refund_id)
        .filter(calls::kind.eq(call.kind.as_str()))
        .filter(calls::due_time.eq(call.due_time));
    let taken = (
        calls::kind.eq(CallKind::Ask.as_str()),
        calls::due_time.eq(until.naive_utc()),
    );
    on_conn!(conn, |c| diesel::update(as_seen).set(taken).execute(c)).map(|count| count == 1)
}

/// Makes the questions about everything that was being sent due now: for a start after a crash.
pub fn call_release(conn: &mut Conn, now: DateTime<Utc>) -> Result<(), Error> {
    let submitting = refunds::table
        .filter(refunds::state.eq(State::Submitting.as_str()))
        .select(refunds::refund_id);
    let is_late = calls::due_time
        .gt(now.naive_utc())
        .and(calls::refund_id.eq_any(submitting));
    let due_now = calls::due_time.eq(now.naive_utc());
    on_conn!(conn, |c| diesel::update(calls::table.filter(is_late))
        .set(due_now)
        .execute(c))
    .map(drop)
}

/// Notes that a refund's provider is about to be called. A call before it that nobody recorded, because its process died,
/// ended without an answer.
pub fn attempt_start(
    conn: &mut Conn,
    refund: &Refund,
    kind: CallKind,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let is_lost = attempts::refund_id
        .eq(&refund.id)
        .and(attempts::end_time.is_null());
    let ended = (
        attempts::end_time.eq(now.naive_utc()),
        attempts::answer.eq("lost"),
    );
    let row = (
        attempts::refund_id.eq(&refund.id),
        attempts::number.eq(refund.attempt_count),
        attempts::kind.eq(kind.as_str()),
        attempts::idempotency_key.eq(refund.idempotency_key()),
        attempts::start_time.eq(now.naive_utc()),
    );
    on_conn!(conn, |c| {
        diesel::update(attempts::table.filter(is_lost))
            .set(ended)
            .execute(c)?;
        diesel::insert_into(attempts::table).values(row).execute(c)
    })
    .map(drop)
}

/// Notes how a call ended.
pub fn attempt_end(
    conn: &mut Conn,
    refund_id: &str,
    number: i64,
    answer: &str,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let ended = (
        attempts::end_time.eq(now.naive_utc()),
        attempts::answer.eq(answer),
    );
    on_conn!(conn, |c| diesel::update(
        attempts::table.find((refund_id, number))
    )
    .set(ended)
    .execute(c))
    .map(drop)
}
