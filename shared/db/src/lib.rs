//! A context's database: one code for SQLite and PostgreSQL, transactions, migrations, idempotent commands, the outbox
//! and the inbox of events, and deadlines.
//!
//! What always holds: a transaction is opened here only; what it announces and the clocks it sets are rows of the same
//! transaction; a reply is sent after the commit. Not here: any context's tables, and any business decision.
//!
//! Columns are of the subset that both databases have: Text, BigInt, Bool, Timestamp (UTC, microseconds), Binary.

mod backoff;
mod command;
mod config;
mod conn;
mod database;
mod deadlines;
mod erasure;
mod error;
mod handler;
mod inbox;
mod migrate;
mod outbox;
mod pool;
pub mod schema;
#[cfg(feature = "testing")]
pub mod testing;
mod tx;
mod work;
mod writer;

pub use command::{Codec, Done, Idempotency};
pub use config::{DbConfig, Environment, Tracing};
pub use conn::Conn;
#[doc(hidden)]
pub use conn::body_result;
pub use database::{Backend, Db, Migrations};
pub use deadlines::{DeadlineRow, DeadlineWorker, NewDeadline, OnDeadline, open_of};
pub use erasure::{Records, under_way};
pub use error::{Error, OpenError};
pub use handler::{Apply, HandlerError, nothing_to_do};
pub use inbox::{Handler, Inbox};
pub use outbox::{Relay, RelayConfig};
pub use tokio_util::sync::CancellationToken;
pub use tx::{Event, Tx};

// Only its build options matter here: SQLite is compiled in, libpq as the cargo features say.
use libsqlite3_sys as _;
use pq_sys as _;
