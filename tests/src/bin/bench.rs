//! Figures, each beside its yardstick, in the same run and on the same machine.
//!
//!     bench decide                   decisions a second on one core, beside the same outcome by `cel`
//!     bench sqlite [COUNT]           calls a second on SQLite, beside the same statements without the suite
//!     bench postgres [COUNT]         calls a second on a PostgreSQL of its own, beside pgbench
//!     bench all [COUNT]              one after the other

use clap::{Parser, Subcommand};
use redress_tests::{decisions, throughput};

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
    /// Everything.
    All(Count),
}

#[derive(Clone, Copy, clap::Args)]
struct Count {
    /// Calls of each kind.
    #[arg(default_value_t = 2000)]
    count: usize,
}

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
    Ok(())
}
