//! Erasing somebody's data from this crate's own tables: the replies kept for repeated requests, and events that were delivered.
//!
//! Both are bytes of messages that this crate cannot read. What tells of somebody does so by the ids of their things, which stand
//! in the bytes as text; a reply or an event with one of them is emptied as a whole. That an event happened and that a request
//! was carried out stays known. Inbox and deadlines hold ids only, and stay.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::conn::Conn;
use crate::database::Db;
use crate::error::Error;
use crate::on_conn;
use crate::schema::{idempotency, outbox};
use crate::tx::Tx;

/// Rows that are read at once.
const BATCH: i64 = 500;

/// Numbers of events that may be given and not be seen yet, because their transactions are under way.
const UNSEEN: i64 = 1_000;

/// Replies to erasures tell of nobody, and have to answer their own repetition.
const ERASING: &str = ".ErasePersonalData";

type ReplyKey = (String, String, String);

/// Replies and delivered events that tell of somebody.
#[derive(Clone, Debug, Default)]
pub struct Records {
    ids: BTreeSet<String>,
    events: Vec<i64>,
    replies: Vec<ReplyKey>,
    last_event: i64,
    read_time: NaiveDateTime,
}

impl Records {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.events.len() + self.replies.len()
    }
}

impl Db {
    /// The replies and delivered events in which one of `ids` stands. Reads all of them, so it is no question for a request
    /// that somebody waits for.
    ///
    /// # Errors
    /// As [`read`](Db::read).
    pub async fn records_about(&self, ids: BTreeSet<String>) -> Result<Records, Error> {
        let read_time = self.environment().clock.now().naive_utc();
        self.read(move |conn| {
            let mut records = Records {
                ids,
                read_time,
                ..Records::default()
            };
            add_events(conn, &mut records, 0)?;
            add_replies(conn, &mut records, None)?;
            Ok(records)
        })
        .await
    }
}

impl Tx {
    /// Empties these records, and those like them that came after they were read. Returns how many.
    ///
    /// # Errors
    /// The database fails.
    pub fn erase_records(&mut self, records: Records) -> Result<usize, Error> {
        let now = self.now().naive_utc();
        let (after, since) = ((records.last_event - UNSEEN).max(0), records.read_time);
        let mut records = records;
        add_events(self.conn(), &mut records, after)?;
        add_replies(self.conn(), &mut records, Some(since))?;
        let empty: &[u8] = &[];
        let events: BTreeSet<i64> = records.events.into_iter().collect();
        for seq in &events {
            on_conn!(self.conn(), |c| diesel::update(outbox::table.find(seq))
                .set(outbox::payload.eq(empty))
                .execute(c))?;
        }
        let replies: BTreeSet<ReplyKey> = records.replies.into_iter().collect();
        for (scope, caller, request_id) in &replies {
            let row = idempotency::table.find((scope, caller, request_id));
            let erased = (idempotency::reply.eq(empty), idempotency::erase_time.eq(now));
            on_conn!(self.conn(), |c| diesel::update(row).set(erased).execute(c))?;
        }
        Ok(events.len() + replies.len())
    }
}

/// Those of `ids` that an event tells of which was not delivered yet.
///
/// # Errors
/// The database fails.
pub fn under_way(conn: &mut Conn, ids: &BTreeSet<String>) -> Result<BTreeSet<String>, Error> {
    let payloads: Vec<Vec<u8>> = on_conn!(conn, |c| outbox::table
        .filter(outbox::publish_time.is_null())
        .select(outbox::payload)
        .load(c))?;
    Ok(payloads.iter().flat_map(|payload| named(payload, ids)).collect())
}

fn add_events(conn: &mut Conn, records: &mut Records, mut after: i64) -> Result<(), Error> {
    loop {
        let rows: Vec<(i64, Vec<u8>)> = on_conn!(conn, |c| outbox::table
            .filter(outbox::seq.gt(after))
            .filter(outbox::publish_time.is_not_null())
            .order(outbox::seq)
            .limit(BATCH)
            .select((outbox::seq, outbox::payload))
            .load(c))?;
        let Some((last, _)) = rows.last() else {
            return Ok(());
        };
        after = *last;
        records.last_event = records.last_event.max(after);
        for (seq, payload) in &rows {
            if !named(payload, &records.ids).is_empty() {
                records.events.push(*seq);
            }
        }
    }
}

fn add_replies(conn: &mut Conn, records: &mut Records, since: Option<NaiveDateTime>) -> Result<(), Error> {
    use idempotency::dsl as col;
    let mut after: Option<ReplyKey> = None;
    loop {
        let rows: Vec<(String, String, String, Vec<u8>)> = on_conn!(conn, |c| {
            let mut query = idempotency::table
                .select((col::scope, col::caller, col::request_id, col::reply))
                .filter(col::erase_time.is_null())
                .filter(col::scope.not_like(format!("%{ERASING}")))
                .into_boxed();
            if let Some(since) = since {
                query = query.filter(col::create_time.ge(since));
            }
            if let Some((scope, caller, request_id)) = &after {
                let later = col::request_id.gt(request_id).and(col::caller.eq(caller));
                let later = later.or(col::caller.gt(caller)).and(col::scope.eq(scope));
                query = query.filter(later.or(col::scope.gt(scope)));
            }
            query
                .order((col::scope, col::caller, col::request_id))
                .limit(BATCH)
                .load(c)
        })?;
        let Some((scope, caller, request_id, _)) = rows.last() else {
            return Ok(());
        };
        after = Some((scope.clone(), caller.clone(), request_id.clone()));
        for (scope, caller, request_id, reply) in rows {
            if !named(&reply, &records.ids).is_empty() {
                records.replies.push((scope, caller, request_id));
            }
        }
    }
}

/// Those of `ids` that stand in the bytes, in one pass: an id is looked for around each of its underscores.
fn named(bytes: &[u8], ids: &BTreeSet<String>) -> BTreeSet<String> {
    let shapes: BTreeSet<(usize, usize)> = ids
        .iter()
        .filter_map(|id| Some((id.find('_')?, id.len())))
        .collect();
    let underscores = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'_');
    let mut found = BTreeSet::new();
    for (at, _) in underscores {
        for (before, length) in &shapes {
            let text = at
                .checked_sub(*before)
                .and_then(|start| bytes.get(start..start + length))
                .and_then(|bytes| std::str::from_utf8(bytes).ok());
            if let Some(id) = text.and_then(|text| ids.get(text)) {
                found.insert(id.clone());
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_found_between_any_bytes() {
        let ids: BTreeSet<String> = ["ord_1", "can_22", "ret_1"].map(str::to_owned).into();
        let found = |bytes: &[u8]| named(bytes, &ids).into_iter().collect::<Vec<_>>();
        assert_eq!(found(b"\x0a\x05ord_1\x12\x06can_22"), ["can_22", "ord_1"]);
        assert_eq!(found(b"xord_1y"), ["ord_1"]);
        assert_eq!(found(b"ord_2 can_2"), Vec::<String>::new());
        assert_eq!(found(b"_1 rd_1 \xff_ret_1"), ["ret_1"]);
    }
}
