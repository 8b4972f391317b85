//! Sending mail as files: one message in RFC 5322 form per file, in one folder.
//!
//! A file is whole or not there: it is written under a temporary name, made durable and then renamed. Its name is the
//! message's id, so the same message is never there twice, whatever crashed in between. Whoever takes files out of the
//! folder must not do so while the program recovers from a crash, or a message may be written again.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use lettre::message::header::ContentType;
use lettre::message::{Mailbox, MessageBuilder};

use crate::domain::message::Message;

/// The folder that mail is written to.
#[derive(Clone, Debug)]
pub struct MailFolder {
    path: PathBuf,
}

/// Mail could not be written.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The file could not be written.
    #[error("the mail folder takes no file")]
    Folder(#[from] io::Error),
    /// An address in it is none.
    #[error("an address of the message is none")]
    Address(#[from] lettre::address::AddressError),
    /// Its parts do not make a message.
    #[error("the message cannot be put into mail form")]
    Form(#[from] lettre::error::Error),
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
    /// See [`MailError`]; nothing is there then.
    pub async fn send(&self, message: Message) -> Result<(), MailError> {
        let folder = self.clone();
        let writing = tokio::task::spawn_blocking(move || folder.write(&message));
        writing.await.map_err(io::Error::other)?
    }

    fn write(&self, message: &Message) -> Result<(), MailError> {
        let target = self.path.join(format!("{}.eml", message.message_id));
        if target.exists() {
            return Ok(());
        }
        let bytes = form(message)?;
        fs::create_dir_all(&self.path)?;
        let temporary = self
            .path
            .join(format!(".{}.{}.tmp", message.message_id, std::process::id()));
        write_durably(&temporary, &bytes)?;
        fs::rename(&temporary, &target)?;
        // The new name is durable only with its folder.
        File::open(&self.path)?.sync_all()?;
        Ok(())
    }
}

fn write_durably(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// The message in RFC 5322 form.
fn form(message: &Message) -> Result<Vec<u8>, MailError> {
    let domain = format!("{}.invalid", message.marketplace_id);
    let sender = Mailbox::new(
        Some(message.sender_name.clone()),
        format!("notices@{domain}").parse()?,
    );
    let mut builder = MessageBuilder::new()
        .from(sender)
        .to(Mailbox::new(None, message.recipient.parse()?))
        .subject(message.subject.clone())
        .date(SystemTime::from(message.create_time))
        .message_id(Some(format!("<{}@{domain}>", message.message_id)))
        .header(ContentType::TEXT_PLAIN);
    // A pack may name something that is no plain address; answers then go nowhere rather than the message not out.
    if let Ok(reply_to) = message.reply_to.parse() {
        builder = builder.reply_to(Mailbox::new(None, reply_to));
    }
    Ok(builder.body(message.body.clone())?.formatted())
}
