//! The gateway: HTTP and JSON for every RPC that the contracts annotate, made from the descriptors when it starts, and the keys
//! that callers come in with.
//!
//! What always holds: an operation here is its RPC, with the same fields, the same reasons and the same paths of errors; nothing
//! is written down a second time. A secret is kept as its hash only. Not here: any decision, and TLS, which whatever stands in
//! front ends.
//!
//! - [`contract`] reads the operations, [`incoming`] makes messages of requests, [`rpc`] calls, [`answers`] makes responses.
//! - [`openapi`] and [`docs`] describe the same operations to programs and to people.
//! - [`domain`], [`app`] and [`store`] keep the keys; [`credentials`] lets callers in by them, [`limits`] as often as they may.

mod answers;
mod app;
mod cache;
mod config;
mod contract;
mod convert;
mod credentials;
mod docs;
mod domain;
mod error;
mod form;
mod grpc;
mod grpc_web;
mod incoming;
mod limits;
mod local;
mod openapi;
mod rpc;
mod schema;
mod server;
mod serving;
mod store;
mod uploads;

use std::sync::Arc;

use diesel_migrations::embed_migrations;
use redress_bus::Bus;
use redress_context::Context;
use redress_contracts::redress::gateway::v1::key_service_server::KeyServiceServer;
use redress_db::{Db, Migrations};
use redress_identity::Issuers;
use redress_rpc::{AccessMode, Channel, Services};

use app::App;

pub use config::{ConfigError, GatewayConfig};
pub use contract::ContractError;
pub use credentials::Credentials;
pub use server::{Gateway, GatewayDeps, GatewayError, bind};

/// The name of this context: its schema and its place in logs.
pub const NAME: &str = "gateway";

/// The tables of this context, for both databases.
pub const MIGRATIONS: Migrations = Migrations {
    sqlite: embed_migrations!("migrations/sqlite"),
    postgres: embed_migrations!("migrations/postgres"),
};

/// What the context works with.
pub struct Deps {
    /// Opened with [`MIGRATIONS`].
    pub db: Db,
    /// Where events go.
    pub bus: Arc<dyn Bus>,
    /// To orders, for the buyer of a link's order.
    pub orders: Channel,
    /// Whether calls without credentials are let in.
    pub access: AccessMode,
    /// Whose tokens people come in with.
    pub issuers: Issuers,
    /// The settings.
    pub config: GatewayConfig,
}

/// Puts the context together, and the ways in that its keys open.
pub fn build(deps: Deps) -> (Context, Credentials) {
    let app = App {
        db: deps.db.clone(),
        cache: cache::KeyCache::default(),
        orders: deps.orders,
    };
    let credentials = Credentials::new(deps.access, app.clone(), (deps.issuers, &deps.config));
    let services = Services::new().with(KeyServiceServer::new(grpc::Grpc::new(app)));
    (Context::new(NAME, deps.db, deps.bus, services), credentials)
}
