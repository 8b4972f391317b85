//! The command line, as `--help` shows it.

use clap::{Args, Parser, Subcommand};
use std::net::SocketAddr;
use std::path::PathBuf;

/// After-sales for marketplaces and shops, by the shop's own written policy.
#[derive(Debug, Parser)]
#[command(name = "redress", version, about, args_conflicts_with_subcommands = true)]
pub struct Cli {
    /// What to do; `serve` when nothing is said.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The options of `serve`.
    #[command(flatten)]
    pub serve: ServeArgs,
}

/// What the binary can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve all contexts, or some, over gRPC.
    Serve(ServeArgs),
    /// Play the shops' journeys through the gRPC contracts on a moving clock, in a temporary folder.
    Demo(DemoArgs),
    /// Check, explain and compare policy packs.
    #[command(subcommand)]
    Policy(PolicyCommand),
    /// List every clause of every built-in pack: which rules carry it and which journeys drive it.
    Clauses(ClausesArgs),
}

/// How to serve.
#[derive(Clone, Debug, Default, Args)]
pub struct ServeArgs {
    /// Configuration file (TOML); flags and environment win over it.
    #[arg(long, env = "REDRESS_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Where the embedded data lives. [default: ./data]
    #[arg(long, env = "REDRESS_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// A PostgreSQL address for all contexts, each in its own schema; SQLite in the data folder when absent.
    #[arg(long, env = "REDRESS_DATABASE", value_name = "URL")]
    pub database: Option<String>,
    /// Address to listen on. [default: 127.0.0.1:50051]
    #[arg(long, env = "REDRESS_LISTEN", value_name = "ADDR")]
    pub listen: Option<SocketAddr>,
    /// Which log lines are written, such as `info` or `warn,redress_db=debug`. [default: warn]
    #[arg(long, env = "REDRESS_LOG", value_name = "FILTER")]
    pub log: Option<String>,
    /// Where spans are sent by OTLP over gRPC.
    #[arg(long, env = "REDRESS_OTLP", value_name = "URL")]
    pub otlp: Option<String>,
}

/// What to play.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Only this shop's journeys: kakaclo, kwoking, rma-shop, kajet or kajivap.
    pub shop: Option<String>,
    /// One JSON object per step, for machines.
    #[arg(long)]
    pub json: bool,
}

/// How to list the clauses.
#[derive(Debug, Args)]
pub struct ClausesArgs {
    /// As JSON, for machines.
    #[arg(long)]
    pub json: bool,
}

/// What to do with packs. A pack is named by a built-in shop's or law's id, or by a file.
#[derive(Debug, Subcommand)]
pub enum PolicyCommand {
    /// Check packs and list every assumed and conflicting term; the built-in packs when none is named.
    Lint {
        /// Ids of built-in packs, or files.
        packs: Vec<String>,
        /// As JSON, for machines.
        #[arg(long)]
        json: bool,
    },
    /// Explain a pack clause by clause: what it says and which rules carry it.
    Explain {
        /// Id of a built-in pack, or a file.
        pack: String,
        /// Only this clause, such as KW-08.
        clause: Option<String>,
        /// As JSON, for machines.
        #[arg(long)]
        json: bool,
    },
    /// Compare two packs term by term.
    Diff {
        /// Id of a built-in pack, or a file.
        from: String,
        /// Id of a built-in pack, or a file.
        to: String,
        /// As JSON, for machines.
        #[arg(long)]
        json: bool,
    },
    /// Print the JSON Schema of packs, for editors.
    Schema {
        /// The schema of the facts that a what-if decision takes, instead.
        #[arg(long)]
        facts: bool,
    },
}
