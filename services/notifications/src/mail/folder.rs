//! Mail as files: one message in RFC 5322 form per file, in one folder.
//!
//! A file is whole or not there: it is written under a temporary name, made durable and then renamed. Its name is the
//! message's id, so the same message is never there twice, whatever crashed in between. Whoever takes files out of the
//! folder must not do so while the program recovers from a crash, or a message may be written again.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::form::{FormError, Sender, form};
use crate::domain::message::Message;

/// The folder that mail is written to.
#[derive(Clone, Debug)]
pub struct MailFolder {
    path: PathBuf,
}

/// Mail could not be written.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// The file could not be written.
    #[error("the mail folder takes no file")]
    Folder(#[from] io::Error),
    /// There is nothing to write.
    #[error("the message cannot be put into mail form")]
    Form(#[from] FormError),
}

impl MailFolder {
    /// A folder, which is made with the first message if need be.
    pub fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// Writes the message, unless it is there already. The same message always makes the same bytes.
    ///
    /// # Errors
    ///
    /// See [`FolderError`]; nothing is there then.
    pub async fn write(&self, message: Message) -> Result<(), FolderError> {
        let folder = self.clone();
        let writing = tokio::task::spawn_blocking(move || folder.write_now(&message));
        writing.await.map_err(io::Error::other)?
    }

    /// Removes a message's file, if it is there. Whether it was.
    ///
    /// # Errors
    ///
    /// It is there and cannot be removed.
    pub async fn remove(&self, message_id: String) -> io::Result<bool> {
        let (target, temporary) = (self.target(&message_id), self.temporary(&message_id));
        let removing = tokio::task::spawn_blocking(move || {
            let is_half = remove_file(&temporary)?;
            Ok(remove_file(&target)? || is_half)
        });
        removing.await.map_err(io::Error::other)?
    }

    fn target(&self, message_id: &str) -> PathBuf {
        self.path.join(format!("{message_id}.eml"))
    }

    /// Where it is until it is whole. Begun again after a crash, it is the same file: none is left behind.
    fn temporary(&self, message_id: &str) -> PathBuf {
        self.path.join(format!(".{message_id}.tmp"))
    }

    fn write_now(&self, message: &Message) -> Result<(), FolderError> {
        let target = self.target(message.message_id.as_str());
        if target.exists() {
            return Ok(());
        }
        let mail = form(message, &Sender::nowhere(&message.marketplace_id)?)?;
        fs::create_dir_all(&self.path)?;
        let temporary = self.temporary(message.message_id.as_str());
        write_durably(&temporary, &mail.formatted())?;
        fs::rename(&temporary, &target)?;
        // The new name is durable only with its folder.
        File::open(&self.path)?.sync_all()?;
        Ok(())
    }
}

/// Whether it was there.
fn remove_file(path: &Path) -> io::Result<bool> {
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

fn write_durably(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
