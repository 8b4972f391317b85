//! Deadlines: fired when due, once, whatever moves the clock or however many workers there are.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use redress_db::testing::backends;
use redress_db::{
    Apply, CancellationToken, Db, DeadlineRow, DeadlineWorker, Error, HandlerError, NewDeadline, OnDeadline,
    open_of,
};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::ledger::{labels, ledger, start, step};

fn deadline(id: &str, kind: &'static str, due_time: DateTime<Utc>) -> NewDeadline {
    NewDeadline {
        id: id.to_owned(),
        kind,
        aggregate: "a".to_owned(),
        due_time,
        payload: "{}".to_owned(),
        calendar: Some("PH@1".to_owned()),
    }
}

async fn set(db: &Db, deadlines: Vec<NewDeadline>) {
    let written: Result<(), Error> = db
        .write(move |tx| {
            deadlines
                .into_iter()
                .for_each(|deadline| tx.set_deadline(deadline));
            Ok(())
        })
        .await;
    written.unwrap();
}

async fn open(db: &Db) -> Vec<DeadlineRow> {
    db.read(|conn| open_of(conn, "a")).await.unwrap()
}

/// Steps counter `a` with the deadline's id and time; tells the test of each plan.
struct Bell {
    planned: mpsc::UnboundedSender<String>,
    is_broken: AtomicBool,
}

#[async_trait]
impl OnDeadline for Bell {
    async fn plan(&self, deadline: &DeadlineRow) -> Result<Apply, HandlerError> {
        self.planned.send(deadline.id.clone())?;
        if self.is_broken.load(Ordering::SeqCst) {
            return Err(Error::Busy.into());
        }
        let (id, kind) = (deadline.id.clone(), deadline.kind.clone());
        Ok(Box::new(move |tx| {
            let now = tx.now();
            step(tx, "a", 1, &format!("{id} at {}", now.format("%d %H:%M")))?;
            if kind == "again" && now < start() + TimeDelta::hours(2) {
                tx.set_deadline(self::deadline(&id, "again", now + TimeDelta::hours(1)));
            }
            Ok(())
        }))
    }
}

fn bell() -> (Arc<Bell>, mpsc::UnboundedReceiver<String>) {
    let (planned, plans) = mpsc::unbounded_channel();
    (
        Arc::new(Bell {
            planned,
            is_broken: AtomicBool::new(false),
        }),
        plans,
    )
}

fn worker(db: &Db, bell: &Arc<Bell>, stop: &CancellationToken) -> JoinHandle<()> {
    tokio::spawn(DeadlineWorker::new(db.clone(), bell.clone()).run(stop.clone()))
}

