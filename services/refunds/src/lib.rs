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
//! Why money is owed is decided elsewhere (orders, by policy) and comes in as an event. Who is told by which message is
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
mod provider;
mod reactions;
mod schema;
mod store;

use std::sync::Arc;

use diesel_migrations::embed_migrations;
use futures::future::BoxFuture;
use redress_bus::Bus;
use redress_db::{CancellationToken, Db, DeadlineWorker, Migrations, Relay, RelayConfig};
use redress_rpc::{Services, Watchers};
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

/// A context that was put together: what it serves and what it does by itself.
pub struct Context {
    /// Its gRPC services.
    pub services: Services,
    /// What has to run beside them.
    pub workers: Vec<Worker>,
    /// Whether it has anything left to do.
    pub idle: Idle,
}

/// Work that goes on beside the calls.
pub struct Worker {
    /// For logs.
    pub name: &'static str,
    /// Starts it; the future ends soon after the token is cancelled, when what is under way is finished.
    pub run: Box<dyn FnOnce(CancellationToken) -> Running + Send>,
}

/// A worker at work.
pub type Running = BoxFuture<'static, ()>;

impl Worker {
    fn new<F, Fut>(name: &'static str, run: F) -> Worker
    where
        F: FnOnce(CancellationToken) -> Fut + Send + 'static,
        Fut: Future<Output = ()> + Send + 'static,
    {
        Worker {
            name,
            run: Box::new(|stop| Box::pin(run(stop))),
        }
    }
}

/// Tells whether the context is done with everything that is due. Cheap to clone.
#[derive(Clone)]
pub struct Idle(Db);

impl Idle {
    /// Whether no event waits to be published, and no deadline and no provider call is due or under way.
    ///
    /// # Errors
    /// The database's.
    pub async fn is_idle(&self) -> Result<bool, redress_db::Error> {
        let Idle(db) = self;
        let now = db.environment().clock.now();
        let calls = db
            .read(move |conn| store::call_count_outstanding(conn, now))
            .await?;
        Ok(calls + db.due_deadlines(now).await? + db.unpublished_events().await? == 0)
    }
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
    let deadlines = DeadlineWorker::new(db.clone(), deadlines::Deadlines::new(app.clone()));
    let relay = Relay::new(db.clone(), bus, NAME, RelayConfig::of(&db));
    Context {
        services: grpc::services(app, Some(sandbox)),
        workers: vec![
            Worker::new("refunds payer", |stop| payer.run(stop)),
            Worker::new("refunds deadlines", |stop| deadlines.run(stop)),
            Worker::new("refunds relay", |stop| relay.run(stop)),
        ],
        idle: Idle(db),
    }
}
