//! The notifications context: owns the messages that tell people what happened, and where they stand.
//!
//! An event becomes one message per party concerned, queued in the transaction that notes the event, and sent afterwards
//! as a mail file. Every message to a buyer carries the shop's contacts. Not here: deciding who must be told of what, which
//! the context that the event comes from says in it.

mod app;
mod convert;
mod deadlines;
mod domain;
mod error;
mod grpc;
mod mail;
mod reactions;
mod schema;
mod store;

use std::path::PathBuf;
use std::sync::Arc;

use diesel_migrations::embed_migrations;
use redress_bus::Bus;
use redress_context::Context;
use redress_contracts::redress::notifications::v1::notification_service_server::NotificationServiceServer;
use redress_db::{Db, Inbox, Migrations};
use redress_policybook::PolicyBook;
use redress_rpc::{Channel, Services};

use crate::deadlines::Sending;
use crate::mail::MailFolder;
use crate::reactions::{KINDS, Reactions};

/// The tables of this context, for both databases.
pub const MIGRATIONS: Migrations = Migrations {
    sqlite: embed_migrations!("migrations/sqlite"),
    postgres: embed_migrations!("migrations/postgres"),
};

/// What the context works with.
pub struct Deps {
    /// Opened with [`MIGRATIONS`].
    pub db: Db,
    /// Where events come from and go to.
    pub bus: Arc<dyn Bus>,
    /// To the policies context, for clauses and contacts.
    pub policies: Channel,
    /// Where mail is written; made with the first message if need be.
    pub mail_folder: PathBuf,
}

/// Puts the context together and subscribes it to the events that people are told of.
pub fn build(deps: Deps) -> Context {
    let Deps {
        db,
        bus,
        policies,
        mail_folder,
    } = deps;
    let reactions = Reactions::new(db.clone(), PolicyBook::new(policies, "notifications"));
    let inbox = Inbox::new(db.clone(), "notifications", Arc::new(reactions));
    bus.subscribe("notifications", &KINDS, Arc::new(inbox));
    let services = Services::new().with(NotificationServiceServer::new(grpc::Grpc::new(app::App::new(
        db.clone(),
    ))));
    let sending = Sending::new(db.clone(), MailFolder::new(mail_folder));
    Context::new("notifications", db, bus, services).deadlines(Arc::new(sending))
}
