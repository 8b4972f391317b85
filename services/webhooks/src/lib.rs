//! Webhooks: what happened is sent to the systems of marketplaces and sellers, signed by the Standard Webhooks specification.
//!
//! This context owns endpoints with their secrets, the log of events, and every delivery with what was tried. What always
//! holds:
//!
//! - Only public addresses are called, whatever a URL says, whatever its name resolves to, and whatever is answered.
//! - A delivery is committed before it is sent; one event has one `webhook-id`, however often it is sent.
//! - Sellers are told of their own lines, and of nobody else's; nothing personal leaves.
//!
//! Not here: any decision, mail to people (notifications), and what comes in from carriers and payment providers. This
//! context announces no events of its own.

mod app;
mod config;
mod convert;
mod courier;
mod deadlines;
mod dispatch;
mod domain;
mod error;
mod grpc;
mod personal_data;
mod reactions;
mod schema;
mod store;

use std::io;
use std::sync::Arc;

use diesel_migrations::embed_migrations;
use redress_bus::Bus;
use redress_context::Context;
use redress_contracts::redress::webhooks::v1::webhook_service_server::WebhookServiceServer;
use redress_db::{Db, Inbox, Migrations};
use redress_rpc::Services;

use app::App;
pub use config::Config;
use courier::Courier;
pub use courier::resolve::{Resolve, SystemResolver};
use deadlines::Sending;
use reactions::Reactions;

/// The name of this context: its schema and its place in logs.
pub const NAME: &str = "webhooks";

/// The tables of this context, for both databases.
pub const MIGRATIONS: Migrations = Migrations {
    sqlite: embed_migrations!("migrations/sqlite"),
    postgres: embed_migrations!("migrations/postgres"),
};

/// What the context runs on. Clock and ids are the database's.
pub struct Deps {
    /// The context's own database, opened with [`MIGRATIONS`].
    pub db: Db,
    /// Where events come from.
    pub bus: Arc<dyn Bus>,
    /// From names to addresses: [`SystemResolver`], unless a test has its own names.
    pub resolver: Arc<dyn Resolve>,
    pub config: Config,
}

/// Puts the context together and subscribes it to the events that are told. Nothing runs yet.
///
/// # Errors
///
/// The file of trusted certificates cannot be used.
pub fn build(deps: Deps) -> io::Result<Context> {
    let Deps {
        db,
        bus,
        resolver,
        config,
    } = deps;
    let courier = Courier::new(&config, resolver)?;
    let inbox = Inbox::new(db.clone(), NAME, Arc::new(Reactions));
    bus.subscribe(NAME, &reactions::KINDS, Arc::new(inbox));
    let sending = Sending::new(db.clone(), courier.clone(), &config);
    let app = App {
        db: db.clone(),
        courier,
        max_endpoints: config.max_endpoints,
    };
    let services = Services::new()
        .with(WebhookServiceServer::new(grpc::Grpc::new(app)))
        .with(personal_data::server(personal_data::answers(db.clone())));
    Ok(Context::new(NAME, db, bus, services).deadlines(Arc::new(sending)))
}
