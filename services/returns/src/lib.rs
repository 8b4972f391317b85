//! Returns: return requests and delivery claims, return numbers, parcels on their way back, inspection and remedies.
//!
//! This context owns returns, every decision made about them, and the book of what is claimed of each order line. What always
//! holds:
//!
//! - No unit is returned or claimed twice; the database's constraints hold it too.
//! - A decision is made in the transaction that carries it out, and is stored with its facts.
//! - What is owed to a buyer leaves as an event beside the change that owes it; paying it is the refunds context's.
//!
//! Not here: the order itself (orders), bytes of evidence (evidence), what carriers say (logistics), and which message tells
//! whom (notifications).

mod app;
mod convert;
mod deadlines;
mod domain;
mod error;
mod facts;
mod grpc;
mod personal_data;
mod reactions;
mod schema;
mod store;

use std::sync::Arc;

use diesel_migrations::embed_migrations;
use redress_bus::Bus;
use redress_context::Context;
use redress_contracts::redress::logistics::v1::logistics_service_client::LogisticsServiceClient;
use redress_contracts::redress::orders::v1::order_service_client::OrderServiceClient;
use redress_contracts::redress::returns::v1::return_dispute_service_server::ReturnDisputeServiceServer;
use redress_contracts::redress::returns::v1::return_service_server::ReturnServiceServer;
use redress_db::{Db, Inbox, Migrations};
use redress_policybook::PolicyBook;
use redress_rpc::{Channel, Services, Watchers};

use app::App;
use convert::events::RETURN_CHANGED;

/// The name of this context: its schema, its place in logs and the source of its events.
pub const NAME: &str = "returns";

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
    /// To the order book.
    pub orders: Channel,
    /// To logistics.
    pub logistics: Channel,
}

/// Puts the context together and subscribes it to the bus. Nothing runs yet.
pub fn build(deps: Deps) -> Context {
    let Deps {
        db,
        bus,
        policies,
        orders,
        logistics,
    } = deps;
    let watchers = Watchers::new();
    let app = App {
        db: db.clone(),
        book: PolicyBook::new(policies, NAME),
        orders: OrderServiceClient::new(orders),
        logistics: LogisticsServiceClient::new(logistics),
        watchers: watchers.clone(),
    };
    let inbox = Inbox::new(db.clone(), NAME, Arc::new(app.clone()));
    bus.subscribe(NAME, &reactions::KINDS, Arc::new(inbox));
    bus.subscribe(
        "returns-watch",
        &[RETURN_CHANGED],
        Arc::new(reactions::Announcer(watchers)),
    );
    let services = Services::new()
        .with(ReturnServiceServer::new(grpc::Grpc::new(app.clone())))
        .with(ReturnDisputeServiceServer::new(grpc::Grpc::new(app.clone())))
        .with(personal_data::server(personal_data::answers(db.clone())));
    Context::new(NAME, db, bus, services).deadlines(Arc::new(app))
}