/// Waits until as many steps were made as are expected, then returns them all.
async fn fired(db: &Db, count: usize) -> Vec<String> {
    loop {
        let labels = labels(db, "a").await;
        if labels.len() >= count {
            return labels;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deadline_fires_once_with_two_workers_and_also_after_a_leap_of_the_clock() {
    for backend in backends() {
        let (db, hand) = ledger(backend).await;
        let (bell, mut plans) = bell();
        let stop = CancellationToken::new();
        let workers = [worker(&db, &bell, &stop), worker(&db, &bell, &stop)];
        let due = |n: i64| start() + TimeDelta::minutes(n);
        set(
            &db,
            (1..=40)
                .map(|n| deadline(&format!("d{n:02}"), "late", due(n)))
                .collect(),
        )
        .await;
        assert_eq!(db.due_deadlines(start()).await.unwrap(), 0);
        hand.set(due(1));
        assert_eq!(fired(&db, 1).await, ["d01 at 01 12:01"]);
        hand.advance(TimeDelta::days(30));
        let mut all = fired(&db, 40).await;
        stop.cancel();
        for worker in workers {
            worker.await.unwrap();
        }
        all.sort();
        let expected: Vec<String> = (1..=40)
            .map(|n| {
                if n == 1 {
                    "d01 at 01 12:01".to_owned()
                } else {
                    format!("d{n:02} at 31 12:01")
                }
            })
            .collect();
        assert_eq!(all, expected);
        assert_eq!(labels(&db, "a").await.len(), 40);
        assert_eq!(db.due_deadlines(start() + TimeDelta::days(99)).await.unwrap(), 0);
        assert!(plans.recv().await.is_some());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn deadlines_of_one_aggregate_fire_in_the_order_in_which_they_were_due() {
    for backend in backends() {
        let (db, hand) = ledger(backend).await;
        let (bell, _plans) = bell();
        let due = |n: i64| start() + TimeDelta::minutes(n);
        set(
            &db,
            (1..=40)
                .map(|n| deadline(&format!("d{:02}", 41 - n), "late", due(n)))
                .collect(),
        )
        .await;
        hand.advance(TimeDelta::days(30));
        let stop = CancellationToken::new();
        let worker = worker(&db, &bell, &stop);
        let all = fired(&db, 40).await;
        stop.cancel();
        worker.await.unwrap();
        let expected: Vec<String> = (1..=40).map(|n| format!("d{:02} at 31 12:00", 41 - n)).collect();
        assert_eq!(all, expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deadline_can_be_moved_and_cancelled_until_it_fires() {
    for backend in backends() {
        let (db, _) = ledger(backend).await;
        let hour = |n: i64| start() + TimeDelta::hours(n);
        set(
            &db,
            vec![deadline("pay", "pay", hour(1)), deadline("ship", "ship", hour(2))],
        )
        .await;
        set(&db, vec![deadline("pay", "pay", hour(9))]).await;
        let times: Vec<_> = open(&db)
            .await
            .into_iter()
            .map(|row| (row.id, row.due_time.and_utc()))
            .collect();
        assert_eq!(times, [("ship".to_owned(), hour(2)), ("pay".to_owned(), hour(9))]);
        let written: Result<(), Error> = db
            .write(move |tx| {
                tx.set_deadline(deadline("early", "ship", hour(1)));
                tx.cancel_deadlines("a", &["ship", "unknown"]);
                tx.cancel_deadlines("b", &["pay"]);
                tx.set_deadline(deadline("late", "ship", hour(3)));
                Ok(())
            })
            .await;
        written.unwrap();
        let ids: Vec<_> = open(&db).await.into_iter().map(|row| row.id).collect();
        assert_eq!(ids, ["late", "pay"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_handler_leaves_its_deadline_open_and_is_asked_again() {
    for backend in backends() {
        let (db, hand) = ledger(backend).await;
        let (bell, mut plans) = bell();
        bell.is_broken.store(true, Ordering::SeqCst);
        let stop = CancellationToken::new();
        let worker = worker(&db, &bell, &stop);
        set(&db, vec![deadline("d", "late", start() + TimeDelta::hours(1))]).await;
        hand.advance(TimeDelta::hours(1));
        for _ in 0..3 {
            assert_eq!(plans.recv().await.unwrap(), "d");
        }
        assert_eq!(db.due_deadlines(start() + TimeDelta::hours(1)).await.unwrap(), 1);
        bell.is_broken.store(false, Ordering::SeqCst);
        assert_eq!(fired(&db, 1).await, ["d at 01 13:00"]);
        stop.cancel();
        worker.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handler_may_set_its_own_deadline_anew() {
    for backend in backends() {
        let (db, hand) = ledger(backend).await;
        let (bell, _plans) = bell();
        let stop = CancellationToken::new();
        let worker = worker(&db, &bell, &stop);
        set(&db, vec![deadline("poll", "again", start())]).await;
        fired(&db, 1).await;
        hand.advance(TimeDelta::hours(1));
        fired(&db, 2).await;
        hand.advance(TimeDelta::hours(1));
        let all = fired(&db, 3).await;
        assert_eq!(all, ["poll at 01 12:00", "poll at 01 13:00", "poll at 01 14:00"]);
        assert!(open(&db).await.is_empty());
        stop.cancel();
        worker.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_deadline_survives_a_restart() {
    for backend in backends() {
        let (db, hand) = ledger(backend).await;
        set(&db, vec![deadline("d", "late", start() + TimeDelta::days(1))]).await;
        hand.advance(TimeDelta::days(2));
        let environment = db.environment().clone();
        let again = db
            .place()
            .open(crate::ledger::MIGRATIONS, environment)
            .await
            .unwrap();
        let (bell, _plans) = bell();
        let stop = CancellationToken::new();
        let worker = worker(&again, &bell, &stop);
        assert_eq!(fired(&again, 1).await, ["d at 03 12:00"]);
        stop.cancel();
        worker.await.unwrap();
    }
}
