//! Whether finding due deadlines costs what is due, or what is open: the same thousand are fired among a thousand open ones
//! and among a million.

use crate::place::Place;
use crate::postgres::Server;
use anyhow::{Context as _, ensure};
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use redress_core::{Clock, Ids};
use redress_db::{
    Apply, Backend, CancellationToken, Db, DbConfig, DeadlineRow, DeadlineWorker, Environment, HandlerError,
    NewDeadline, OnDeadline, nothing_to_do, on_conn,
};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How many are due.
const DUE: usize = 1_000;
/// How often each is measured, in turns; the median counts.
const ROUNDS: usize = 5;

/// Measures on SQLite.
///
/// # Errors
/// The database fails.
pub async fn sqlite(open: usize) -> anyhow::Result<()> {
    let place = || Place::new(Backend::Sqlite);
    compare("SQLite", (place()?, place()?), open).await
}

/// Measures on a PostgreSQL of its own.
///
/// # Errors
/// The server does not start, or the database fails.
pub async fn postgres(open: usize) -> anyhow::Result<()> {
    let server = Server::start()?;
    let place = || Place::on_server(server.url());
    compare("PostgreSQL", (place()?, place()?), open).await
}

async fn compare(name: &str, (few, many): (Place, Place), open: usize) -> anyhow::Result<()> {
    let few = Clockwork::wound(few, DUE).await?;
    let many = Clockwork::wound(many, open).await?;
    let (mut among_few, mut among_many) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        among_few.push(few.fire(round).await?);
        among_many.push(many.fire(round).await?);
    }
    let (few, many) = (median(among_few), median(among_many));
    println!(
        "{name}: {DUE} due deadlines fired in {:.0} ms among {DUE} open, in {:.0} ms among {open} open: {:.2} x",
        few.as_secs_f64() * 1e3,
        many.as_secs_f64() * 1e3,
        many.as_secs_f64() / few.as_secs_f64()
    );
    Ok(())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// A database with open deadlines of the far future.
struct Clockwork {
    db: Db,
    now: DateTime<Utc>,
    _place: Place,
}

/// Does nothing, so that only finding and firing is measured.
struct Nothing;

#[async_trait]
impl OnDeadline for Nothing {
    async fn plan(&self, _deadline: &DeadlineRow) -> Result<Apply, HandlerError> {
        Ok(nothing_to_do())
    }
}

impl Clockwork {
    async fn wound(place: Place, open: usize) -> anyhow::Result<Clockwork> {
        let config = match place.database() {
            Some(database) => DbConfig::new(database.url(), "orders"),
            None => DbConfig::new(
                format!("sqlite:{}", place.folder().join("orders.db").display()),
                "orders",
            ),
        };
        let now: DateTime<Utc> = "2027-01-04T09:00:00Z".parse().context("a time")?;
        let (clock, _) = Clock::manual(now);
        let db = Db::open(
            config,
            redress_orders::MIGRATIONS,
            Environment::new(clock, Ids::system()),
        )
        .await?;
        let clockwork = Clockwork {
            db,
            now,
            _place: place,
        };
        clockwork.wind(open).await?;
        Ok(clockwork)
    }

    /// One far deadline is set as a context would set it, and copied.
    async fn wind(&self, open: usize) -> anyhow::Result<()> {
        let far = self.now + TimeDelta::days(300);
        self.set(vec![deadline("far".to_owned(), far)]).await?;
        let copies = format!(
            "WITH RECURSIVE series(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < {open}) \
             INSERT INTO deadlines (id, kind, aggregate, due_time, payload, state, calendar, trace_parent, set_time, end_time) \
             SELECT id || n, kind, aggregate || n, due_time, payload, state, calendar, trace_parent, set_time, end_time \
             FROM series, deadlines WHERE id = 'far'"
        );
        let copied: Result<usize, redress_db::Error> = self
            .db
            .write(move |tx| {
                use diesel::RunQueryDsl as _;
                on_conn!(tx.conn(), |c| diesel::sql_query(copies).execute(c))
            })
            .await;
        ensure!(copied? == open, "not all deadlines were copied");
        Ok(())
    }

    async fn set(&self, deadlines: Vec<NewDeadline>) -> anyhow::Result<()> {
        let written: Result<(), redress_db::Error> = self
            .db
            .write(move |tx| {
                deadlines
                    .into_iter()
                    .for_each(|deadline| tx.set_deadline(deadline));
                Ok(())
            })
            .await;
        Ok(written?)
    }

    /// How long a thousand due ones take.
    async fn fire(&self, round: usize) -> anyhow::Result<Duration> {
        let due = (0..DUE)
            .map(|at| deadline(format!("due-{round}-{at}"), self.now))
            .collect();
        self.set(due).await?;
        let begin = Instant::now();
        let stop = CancellationToken::new();
        let worker = DeadlineWorker::new(self.db.clone(), Arc::new(Nothing));
        let running = tokio::spawn(worker.run(stop.clone()));
        while self.db.due_deadlines(self.now).await? > 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let taken = begin.elapsed();
        stop.cancel();
        running.await?;
        Ok(taken)
    }
}

fn deadline(id: String, due_time: DateTime<Utc>) -> NewDeadline {
    NewDeadline {
        aggregate: format!("of-{id}"),
        id,
        kind: "refund_due",
        due_time,
        payload: "{}".to_owned(),
        calendar: None,
    }
}
