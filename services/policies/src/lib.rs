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

use std::sync::Arc;

use diesel_migrations::embed_migrations;
use redress_bus::Bus;
use redress_context::Context;
use redress_contracts::redress::policies::v1::policy_service_server::PolicyServiceServer;
use redress_db::{Db, Migrations};
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
    let services = Services::new().with(PolicyServiceServer::new(grpc::Grpc::new(app)));
    Ok(Context::new("policies", db, bus, services))
}
