//! Status: one view per order that answers what people ask, and the timeline of everything that happened.
//!
//! This context owns the timeline only. The view is put together anew for every call, from what the other contexts say in
//! the caller's name, so that it is never older than they are and shows nobody what they would not. What always holds:
//!
//! - An event becomes one entry of the timeline, once, whatever is delivered twice.
//! - Every question is answered, from records that are named.
//! - An order that is foreign to the caller does not exist here.
//!
//! Not here: any decision, and anything that changes a case.

mod app;
mod convert;
mod domain;
mod error;
mod grpc;
mod personal_data;
mod reactions;
mod schema;
mod store;

use std::sync::Arc;

use diesel_migrations::embed_migrations;
use redress_bus::Bus;
use redress_context::Context;
use redress_contracts::redress::status::v1::status_service_server::StatusServiceServer;
use redress_db::{Db, Migrations};
use redress_policybook::PolicyBook;
use redress_rpc::{Channel, Services, Watchers};

use app::{App, Upstream};

/// The name of this context: its schema and its place in logs.
pub const NAME: &str = "status";

/// The tables of this context, for both databases.
pub const MIGRATIONS: Migrations = Migrations {
    sqlite: embed_migrations!("migrations/sqlite"),
    postgres: embed_migrations!("migrations/postgres"),
};

/// What the context works with.
pub struct Deps {
    /// Opened with [`MIGRATIONS`].
    pub db: Db,
    /// Where events come from.
    pub bus: Arc<dyn Bus>,
    /// To orders, for the order, its cancellations and their disputes.
    pub orders: Channel,
    /// To returns, for returns, delivery claims and their disputes.
    pub returns: Channel,
    /// To refunds.
    pub refunds: Channel,
    /// To logistics, for parcels both ways.
    pub logistics: Channel,
    /// To policies, for the clauses that answers rest on.
    pub policies: Channel,
}

/// Puts the context together and subscribes it to the bus.
pub fn build(deps: Deps) -> Context {
    let Deps {
        db,
        bus,
        orders,
        returns,
        refunds,
        logistics,
        policies,
    } = deps;
    let app = App {
        db: db.clone(),
        upstream: Upstream::new(orders, returns, refunds, logistics),
        book: PolicyBook::new(policies, NAME),
        watchers: Watchers::new(),
    };
    reactions::subscribe(&app, &*bus);
    let services = Services::new()
        .with(StatusServiceServer::new(grpc::Grpc::new(app)))
        .with(personal_data::server(personal_data::answers(db.clone())));
    Context::new(NAME, db, bus, services)
}
