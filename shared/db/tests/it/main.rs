//! The database crate on real databases: SQLite always, PostgreSQL when a server for tests is named.

mod command;
mod deadline;
mod event;
mod ledger;
mod opening;
mod transaction;
