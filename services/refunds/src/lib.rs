//! Refunds: what is owed, paying it, the ledger.
//!
//! This context owns refunds, the money facts of captured payments, the double-entry ledger and the conversation with the
//! payment provider. What always holds:
//!
//! - Never more than captured, per payment and per order line: the database's constraints hold it on every change.
//! - Never paid twice: the intent is committed before the provider is called, every call for a refund carries one key, and
//!   what is unknown is asked about, not sent again.
//! - Every change of a refund, its money, its journal and its event are one transaction.
//!
//! Why money is owed is decided elsewhere (orders and returns, by policy) and comes in as an event. Who is told by which message is
//! decided elsewhere, too. There is no `main` here: the one binary runs this context.

mod app;
mod config;
mod convert;
mod deadlines;
mod domain;
mod error;
mod events;
mod grpc;
mod payer;
mod personal_data;
mod provider;
mod reactions;
mod schema;
mod store;

use std::sync::Arc;

use diesel_migrations::embed_migrations;
use redress_bus::Bus;
use redress_context::Context;
use redress_db::{Db, Migrations};
use redress_rpc::Watchers;
use tokio::sync::Notify;

pub use config::Config;

use app::App;
use payer::Payer;
use provider::sandbox::Sandbox;

/// The name of this context: its schema, its place in logs and the source of its events.
pub const NAME: &str = "refunds";

/// The tables of this context, for both databases.
pub const MIGRATIONS: Migrations = Migrations {
    sqlite: embed_migrations!("migrations/sqlite"),
    postgres: embed_migrations!("migrations/postgres"),
};

/// What the context runs on. Clock and ids are the database's.
pub struct Deps {
    /// The context's own database, opened with [`MIGRATIONS`].
    pub db: Db,
    /// Where events come from and go to.
    pub bus: Arc<dyn Bus>,
    pub config: Config,
}

/// Puts the context together with the sandbox as its payment provider, and subscribes it to the bus. Nothing runs yet.
pub fn build(deps: Deps) -> Context {
    let Deps { db, bus, config } = deps;
    let timeout_delay = std::time::Duration::from_millis(config.sandbox_timeout_ms);
    let app = App {
        db: db.clone(),
        config: Arc::new(config),
        watchers: Watchers::new(),
        wake: Arc::new(Notify::new()),
    };
    let sandbox = Sandbox::new(db.clone(), timeout_delay);
    reactions::subscribe(&app, &*bus);
    let payer = Payer::new(app.clone(), Arc::new(sandbox.clone()));
    let personal = personal_data::server(personal_data::answers(db.clone()));
    let services = grpc::services(app.clone(), Some(sandbox)).with(personal);
    Context::new(NAME, db, bus, services)
        .deadlines(deadlines::Deadlines::new(app))
        .worker("payer", |stop| payer.run(stop))
        .probe(|db| async move {
            let now = db.environment().clock.now();
            db.read(move |conn| store::call_count_outstanding(conn, now))
                .await
        })
}
