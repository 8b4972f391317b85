//! The policies context: owns policy packs and sellers' terms with all their versions, and special periods.
//!
//! A published version never changes. Which version binds a case is answered from effective times; a decision is the
//! pure core's. Not here: applying a policy to an order or a return, which is the work of the contexts that own those,
//! and the packs themselves (`redress_policy::packs`).

mod app;
mod convert;
mod domain;
mod error;
mod grpc;
mod schema;
mod store;

use std::pin::Pin;
use std::sync::Arc;

use diesel_migrations::embed_migrations;
use redress_bus::Bus;
use redress_contracts::redress::policies::v1::policy_service_server::PolicyServiceServer;
use redress_db::{CancellationToken, Db, Migrations, Relay, RelayConfig};
use redress_policy::packs::Source;
use redress_rpc::Services;

pub use error::Error;

/// The tables of this context, for both databases.
pub const MIGRATIONS: Migrations = Migrations {
    sqlite: embed_migrations!("migrations/sqlite"),
    postgres: embed_migrations!("migrations/postgres"),
};

/// What the context works with.
pub struct Deps {
    /// Opened with [`MIGRATIONS`].
    pub db: Db,
    /// Where its events go.
    pub bus: Arc<dyn Bus>,
    /// Published at the first start, such as `redress_policy::packs::all()`.
    pub packs: Vec<Source>,
}

/// The running parts of the context.
pub struct Context {
    /// Its gRPC services.
    pub services: Services,
    /// Its workers; each runs until it is told to stop.
    pub workers: Vec<Worker>,
    db: Db,
}

/// Work that goes on beside the calls.
pub struct Worker {
    /// For logs.
    pub name: &'static str,
    /// Starts it; the future ends soon after the token is cancelled.
    pub run: Box<dyn FnOnce(CancellationToken) -> Running + Send>,
}

/// A worker at work.
pub type Running = Pin<Box<dyn Future<Output = ()> + Send>>;

impl Context {
    /// Whether nothing waits to be done: every committed event has reached its consumers.
    ///
    /// # Errors
    ///
    /// The database's.
    pub async fn is_idle(&self) -> Result<bool, redress_db::Error> {
        Ok(self.db.unpublished_events().await? == 0)
    }
}

/// Puts the context together and publishes what a fresh installation knows.
///
/// # Errors
///
/// A built-in pack that does not load, or the database's.
pub async fn build(deps: Deps) -> Result<Context, Error> {
    let Deps { db, bus, packs } = deps;
    let app = app::App::new(db.clone());
    let seeded = app.seed_if_empty(packs).await?;
    if seeded > 0 {
        tracing::info!(seeded, "published the built-in packs");
    }
    let relay = Relay::new(db.clone(), bus, "policies", RelayConfig::of(&db));
    let relay = Worker {
        name: "policies-relay",
        run: Box::new(|stop| Box::pin(relay.run(stop))),
    };
    let services = Services::new().with(PolicyServiceServer::new(grpc::Grpc::new(app)));
    Ok(Context {
        services,
        workers: vec![relay],
        db,
    })
}
