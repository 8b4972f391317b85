//! The database crate on real databases: SQLite always, PostgreSQL when a server for tests is named.

#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, also in what it calls"
)]

mod command;
mod deadline;
mod erasure;
mod event;
mod ledger;
mod opening;
mod transaction;
