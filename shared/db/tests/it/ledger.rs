//! A small context for the tests: counters that are stepped, each step with a unique label.

use chrono::{DateTime, TimeZone, Utc};
use diesel::prelude::*;
use diesel_migrations::embed_migrations;
use redress_core::{Clock, Ids, ManualClock};
use redress_db::testing::TestDb;
use redress_db::{Backend, Db, Environment, Error, Migrations, Tx, on_conn};

diesel::table! {
    counters (id) {
        id -> Text,
        value -> BigInt,
    }
}

diesel::table! {
    steps (seq) {
        seq -> BigInt,
        counter -> Text,
        label -> Text,
        time -> Timestamp,
    }
}

pub const MIGRATIONS: Migrations = Migrations {
    sqlite: embed_migrations!("tests/it/migrations/sqlite"),
    postgres: embed_migrations!("tests/it/migrations/postgres"),
};

pub fn start() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 1, 12, 0, 0).unwrap()
}

/// A fresh database on a clock that the test moves.
pub async fn ledger(backend: Backend) -> (TestDb, ManualClock) {
    let (clock, hand) = Clock::manual(start());
    let db = TestDb::open(backend, MIGRATIONS, Environment::new(clock, Ids::seeded(1))).await;
    (db, hand)
}

/// Adds `by` to a counter, which it makes if need be, and notes the step. Returns the new value.
pub fn step(tx: &mut Tx, id: &str, by: i64, label: &str) -> Result<i64, Error> {
    let time = tx.now().naive_utc();
    let value = on_conn!(tx.conn(), |c| diesel::insert_into(counters::table)
        .values((counters::id.eq(id), counters::value.eq(by)))
        .on_conflict(counters::id)
        .do_update()
        .set(counters::value.eq(counters::value + by))
        .returning(counters::value)
        .get_result(c))?;
    on_conn!(tx.conn(), |c| diesel::insert_into(steps::table)
        .values((
            steps::counter.eq(id),
            steps::label.eq(label),
            steps::time.eq(time)
        ))
        .execute(c))?;
    Ok(value)
}

/// The labels of a counter's steps, in order.
pub async fn labels(db: &Db, id: &str) -> Vec<String> {
    let id = id.to_owned();
    db.read(move |conn| {
        on_conn!(conn, |c| steps::table
            .filter(steps::counter.eq(&id))
            .order(steps::seq)
            .select(steps::label)
            .load(c))
    })
    .await
    .unwrap_or_else(|error: Error| panic!("{error}"))
}

pub async fn value(db: &Db, id: &str) -> Option<i64> {
    let id = id.to_owned();
    db.read(move |conn| {
        on_conn!(conn, |c| counters::table
            .find(&id)
            .select(counters::value)
            .first(c)
            .optional())
    })
    .await
    .unwrap_or_else(|error: Error| panic!("{error}"))
}
