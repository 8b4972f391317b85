//! The command line, as `--help` shows it.

use crate::import::{PaymentDifference, columns};
use chrono_tz::Tz;
use clap::{Args, Parser, Subcommand};
use redress_core::Currency;
use redress_notifications::Secret;
use redress_rpc::channel::BearerToken;
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
    /// Play the shops' journeys through the gRPC contracts on a moving clock, in a temporary folder; or live through a
    /// quarter with many buyers, with `--days` or `--orders`.
    Demo(DemoArgs),
    /// Check, explain and compare policy packs.
    #[command(subcommand)]
    Policy(PolicyCommand),
    /// Bring an order history from another system into the order book.
    #[command(subcommand)]
    Import(ImportCommand),
    /// Verify the record of who added, saw, judged and erased evidence.
    #[command(subcommand)]
    Evidence(EvidenceCommand),
    /// Export or erase what is kept about one buyer, in all contexts of a running server.
    #[command(subcommand)]
    Privacy(PrivacyCommand),
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
    /// Address of the gRPC server. [default: 127.0.0.1:50051]
    #[arg(long, env = "REDRESS_LISTEN", value_name = "ADDR")]
    pub listen: Option<SocketAddr>,
    /// Address of the HTTP gateway. [default: 127.0.0.1:8080]
    #[arg(long, env = "REDRESS_HTTP", value_name = "ADDR")]
    pub http: Option<SocketAddr>,
    /// Which log lines are written, such as `info` or `warn,redress_db=debug`. [default: warn]
    #[arg(long, env = "REDRESS_LOG", value_name = "FILTER")]
    pub log: Option<String>,
    /// Where spans are sent by OTLP over gRPC.
    #[arg(long, env = "REDRESS_OTLP", value_name = "URL")]
    pub otlp: Option<String>,
    /// The mail server's password. Better given in the environment, where other users of the machine do not see it.
    #[arg(
        long,
        env = "REDRESS_SMTP_PASSWORD",
        hide_env_values = true,
        value_name = "PASSWORD"
    )]
    pub smtp_password: Option<Secret>,
}

/// What to play.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Only this shop's journeys: kakaclo, kwoking, rma-shop, kajet or kajivap.
    #[arg(conflicts_with_all = ["days", "orders", "seed"])]
    pub shop: Option<String>,
    /// One JSON object per step, for machines; of a quarter, one for the summary.
    #[arg(long)]
    pub json: bool,
    /// Live through so many days of all five shops, check the invariants after each, and print a summary. [default: 90]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=400))]
    pub days: Option<u32>,
    /// How many orders are placed in these days. [default: 2000]
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub orders: Option<u32>,
    /// What chance hangs on: the same days, orders and seed give the same summary. [default: 7]
    #[arg(long, value_name = "NUMBER")]
    pub seed: Option<u64>,
}

/// What to do with evidence.
#[derive(Debug, Subcommand)]
pub enum EvidenceCommand {
    /// Check every chain of records and every original against its hash; stop at the first flaw. No server may be using
    /// the data folder.
    Verify(VerifyArgs),
}

/// What to verify.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// Only this case's record.
    #[arg(long, value_name = "CASE_ID", conflicts_with = "marketplace")]
    pub case: Option<String>,
    /// Only this marketplace's records.
    #[arg(long, value_name = "ID")]
    pub marketplace: Option<String>,
    /// Configuration file (TOML); flags and environment win over it.
    #[arg(long, env = "REDRESS_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Where the embedded data lives. [default: ./data]
    #[arg(long, env = "REDRESS_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// A PostgreSQL address for all contexts; SQLite in the data folder when absent.
    #[arg(long, env = "REDRESS_DATABASE", value_name = "URL")]
    pub database: Option<String>,
    /// As JSON, for machines.
    #[arg(long)]
    pub json: bool,
}

