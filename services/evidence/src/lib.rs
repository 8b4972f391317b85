//! Evidence: photos, videos and documents of a case; their bytes, their integrity, their review.
//!
//! This context owns uploads, evidence, the bytes of both, and the record of who added, saw, judged and erased what. What
//! always holds:
//!
//! - A file is what its content says, whole, and nothing else besides; what it costs to find out is bounded.
//! - The original is sealed: it is kept under its SHA-256 and never changed. The other party sees a copy without location,
//!   device and personal metadata.
//! - What somebody did with a piece is a record in the case's chain, in the transaction that did it; a change of any record
//!   shows. Erasing leaves the chain valid.
//!
//! Not here: which evidence a case needs (the policy says so, and the case's owner asks), and whether a case exists, is open
//! and may be seen, which its owner is asked in the caller's name.

mod app;
mod cases;
mod config;
mod convert;
mod deadlines;
mod domain;
mod error;
mod events;
mod grpc;
mod inspect;
mod parts;
mod personal_data;
mod reactions;
mod schema;
mod shelf;
mod store;
pub mod verify;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use diesel_migrations::embed_migrations;
use redress_bus::Bus;
use redress_context::Context;
use redress_db::{Db, Migrations};
use redress_policybook::PolicyBook;
use redress_rpc::{Channel, Watchers};
use tokio::sync::Semaphore;

pub use config::Config;
pub use error::Error;

use app::App;
use cases::Cases;
use parts::Parts;
use shelf::{PARTS, Shelf};
use verify::{Scope, Verified};

/// The name of this context: its schema, its place in logs and the source of its events.
pub const NAME: &str = "evidence";

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
    /// To the context that owns orders, cancellations and their disputes.
    pub orders: Channel,
    /// To the context that owns returns and their disputes.
    pub returns: Channel,
    /// To the context that owns shipments.
    pub logistics: Channel,
    /// To the policies context, for who judges.
    pub policies: Channel,
    /// Where the bytes are kept; made if need be. One process at a time works on it.
    pub folder: PathBuf,
    pub config: Config,
}

/// Puts the context together and subscribes it to the bus. Nothing runs yet.
///
/// # Errors
///
/// The folder cannot be made.
pub fn build(deps: Deps) -> io::Result<Context> {
    let config = Arc::new(deps.config);
    let app = App {
        db: deps.db.clone(),
        book: PolicyBook::new(deps.policies, NAME),
        cases: Cases::new(deps.orders, deps.returns, deps.logistics),
        parts: Parts::new(deps.folder.join(PARTS)),
        shelf: Shelf::in_folder(&deps.folder)?,
        inspections: Arc::new(Semaphore::new(config.max_inspections.max(1))),
        config,
        watchers: Watchers::new(),
    };
    reactions::subscribe(&app, &*deps.bus);
    let personal = personal_data::server(personal_data::answers(deps.db.clone()));
    let services = grpc::services(app.clone()).with(personal);
    Ok(Context::new(NAME, deps.db, deps.bus, services).deadlines(deadlines::Deadlines::new(app)))
}

/// Verifies the record of custody of one case or of all, and the originals in `folder` when it is given: what
/// `redress evidence verify` prints.
///
/// # Errors
///
/// The database or the folder cannot be read; what does not hold is in the answer.
pub async fn verify_custody(db: &Db, folder: Option<&Path>, scope: Scope) -> Result<Verified, Error> {
    let shelf = folder.map(Shelf::in_folder).transpose()?;
    verify::verify(db, shelf.as_ref(), scope).await
}
