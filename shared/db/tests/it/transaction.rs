//! Reading and writing: what is kept, what is undone, and which error is told.

use chrono::TimeDelta;
use diesel::prelude::*;
use futures::future::join_all;
use redress_db::testing::backends;
use redress_db::{Error, Event, NewDeadline, Tx, on_conn};

use crate::ledger::{counters, labels, ledger, start, step, steps, value};

fn announce(tx: &mut Tx) {
    tx.emit(Event {
        aggregate: "a".to_owned(),
        kind: "test.Stepped",
        payload: vec![1],
    });
    tx.set_deadline(NewDeadline {
        id: "a/late".to_owned(),
        kind: "late",
        aggregate: "a".to_owned(),
        due_time: start(),
        payload: "{}".to_owned(),
        calendar: None,
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_committed_is_read_back_exactly() {
    for backend in backends() {
        let (db, hand) = ledger(backend).await;
        hand.advance(TimeDelta::microseconds(123_456));
        let stepped: Result<i64, Error> = db.write(|tx| step(tx, "a", 5, "first")).await;
        assert_eq!(stepped.unwrap(), 5);
        let time: chrono::NaiveDateTime = db
            .read(|conn| on_conn!(conn, |c| steps::table.select(steps::time).first(c)))
            .await
            .unwrap_or_else(|error: Error| panic!("{error}"));
        assert_eq!(time.and_utc(), start() + TimeDelta::microseconds(123_456));
        db.ping().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_or_panicking_write_leaves_nothing_behind() {
    for backend in backends() {
        let (db, _) = ledger(backend).await;
        let refused: Result<(), Error> = db
            .write(|tx| {
                step(tx, "a", 1, "undone")?;
                announce(tx);
                Err(Error::NotFound)
            })
            .await;
        assert!(matches!(refused, Err(Error::NotFound)));
        let again = db.clone();
        let panicking = tokio::spawn(async move {
            let write = again.write(|tx| -> Result<(), Error> {
                step(tx, "a", 1, "undone too")?;
                announce(tx);
                panic!("on purpose")
            });
            write.await
        });
        assert!(panicking.await.unwrap_err().is_panic());
        assert_eq!(value(&db, "a").await, None);
        assert_eq!(db.unpublished_events().await.unwrap(), 0);
        assert_eq!(db.due_deadlines(start()).await.unwrap(), 0);
        let kept: Result<i64, Error> = db.write(|tx| step(tx, "a", 1, "kept")).await;
        assert_eq!(kept.unwrap(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_concurrent_writes_each_stands_or_falls_alone() {
    for backend in backends() {
        let (db, _) = ledger(backend).await;
        let writes = (0..200_i64).map(|n| {
            let db = db.clone();
            async move {
                db.write(move |tx| {
                    step(tx, &format!("c{}", n % 5), 1, &format!("step {n}"))?;
                    if n % 4 == 3 { Err(Error::NotFound) } else { Ok(()) }
                })
                .await
            }
        });
        let outcomes = join_all(writes).await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 150);
        let mut total = 0;
        for counter in ["c0", "c1", "c2", "c3", "c4"] {
            let count = value(&db, counter).await.unwrap();
            assert_eq!(labels(&db, counter).await.len() as i64, count);
            total += count;
        }
        assert_eq!(total, 150);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_that_ignored_a_failed_statement_never_reports_a_commit_that_was_none() {
    for backend in backends() {
        let (db, _) = ledger(backend).await;
        let first: Result<i64, Error> = db.write(|tx| step(tx, "a", 1, "taken")).await;
        first.unwrap();
        let careless: Result<(), Error> = db
            .write(|tx| {
                step(tx, "b", 1, "new")?;
                // The label is taken; PostgreSQL has given up the whole transaction here, SQLite only the statement.
                step(tx, "b", 1, "taken").unwrap_err();
                Ok(())
            })
            .await;
        assert_eq!(careless.is_ok(), value(&db, "b").await.is_some(), "{careless:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn violated_constraints_are_told_apart() {
    for backend in backends() {
        let (db, _) = ledger(backend).await;
        let write = |id: &'static str, by: i64, label: &'static str| {
            let db = db.clone();
            async move { db.write(move |tx| step(tx, id, by, label)).await.unwrap_err() }
        };
        let first: Result<i64, Error> = db.write(|tx| step(tx, "a", 1, "taken")).await;
        first.unwrap();
        let Error::UniqueViolation {
            constraint: Some(name),
        } = write("a", 1, "taken").await
        else {
            panic!()
        };
        assert!(name.contains("steps") && name.contains("label"), "{name}");
        let Error::CheckViolation { constraint } = write("a", -5, "negative").await else {
            panic!()
        };
        assert_eq!(constraint.as_deref(), Some("counters_value"));
        let foreign: Result<(), Error> = db
            .write(|tx| {
                let time = tx.now().naive_utc();
                on_conn!(tx.conn(), |c| diesel::insert_into(steps::table)
                    .values((
                        steps::counter.eq("nobody"),
                        steps::label.eq("lost"),
                        steps::time.eq(time)
                    ))
                    .execute(c))?;
                Ok(())
            })
            .await;
        assert!(matches!(foreign, Err(Error::ForeignKey)), "{foreign:?}");
        let missing: Result<String, Error> = db
            .read(|conn| {
                on_conn!(conn, |c| counters::table
                    .find("nobody")
                    .select(counters::id)
                    .first(c))
            })
            .await;
        assert!(matches!(missing, Err(Error::NotFound)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_cannot_write() {
    for backend in backends() {
        let (db, _) = ledger(backend).await;
        let sneaky: Result<usize, Error> = db
            .read(|conn| {
                on_conn!(conn, |c| diesel::insert_into(counters::table)
                    .values((counters::id.eq("a"), counters::value.eq(1)))
                    .execute(c))
            })
            .await;
        assert!(matches!(sneaky, Err(Error::ReadOnly)), "{sneaky:?}");
        assert_eq!(value(&db, "a").await, None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn batches_of_rows_may_be_inserted_inside_a_transaction() {
    for backend in backends() {
        let (db, _) = ledger(backend).await;
        let inserted: Result<usize, Error> = db
            .write(|tx| {
                let rows: Vec<_> = (0..3_i64)
                    .map(|n| (counters::id.eq(format!("c{n}")), counters::value.eq(n)))
                    .collect();
                on_conn!(tx.conn(), |c| diesel::insert_into(counters::table)
                    .values(&rows)
                    .execute(c))
            })
            .await;
        assert_eq!(inserted.unwrap(), 3);
    }
}
