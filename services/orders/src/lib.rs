//! Orders: the order book. Placing, paying, shipping, running out of stock, changing and cancelling.
//!
//! This context owns orders with their lines, payments and parcels, cancellations, and every decision made about them. What
//! always holds:
//!
//! - No unit ships that was cancelled or is held by a cancellation that waits; the database's constraints hold it too.
//! - A decision is made on the locked order, in the transaction that carries it out, and is stored with its facts.
//! - What is owed to a buyer leaves as an event beside the change that owes it; paying it is the refunds context's.
//!
//! Not here: which version of a policy binds (the policies context), what follows after delivery (returns), and which
//! message tells whom (notifications).

mod app;
mod convert;
mod deadlines;
mod domain;
mod error;
mod grpc;
mod personal_data;
mod policy;
mod reactions;
mod schema;
mod store;

use std::sync::Arc;

use diesel_migrations::embed_migrations;
use redress_bus::Bus;
use redress_context::Context;
use redress_contracts::redress::orders::v1::order_service_server::OrderServiceServer;
use redress_db::{Db, Inbox, Migrations};
use redress_policybook::PolicyBook;
use redress_rpc::{Channel, Services, Watchers};

use app::{App, Bindings};
use convert::events::ORDER_CHANGED;

/// The name of this context: its schema, its place in logs and the source of its events.
pub const NAME: &str = "orders";

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
    /// To the policies context.
    pub policies: Channel,
}

/// Puts the context together and subscribes it to the bus. Nothing runs yet.
pub fn build(deps: Deps) -> Context {
    let Deps { db, bus, policies } = deps;
    let watchers = Watchers::new();
    let app = App {
        db: db.clone(),
        book: PolicyBook::new(policies, NAME),
        watchers: watchers.clone(),
        bindings: Bindings::default(),
    };
    let inbox = Inbox::new(db.clone(), NAME, Arc::new(app.clone()));
    bus.subscribe(NAME, &reactions::KINDS, Arc::new(inbox));
    bus.subscribe(
        "orders-watch",
        &[ORDER_CHANGED],
        Arc::new(reactions::Announcer(watchers)),
    );
    let services = Services::new()
        .with(OrderServiceServer::new(grpc::Grpc::new(app.clone())))
        .with(personal_data::server(personal_data::answers(db.clone())));
    Context::new(NAME, db, bus, services).deadlines(Arc::new(app))
}
