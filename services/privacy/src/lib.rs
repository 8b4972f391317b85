//! Privacy: what a buyer may ask of a shop about their own data, carried out in every context.
//!
//! This context owns the requests and the order in which contexts are asked; what each keeps and erases is its own. What always
//! holds:
//!
//! - A request is a row before anything is done, and each answer is recorded before the next context is asked. A call that was
//!   cut off is made again under the same request id, so that a restart goes on where it stopped.
//! - An order with an open case waits, in every context. The request goes on by itself: what happens to the order wakes it, and a
//!   clock does when nothing is heard.
//! - The buyer's id stands in one column of one table, and goes from it with the erasure. Everything else knows the pseudonym,
//!   which is made of the id with a secret key, so that it is the same every time and leads back to nobody.
//! - What stays names the law that says so, from the packs.
//!
//! Not here: which columns are personal (each context's own statement), and erasing what stays once its time is over.

mod app;
mod config;
mod contexts;
mod convert;
mod deadlines;
mod domain;
mod error;
mod grpc;
mod reactions;
mod retention;
mod schema;
mod store;

use std::sync::Arc;

use diesel_migrations::embed_migrations;
use redress_bus::Bus;
use redress_context::Context;
use redress_contracts::redress::privacy::v1::privacy_service_server::PrivacyServiceServer;
use redress_db::{Db, Migrations};
use redress_policybook::PolicyBook;
use redress_rpc::{Channel, Services};

pub use config::Config;
pub use contexts::Channels;

use app::App;
use contexts::Contexts;

/// The name of this context: its schema and its place in logs.
pub const NAME: &str = "privacy";

/// The tables of this context, for both databases.
pub const MIGRATIONS: Migrations = Migrations {
    sqlite: embed_migrations!("migrations/sqlite"),
    postgres: embed_migrations!("migrations/postgres"),
};

/// What the context works with.
pub struct Deps {
    /// Opened with [`MIGRATIONS`].
    pub db: Db,
    /// Where it hears that cases have closed.
    pub bus: Arc<dyn Bus>,
    /// To every context that keeps something about buyers.
    pub contexts: Channels,
    /// To policies, for what the law has kept.
    pub policies: Channel,
    pub config: Config,
}

/// Puts the context together and subscribes it to the bus. Nothing runs yet.
pub fn build(deps: Deps) -> Context {
    let Deps {
        db,
        bus,
        contexts,
        policies,
        config,
    } = deps;
    let app = App {
        db: db.clone(),
        contexts: Arc::new(Contexts::new(contexts)),
        book: PolicyBook::new(policies, NAME),
        config: Arc::new(config),
    };
    reactions::subscribe(&db, &*bus);
    let services = Services::new().with(PrivacyServiceServer::new(grpc::Grpc::new(app.clone())));
    Context::new(NAME, db, bus, services).deadlines(Arc::new(app))
}
