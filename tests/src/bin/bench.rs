//! Figures, each beside its yardstick, in the same run and on the same machine.
//!
//!     bench decide                   decisions a second on one core, beside the same outcome by `cel`
//!     bench sqlite [COUNT]           calls a second on SQLite, beside the same statements without the suite
//!     bench postgres [COUNT]         calls a second on a PostgreSQL of its own, beside pgbench
//!     bench aftercare [EVENTS]      return requests, uploads beside hashing and writing the same bytes, tracking events
//!     bench gateway [COUNT]          reading an order by HTTP with an API key, beside the same call by gRPC
//!     bench timers [OPEN]            finding and firing due deadlines among a thousand open ones, and among OPEN
//!     bench all [COUNT]              one after the other

use clap::{Parser, Subcommand};
use redress_tests::{aftercare, decisions, gateway, throughput, timers};

#[derive(Parser)]
#[command(about = "Measures the suite beside its yardsticks.")]
struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Clone, Copy, Subcommand)]
enum What {
    /// Decisions on one core.
    Decide,
    /// Calls on SQLite.
    Sqlite(Count),
    /// Calls on PostgreSQL.
    Postgres(Count),
    /// Return requests, uploads and tracking events.
    Aftercare(Events),
    /// Reading by HTTP, beside gRPC.
    Gateway(Count),
    /// Due deadlines among many open ones.
    Timers(Open),
    /// Everything.
    All(Count),
}

#[derive(Clone, Copy, clap::Args)]
struct Count {
    /// Calls of each kind.
    #[arg(default_value_t = 2000)]
    count: usize,
}

#[derive(Clone, Copy, clap::Args)]
struct Open {
    /// Open deadlines.
    #[arg(default_value_t = OPEN)]
    open: usize,
}

#[derive(Clone, Copy, clap::Args)]
struct Events {
    /// Return requests, and tracking events.
    #[arg(default_value_t = EVENTS)]
    events: usize,
}

/// How many tracking events are recorded, unless it is said.
const EVENTS: usize = 2_000;

/// How many deadlines are open, unless it is said.
const OPEN: usize = 1_000_000;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let what = Arguments::parse().what;
    if matches!(what, What::Decide | What::All(_)) {
        decisions::run();
    }
    if let What::Sqlite(Count { count }) | What::All(Count { count }) = what {
        println!();
        throughput::sqlite(count).await?;
    }
    if let What::Postgres(Count { count }) | What::All(Count { count }) = what {
        println!();
        throughput::postgres(count).await?;
    }
    let events = match what {
        What::Aftercare(Events { events }) => Some(events),
        What::All(_) => Some(EVENTS),
        _ => None,
    };
    if let Some(events) = events {
        println!();
        throughput::asking(events).await?;
        aftercare::run(events).await?;
    }
    if let What::Gateway(Count { count }) | What::All(Count { count }) = what {
        println!();
        gateway::run(count).await?;
    }
    let open = match what {
        What::Timers(Open { open }) => Some(open),
        What::All(_) => Some(OPEN),
        _ => None,
    };
    if let Some(open) = open {
        println!();
        timers::sqlite(open).await?;
        timers::postgres(open).await?;
    }
    Ok(())
}
