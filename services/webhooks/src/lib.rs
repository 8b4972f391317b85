//! Webhooks out: what happened is sent to the systems of marketplaces and sellers, signed by the Standard Webhooks
//! specification. Webhooks in: what tracking services and payment providers tell, signed by them, is passed on to the context
//! that it is for.
//!
//! This context owns endpoints with their secrets, the log of events, and every delivery with what was tried; sources with
//! their secrets, and every notice with what became of it. What always holds:
//!
//! - Only public addresses are called, whatever a URL says, whatever its name resolves to, and whatever is answered.
//! - A delivery is committed before it is sent; one event has one `webhook-id`, however often it is sent.
//! - Sellers are told of their own lines, and of nobody else's; nothing personal leaves.
//! - What comes in counts if a source signed it, now, and counts once; it is durable before the provider is told so. A source's
//!   marketplace is the only one that it can say anything about.
//! - Of what comes in only what is passed on is read, and kept until it was.
//!
//! Not here: any decision, and mail to people (notifications). This context announces no events of its own.

mod app;
mod applying;
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
use redress_contracts::redress::webhooks::v1::source_service_server::SourceServiceServer;
use redress_contracts::redress::webhooks::v1::webhook_service_server::WebhookServiceServer;
use redress_db::{Db, Inbox, Migrations};
use redress_rpc::{Channel, Services};

use app::App;
use applying::Contexts;
pub use config::Config;
use courier::Courier;
pub use courier::resolve::{Resolve, SystemResolver};
use deadlines::{Applying, Clocks, Sending};
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
    /// To orders, which are told what was paid.
    pub orders: Channel,
    /// To logistics, which is told where parcels are.
    pub logistics: Channel,
    /// To refunds, which are told what became of one.
    pub refunds: Channel,
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
        orders,
        logistics,
        refunds,
        config,
    } = deps;
    let contexts = Contexts {
        orders,
        logistics,
        refunds,
    };
    let courier = Courier::new(&config, resolver)?;
    let inbox = Inbox::new(db.clone(), NAME, Arc::new(Reactions));
    bus.subscribe(NAME, &reactions::KINDS, Arc::new(inbox));
    let clocks = Clocks {
        sending: Sending::new(db.clone(), courier.clone(), &config),
        applying: Applying::new(db.clone(), contexts, &config),
    };
    let app = App {
        db: db.clone(),
        courier,
        max_endpoints: config.max_endpoints,
        max_sources: config.max_sources,
    };
    let services = Services::new()
        .with(WebhookServiceServer::new(grpc::Grpc::new(app.clone())))
        .with(SourceServiceServer::new(grpc::Grpc::new(app)))
        .with(personal_data::server(personal_data::answers(db.clone())));
    Ok(Context::new(NAME, db, bus, services).deadlines(Arc::new(clocks)))
}
