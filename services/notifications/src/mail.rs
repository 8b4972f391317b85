//! Handing a message over: as a file in the mail folder, or to a mail server.
//!
//! Whatever becomes of it is an [`Answer`]; nothing here writes to the database, and nothing says more of a failure than
//! its kind and the server's code, because servers quote addresses.

mod folder;
mod form;
mod server;

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use crate::config::{Config, ConfigError, Transport};
use crate::domain::message::{Answer, Fault, Message};

use folder::{FolderError, MailFolder};
use server::Server;

/// How long writing a file counts as under way.
const FOLDER_LIMIT: Duration = Duration::from_secs(30);

/// The ways out.
pub struct Mail {
    folder: MailFolder,
    server: Option<Server>,
}

impl Mail {
    /// The ways that the settings ask for.
    ///
    /// # Errors
    ///
    /// See [`Config::check`]; the password's file or this machine's certificates cannot be read.
    pub fn new(config: &Config, folder: PathBuf) -> Result<Self, ConfigError> {
        config.check()?;
        let server = match config.transport {
            Transport::Folder => None,
            Transport::Smtp => Some(Server::new(&config.smtp)?),
        };
        Ok(Self {
            folder: MailFolder::new(folder),
            server,
        })
    }

    /// How long an attempt can take at most.
    pub fn limit(&self) -> Duration {
        self.server.as_ref().map_or(FOLDER_LIMIT, Server::limit)
    }

    /// Hands the message over. An address that nobody can have is never given to a server.
    pub async fn hand_over(&self, message: &Message) -> Answer {
        match &self.server {
            Some(server) if !message.recipient.ends_with(".invalid") => server.send(message).await,
            _ => self.write(message).await,
        }
    }

    /// Removes the file of a message, if it was written. Whether there was one.
    ///
    /// # Errors
    ///
    /// It is there and cannot be removed.
    pub async fn remove(&self, message_id: String) -> io::Result<bool> {
        self.folder.remove(message_id).await
    }

    async fn write(&self, message: &Message) -> Answer {
        let failure = match self.folder.write(message.clone()).await {
            Ok(()) => {
                return Answer::Taken {
                    reference: String::new(),
                };
            }
            Err(error) => error,
        };
        tracing::warn!(
            message = %message.message_id,
            error = &failure as &dyn std::error::Error,
            "a message was not written"
        );
        let fault = match failure {
            FolderError::Folder(_) => Fault::Folder,
            FolderError::Form(_) => Fault::Form,
        };
        Answer::NotTaken {
            fault,
            code: String::new(),
        }
    }
}
