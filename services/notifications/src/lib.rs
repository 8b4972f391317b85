//! The notifications context: owns the messages that tell people what happened, and where they stand.
//!
//! An event becomes one message per party concerned, queued in the transaction that notes the event, and handed over
//! afterwards: as a file in the mail folder, or to a mail server. What always holds:
//!
//! - Every message to a buyer carries the shop's contacts.
//! - The intent to send is committed before a message is handed over, and what became of it afterwards. A message has one
//!   Message-ID, however often it is sent; it is sent again only when nobody knows that it was taken.
//! - What a mail server says is kept as its code only, because servers quote addresses.
//!
//! Not here: deciding who must be told of what, which the context that the event comes from says in it.

mod app;
mod config;
mod convert;
mod domain;
mod error;
mod grpc;
mod mail;
mod mailer;
mod personal_data;
mod reactions;
mod schema;
mod store;
mod texts;

use std::path::PathBuf;
use std::sync::Arc;

use diesel_migrations::embed_migrations;
use redress_bus::Bus;
use redress_context::Context;
use redress_contracts::redress::notifications::v1::notification_service_server::NotificationServiceServer;
use redress_db::{Db, Migrations};
use redress_policybook::PolicyBook;
use redress_rpc::{Channel, Services};
use tokio::sync::Notify;

pub use config::{Config, ConfigError, Encryption, Secret, SmtpConfig, Transport};

use app::App;
use mail::Mail;
use mailer::Mailer;

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
    pub config: Config,
}

/// Puts the context together and subscribes it to the events that people are told of. Nothing runs yet.
///
/// # Errors
///
/// Mail cannot go out as the settings say.
pub fn build(deps: Deps) -> Result<Context, ConfigError> {
    let Deps {
        db,
        bus,
        policies,
        mail_folder,
        config,
    } = deps;
    let app = App {
        db: db.clone(),
        mail: Arc::new(Mail::new(&config, mail_folder)?),
        config: Arc::new(config),
        wake: Arc::new(Notify::new()),
    };
    reactions::subscribe(&app, PolicyBook::new(policies, "notifications"), &*bus);
    let personal = personal_data::answers(db.clone(), app.mail.clone());
    let services = Services::new()
        .with(NotificationServiceServer::new(grpc::Grpc::new(app.clone())))
        .with(personal_data::server(personal));
    let mailer = Mailer::new(app);
    let context = Context::new("notifications", db, bus, services);
    Ok(context
        .worker("mailer", |stop| mailer.run(stop))
        .probe(|db| async move {
            let now = db.environment().clock.now();
            db.read(move |conn| store::messages::message_count_outstanding(conn, now))
                .await
        }))
}
