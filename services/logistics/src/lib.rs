//! Logistics: parcels both ways, what their numbers are worth, where they are, and what is due for them.
//!
//! This context owns shipments with their parcels, every tracking event, the knowledge of carriers' numbers and codes, and
//! the clocks of parcels. What always holds:
//!
//! - A parcel never moves back: the carrier's own time orders what is reported, not the time it comes in.
//! - A report counts once, whoever sends it again; a number that is replaced stays on record.
//! - A wrong number is never refused: it is recorded as such, and asked for again.
//!
//! Not here: what follows from a parcel that does not arrive (returns opens the claim), what is in an order (orders), the
//! bytes of a proof (evidence), and which message tells whom (notifications).

mod app;
mod carriers;
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
use redress_contracts::redress::logistics::v1::logistics_service_server::LogisticsServiceServer;
use redress_contracts::redress::orders::v1::order_service_client::OrderServiceClient;
use redress_db::{Db, Inbox, Migrations};
use redress_policybook::PolicyBook;
use redress_rpc::{Channel, Services, Watchers};

use app::App;
use app::shelf::Shelf;
use convert::events::PARCEL_CHANGED;

/// The name of this context: its schema, its place in logs and the source of its events.
pub const NAME: &str = "logistics";

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
    /// To the orders context, asked in the caller's name.
    pub orders: Channel,
}

/// Puts the context together and subscribes it to the bus. Nothing runs yet.
pub fn build(deps: Deps) -> Context {
    let Deps {
        db,
        bus,
        policies,
        orders,
    } = deps;
    let watchers = Watchers::new();
    let book = PolicyBook::new(policies, NAME);
    let app = App {
        db: db.clone(),
        shelf: Shelf::new(book.clone()),
        book,
        orders: OrderServiceClient::new(orders),
        watchers: watchers.clone(),
    };
    let inbox = Inbox::new(db.clone(), NAME, Arc::new(app.clone()));
    bus.subscribe(NAME, &reactions::KINDS, Arc::new(inbox));
    bus.subscribe(
        "logistics-watch",
        &[PARCEL_CHANGED],
        Arc::new(reactions::Announcer(watchers)),
    );
    let services = Services::new()
        .with(LogisticsServiceServer::new(grpc::Grpc::new(app.clone())))
        .with(personal_data::server(personal_data::answers(db.clone())));
    Context::new(NAME, db, bus, services).deadlines(Arc::new(app))
}
