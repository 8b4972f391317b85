//! The chains of custody: read in pieces, and only ever added to.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use redress_db::{Conn, Error, on_conn};

use super::parse;
use crate::domain::custody::{Act, Head, Record, Seal};
use crate::schema::{custody_heads, custody_records};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = custody_records)]
struct Row {
    case_id: String,
    sequence: i64,
    record_time: NaiveDateTime,
    actor: String,
    actor_salt: String,
    actor_seal: String,
    party: String,
    action: String,
    evidence_id: String,
    detail: String,
    previous_hash: String,
    hash: String,
}

/// Appends what somebody did to the case's chain, with a salt that is used nowhere else.
pub fn custody_append(
    conn: &mut Conn,
    (marketplace_id, case_id): (&str, &str),
    act: Act,
    (now, salt): (chrono::DateTime<chrono::Utc>, String),
) -> Result<(), Error> {
    let head = take_head(conn, marketplace_id, case_id)?;
    let record = head.append(case_id, act, now, salt);
    let row = to_row(&record);
    on_conn!(conn, |c| {
        diesel::insert_into(custody_records::table)
            .values(&row)
            .execute(c)?;
        diesel::update(custody_heads::table.find(case_id))
            .set((
                custody_heads::length.eq(record.sequence),
                custody_heads::hash.eq(&record.hash),
            ))
            .execute(c)
    })
    .map(drop)
}

/// Where the chain ends, locked against others who append. The first write to it makes it.
fn take_head(conn: &mut Conn, marketplace_id: &str, case_id: &str) -> Result<Head, Error> {
    let first = (
        custody_heads::case_id.eq(case_id),
        custody_heads::marketplace_id.eq(marketplace_id),
        custody_heads::length.eq(0),
        custody_heads::hash.eq(""),
    );
    let (length, hash) = on_conn!(conn, |c| diesel::insert_into(custody_heads::table)
        .values(first)
        .on_conflict(custody_heads::case_id)
        .do_update()
        // Changes nothing, and locks the row.
        .set(custody_heads::length.eq(custody_heads::length))
        .returning((custody_heads::length, custody_heads::hash))
        .get_result(c))?;
    Ok(Head { length, hash })
}

/// Where the chain ends; at its beginning when there is none.
pub fn custody_head(conn: &mut Conn, case_id: &str) -> Result<Head, Error> {
    let found: Option<(i64, String)> = on_conn!(conn, |c| custody_heads::table
        .find(case_id)
        .select((custody_heads::length, custody_heads::hash))
        .first(c)
        .optional())?;
    Ok(found.map_or_else(Head::default, |(length, hash)| Head { length, hash }))
}

/// Records of a case after the one with this sequence, oldest first.
pub fn custody_list(conn: &mut Conn, case_id: &str, after: i64, limit: i64) -> Result<Vec<Record>, Error> {
    let rows: Vec<Row> = on_conn!(conn, |c| custody_records::table
        .filter(custody_records::case_id.eq(case_id))
        .filter(custody_records::sequence.gt(after))
        .order(custody_records::sequence)
        .limit(limit)
        .select(Row::as_select())
        .load(c))?;
    rows.into_iter().map(from_row).collect()
}

/// The cases with a chain, of a marketplace or of all, after the given one.
pub fn chain_list(
    conn: &mut Conn,
    marketplace_id: Option<&str>,
    after: &str,
    limit: i64,
) -> Result<Vec<String>, Error> {
    on_conn!(conn, |c| {
        let mut query = custody_heads::table
            .filter(custody_heads::case_id.gt(after))
            .order(custody_heads::case_id)
            .limit(limit)
            .select(custody_heads::case_id)
            .into_boxed();
        if let Some(marketplace_id) = marketplace_id {
            query = query.filter(custody_heads::marketplace_id.eq(marketplace_id));
        }
        query.load(c)
    })
}

fn to_row(record: &Record) -> Row {
    Row {
        case_id: record.case_id.clone(),
        sequence: record.sequence,
        record_time: record.time.naive_utc(),
        actor: record.act.actor.clone(),
        actor_salt: record.seal.salt.clone(),
        actor_seal: record.seal.digest.clone(),
        party: record.act.party.to_string(),
        action: record.act.action.to_string(),
        evidence_id: record.act.evidence_id.clone(),
        detail: record.act.detail.clone(),
        previous_hash: record.previous_hash.clone(),
        hash: record.hash.clone(),
    }
}

fn from_row(row: Row) -> Result<Record, Error> {
    Ok(Record {
        case_id: row.case_id,
        sequence: row.sequence,
        time: row.record_time.and_utc(),
        act: Act {
            actor: row.actor,
            party: parse(&row.party)?,
            action: parse(&row.action)?,
            evidence_id: row.evidence_id,
            detail: row.detail,
        },
        seal: Seal {
            salt: row.actor_salt,
            digest: row.actor_seal,
        },
        previous_hash: row.previous_hash,
        hash: row.hash,
    })
}
