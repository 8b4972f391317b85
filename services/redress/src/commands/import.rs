//! `redress import …`: an order history brought into the order book, and what is found there afterwards.

use super::policy::pack_of;
use super::{print, server};
use crate::cli::{EntryArgs, ImportArgs, ImportCommand, ServeArgs};
use crate::config::Config;
use crate::import::findings::{self, Question, Terms};
use crate::import::{self, Book, Journal, Plan, Reading, Report, Summary, columns};
use crate::suite::{Suite, Time};
use anyhow::{Context as _, bail};
use chrono::{DateTime, NaiveDate, Utc};
use redress_core::{Clock, Ids};
use redress_policy::time::Zone;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// How long what follows from the orders (events, messages) may take before the suite is stopped; the rest follows when it is
/// next started.
const REST_LIMIT: Duration = Duration::from_secs(60);

/// What `--json` prints.
#[derive(Serialize)]
struct Output {
    import: Summary,
    found: findings::Findings,
}

pub(super) fn run(command: &ImportCommand) -> anyhow::Result<ExitCode> {
    match command {
        ImportCommand::Columns => {
            print(columns::text().trim_end())?;
            Ok(ExitCode::SUCCESS)
        }
        ImportCommand::Orders(args) => {
            let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
            runtime.block_on(orders(args))?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

async fn orders(args: &ImportArgs) -> anyhow::Result<()> {
    let clock = Clock::system();
    // What cannot be asked afterwards is said before anything is imported.
    let question = question(args, clock.now())?;
    let config = config(args)?;
    let Some(server) = &args.server else {
        let telemetry = redress_telemetry::init(&config.telemetry)?;
        let ids = Ids::system();
        let suite = Suite::start(&config, Time { clock, ids }).await?;
        let address = format!("http://{}", suite.address());
        let book = book(args, &address, &EntryArgs::default())?;
        let done = bring_and_find(args, (book, &config), &question).await;
        // Whether it came to rest in time or not, what is left is in its databases.
        let _ = tokio::time::timeout(REST_LIMIT, suite.rest()).await;
        let stopped = suite.stop().await;
        drop(telemetry);
        done?;
        return stopped;
    };
    let book = book(args, server, &args.entry)?;
    bring_and_find(args, (book, &config), &question).await
}

fn book(args: &ImportArgs, address: &str, entry: &EntryArgs) -> anyhow::Result<Book> {
    let channel = server::channel(address, entry, (&args.marketplace, "import"))?;
    Ok(Book::over(channel, &args.marketplace))
}

async fn bring_and_find(
    args: &ImportArgs,
    (book, config): (Book, &Config),
    question: &Question,
) -> anyhow::Result<()> {
    let journal = Journal::open(&journal_path(args, config), &book).await?;
    let report = args.report.as_deref().map(Report::begin).transpose()?;
    let plan = Plan {
        folder: args.folder.clone(),
        marketplace_id: args.marketplace.clone(),
        reading: Reading {
            country: args.country.clone(),
            currency: args.currency,
            zone: args.time_zone,
            difference: args.payment_difference,
            now: Clock::system().now(),
        },
        in_flight: usize::from(args.in_flight),
    };
    let summary = import::run(&plan, &book, journal, report).await?;
    if !args.json {
        print(&summary.to_string())?;
        if let Some(report) = &args.report {
            print(&format!("report         {}", report.display()))?;
        }
    }
    let found = findings::find(&book, question).await?;
    if args.json {
        let output = Output {
            import: summary,
            found,
        };
        return print(&serde_json::to_string_pretty(&output)?);
    }
    print(&found.to_string())
}

fn question(args: &ImportArgs, now: DateTime<Utc>) -> anyhow::Result<Question> {
    let name = args.policy.as_ref().unwrap_or(&args.marketplace);
    let pack = pack_of(name).context("--policy names the policy to look by")?;
    let as_of = match &args.as_of {
        Some(text) => instant(text, pack.pack.time_zone)?,
        None => now,
    };
    Ok(Question {
        terms: Terms::of(pack)?,
        as_of,
        list: args.list,
    })
}

/// An instant, or the beginning of a day where the policy's shop is.
fn instant(text: &str, zone: Zone) -> anyhow::Result<DateTime<Utc>> {
    if let Ok(date) = text.parse::<NaiveDate>() {
        return Ok(zone.day_start(date)?);
    }
    match DateTime::parse_from_rfc3339(text) {
        Ok(time) => Ok(time.to_utc()),
        Err(_) => bail!("--as-of takes a date such as 2018-09-01, or a time such as 2018-09-01T12:00:00Z"),
    }
}

/// The suite's settings; it listens where nobody else does.
fn config(args: &ImportArgs) -> anyhow::Result<Config> {
    let mut config = Config::from_args(&ServeArgs {
        config: args.config.clone(),
        data: args.data.clone(),
        database: args.database.clone(),
        ..ServeArgs::default()
    })?;
    config.server.listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    config.gateway.enabled = false;
    Ok(config)
}

/// The journal of this order book and marketplace, in the data folder.
fn journal_path(args: &ImportArgs, config: &Config) -> PathBuf {
    let target = args
        .server
        .as_deref()
        .or(config.database.as_deref())
        .unwrap_or_default();
    let mut hash = Sha256::new();
    for part in [target, &config.schema_prefix, &args.marketplace] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    let name: String = hash.finalize()[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    config.data.join("import").join(format!("{name}.done"))
}
