//! A server that is killed again and again under load, and what must hold all the same.
//!
//! Buyers order, pay, cancel and are refunded, each call repeated with its request id until it is answered. The server dies
//! without warning at moments that the seed decides, also while it starts. What was answered must be there after each
//! restart; at the end no effect is doubled, every deadline fired once, and nothing is left to do.

mod check;
mod load;

use crate::place::Place;
use crate::process::{Process, Start};
use crate::wait::until;
use anyhow::{Context as _, ensure};
use load::Load;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use redress_db::Backend;
use std::time::Duration;

/// How long everything may take to come to rest after the last restart.
const REST_LIMIT: Duration = Duration::from_secs(60);

/// How a server is killed.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// How often.
    pub kills: u32,
    /// How many buyers act at once.
    pub buyers: usize,
    /// What decides the moments and what buyers do.
    pub seed: u64,
    /// How long the server lives at most before the next kill.
    pub longest_life: Duration,
    /// How long a buyer waits between two orders.
    pub pause: Duration,
}

impl Plan {
    /// So many kills of a server on this database. On PostgreSQL a killed server's lease on the outbox has to run out, after ten
    /// seconds, before events go on: there it lives long enough for that, and buyers take their time.
    pub fn new(backend: Backend, kills: u32, buyers: usize, seed: u64) -> Plan {
        let (longest_life, pause) = match backend {
            Backend::Sqlite => (Duration::from_millis(700), Duration::ZERO),
            Backend::Postgres => (Duration::from_millis(14_000), Duration::from_millis(150)),
        };
        Plan {
            kills,
            buyers,
            seed,
            longest_life,
            pause,
        }
    }
}

/// How many of the newest cases are looked at after each restart; at the end all are.
const NEWEST: usize = 300;

/// What was survived.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Restarts, those that were interrupted included.
    pub restarts: u32,
    /// Orders that were placed.
    pub orders: usize,
    /// Calls that were answered.
    pub answers: usize,
    /// Calls that were repeated because the answer was lost.
    pub repeats: usize,
    /// Refunds that the provider paid.
    pub effects: usize,
    /// Refunds that were overdue.
    pub overdue: usize,
}

/// Carries out the plan on a server whose data is in `place`.
///
/// # Errors
/// The first thing that does not hold.
pub async fn run(start: &Start, place: &Place, plan: Plan) -> anyhow::Result<Report> {
    let mut rng = StdRng::seed_from_u64(plan.seed);
    let mut server = start.run().await?;
    let load = Load::start(&plan, server.clients()?);
    let mut report = Report::default();
    for kill in 0..plan.kills {
        let life = rng.random_range(Duration::from_millis(5)..plan.longest_life);
        tokio::time::sleep(life).await;
        let known = load.answered();
        server.kill().await?;
        report.restarts += 1;
        if rng.random_ratio(1, 4) {
            start
                .interrupt(Duration::from_millis(rng.random_range(1..250)))
                .await?;
            report.restarts += 1;
        }
        server = start
            .run()
            .await
            .with_context(|| format!("restart {} after a kill", kill + 1))?;
        let clients = server.clients()?;
        load.serve(clients.clone());
        check::nothing_is_lost(&clients, &known[known.len().saturating_sub(NEWEST)..])
            .await
            .with_context(|| format!("after kill {}", kill + 1))?;
    }
    let (cases, answers, repeats) = load.finish().await?;
    settle(&server, &cases).await?;
    let clients = server.clients()?;
    (report.effects, report.overdue) = check::all_is_settled(&clients, &cases).await?;
    (report.orders, report.answers, report.repeats) = (cases.len(), answers, repeats);
    drained(place).await?;
    let ended = server.terminate().await?;
    ensure!(
        ended.status.success(),
        "it stopped with {}: {}",
        ended.status,
        ended.stderr
    );
    Ok(report)
}

async fn settle(server: &Process, cases: &[load::Case]) -> anyhow::Result<()> {
    let clients = server.clients()?;
    for case in cases {
        until("a settled case", REST_LIMIT, || async {
            Ok(check::is_settled(&clients, case).await?.then_some(()))
        })
        .await
        .with_context(|| format!("{case:?}"))?;
    }
    Ok(())
}

/// Every event is published and no deadline is due.
async fn drained(place: &Place) -> anyhow::Result<()> {
    until("a drained outbox", REST_LIMIT, || async {
        Ok((place.count("outbox WHERE publish_time IS NULL")? == 0).then_some(()))
    })
    .await
}