/// What to do with a buyer's data.
#[derive(Debug, Subcommand)]
pub enum PrivacyCommand {
    /// Write everything that is kept about a buyer into a folder: JSON by context, and the files they sent.
    Export {
        #[command(flatten)]
        buyer: BuyerArgs,
        /// The folder; made if need be.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Erase what is kept about a buyer, save for orders with an open case, which wait, and what the law has kept.
    Erase {
        #[command(flatten)]
        buyer: BuyerArgs,
        /// Only say what would be erased and kept.
        #[arg(long)]
        dry_run: bool,
    },
}

/// Whose data, and where.
#[derive(Debug, Args)]
pub struct BuyerArgs {
    /// The marketplace.
    #[arg(long, value_name = "ID")]
    pub marketplace: String,
    /// The buyer.
    #[arg(long, value_name = "ID")]
    pub buyer: String,
    /// The running server.
    #[arg(long, default_value = "http://127.0.0.1:50051", value_name = "URL")]
    pub server: String,
    #[command(flatten)]
    pub entry: EntryArgs,
    /// The outcome as JSON, for machines.
    #[arg(long)]
    pub json: bool,
}

/// How to come in at a server on another machine; one on this machine believes its own programs.
#[derive(Debug, Default, Args)]
pub struct EntryArgs {
    /// An API key or a token to come in with. Better given in the environment, where other users of the machine do not see it.
    #[arg(long, env = "REDRESS_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    pub token: Option<BearerToken>,
    /// Authorities that the server may be certified by, instead of the public ones, as a PEM file.
    #[arg(long, value_name = "FILE")]
    pub ca_file: Option<PathBuf>,
}

/// How to list the clauses.
#[derive(Debug, Args)]
pub struct ClausesArgs {
    /// As JSON, for machines.
    #[arg(long)]
    pub json: bool,
}

/// What to import.
#[derive(Debug, Subcommand)]
pub enum ImportCommand {
    /// Read an order history in CSV, import its orders, and list those that are late, stalled or cancellable.
    ///
    /// Started again after an interruption it goes on where it stopped. Orders that cannot be imported are reported with
    /// file, line and reason; the rest goes on.
    #[command(after_long_help = columns::text())]
    Orders(Box<ImportArgs>),
    /// Print the files and columns that are read.
    Columns,
}

/// How to import orders.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// The folder with the CSV files.
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// Configuration file (TOML) of the suite that takes the orders; flags and environment win over it.
    #[arg(long, env = "REDRESS_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Where the embedded data lives, and what was finished is noted. [default: ./data]
    #[arg(long, env = "REDRESS_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// A PostgreSQL address for all contexts; SQLite in the data folder when absent.
    #[arg(long, env = "REDRESS_DATABASE", value_name = "URL")]
    pub database: Option<String>,
    /// A running server to import into, such as http://127.0.0.1:50051, instead of one in this process.
    #[arg(long, value_name = "URL", conflicts_with = "database")]
    pub server: Option<String>,
    #[command(flatten)]
    pub entry: EntryArgs,
    /// The marketplace that the orders become part of.
    #[arg(long, default_value = "kakaclo", value_name = "ID")]
    pub marketplace: String,
    /// The country of orders that name none (ISO 3166 alpha-2).
    #[arg(long, value_name = "CODE")]
    pub country: Option<String>,
    /// The currency of orders that name none (ISO 4217).
    #[arg(long, value_name = "CODE")]
    pub currency: Option<Currency>,
    /// The zone of times without one, such as America/Sao_Paulo.
    #[arg(long, value_name = "ZONE")]
    pub time_zone: Option<Tz>,
    /// What is done with an order whose payments do not add up to its lines and shipping.
    #[arg(long, value_enum, default_value_t, value_name = "HOW")]
    pub payment_difference: PaymentDifference,
    /// Where every rejected row is written, as CSV.
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// The policy to look by afterwards: a built-in shop, or a file. [default: the marketplace's]
    #[arg(long, value_name = "PACK")]
    pub policy: Option<String>,
    /// The date to look as of, or an instant. [default: now]
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// How many ids of each kind are listed.
    #[arg(long, default_value_t = 5, value_name = "N")]
    pub list: usize,
    /// How many orders are on their way at once.
    #[arg(long, default_value_t = 16, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=128))]
    pub in_flight: u8,
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
