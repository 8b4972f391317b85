//! The long versions of the fault tests: storms of refunds, and a server that is killed again and again.
//!
//!     faults storm [ROUNDS]          1,000 rounds of 32 refunds on SQLite and on PostgreSQL, checks in code on and off
//!     faults kill BINARY [KILLS]     25 kills of that binary under load on SQLite and on PostgreSQL
//!
//! PostgreSQL is a server of its own, started for the run.

use clap::{Parser, Subcommand};
use redress::config::Config;
use redress::suite::Trial;
use redress_db::Backend;
use redress_tests::client::Clients;
use redress_tests::kill::{self, Plan};
use redress_tests::place::Place;
use redress_tests::postgres::Server;
use redress_tests::process::Start;
use redress_tests::storm;
use std::path::PathBuf;
use std::time::Instant;

#[derive(Parser)]
#[command(about = "The long versions of the fault tests.")]
struct Arguments {
    #[command(subcommand)]
    what: What,
    /// What decides amounts and moments; the same seed plays the same run.
    #[arg(long, global = true, default_value_t = 1)]
    seed: u64,
}

#[derive(Subcommand)]
enum What {
    /// Storms of 32 refunds at once on one payment.
    Storm {
        /// Rounds for each database, half of them with the checks in code switched off.
        #[arg(default_value_t = 1000)]
        rounds: usize,
    },
    /// Kills a server under load.
    Kill {
        /// The binary to kill.
        binary: PathBuf,
        /// Kills for each database.
        #[arg(default_value_t = 25)]
        kills: u32,
        /// Buyers at once.
        #[arg(long, default_value_t = 8)]
        buyers: usize,
    },
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let server = Server::start()?;
    for backend in [Backend::Sqlite, Backend::Postgres] {
        match &arguments.what {
            What::Storm { rounds } => {
                for check_in_code in [true, false] {
                    storms(&server, backend, rounds / 2, check_in_code, arguments.seed).await?;
                }
            }
            What::Kill {
                binary,
                kills,
                buyers,
            } => {
                let place = place(&server, backend)?;
                let plan = Plan::new(backend, *kills, *buyers, arguments.seed);
                let begin = Instant::now();
                let report = kill::run(&Start::new(binary, &place), &place, plan).await?;
                println!("{backend:?}: {report:?} in {:.0?}", begin.elapsed());
            }
        }
    }
    Ok(())
}

async fn storms(
    server: &Server,
    backend: Backend,
    rounds: usize,
    check_in_code: bool,
    seed: u64,
) -> anyhow::Result<()> {
    let place = place(server, backend)?;
    let mut config = Config {
        database: place.database().map(|database| database.url()),
        ..Config::default()
    };
    config.refunds.check_in_code = check_in_code;
    let trial = Trial::with("2026-03-02T09:00:00Z", config).await?;
    let clients = Clients::connect(trial.suite().address())?;
    let begin = Instant::now();
    let tally = storm::play(&clients, "storm", rounds, seed).await?;
    let checks = if check_in_code { "on" } else { "off" };
    println!(
        "{backend:?}, checks in code {checks}: {rounds} rounds, {tally:?} in {:.0?}",
        begin.elapsed()
    );
    drop(clients);
    trial.stop().await
}

fn place(server: &Server, backend: Backend) -> anyhow::Result<Place> {
    match backend {
        Backend::Sqlite => Place::new(backend),
        Backend::Postgres => Place::on_server(server.url()),
    }
}
