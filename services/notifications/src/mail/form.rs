//! A message in RFC 5322 form. The same message from the same sender always makes the same bytes, with the same
//! Message-ID: the message's id at the sender's domain.

use std::time::SystemTime;

use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MessageBuilder};
use lettre::{Address, Message as Mail};

use crate::domain::message::Message;

/// Who mail comes from.
pub struct Sender {
    pub address: Address,
}

/// A message cannot be put into mail form.
#[derive(Debug, thiserror::Error)]
pub enum FormError {
    /// An address in it is none.
    #[error("an address of the message is none")]
    Address(#[from] lettre::address::AddressError),
    /// Its parts do not make a message.
    #[error("the parts do not make a message")]
    Parts(#[from] lettre::error::Error),
}

impl Sender {
    /// A sender that answers can never reach.
    ///
    /// # Errors
    ///
    /// The marketplace's id makes no address.
    pub fn nowhere(marketplace_id: &str) -> Result<Self, FormError> {
        let address = format!("notices@{marketplace_id}.invalid").parse()?;
        Ok(Self { address })
    }
}

/// The language of the text (RFC 3282).
#[derive(Clone)]
struct ContentLanguage(String);

impl Header for ContentLanguage {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Content-Language")
    }

    fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self(text.to_owned()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.clone())
    }
}

/// The message as it goes out.
///
/// # Errors
///
/// See [`FormError`].
pub fn form(message: &Message, sender: &Sender) -> Result<Mail, FormError> {
    let from = Mailbox::new(Some(message.sender_name.clone()), sender.address.clone());
    let id = format!("<{}@{}>", message.message_id, sender.address.domain());
    let mut builder = MessageBuilder::new()
        .from(from)
        .to(Mailbox::new(None, message.recipient.parse()?))
        .subject(message.subject.clone())
        .date(SystemTime::from(message.create_time))
        .message_id(Some(id))
        .header(ContentLanguage(message.language.tag().to_owned()))
        .header(ContentType::TEXT_PLAIN);
    // A pack may name something that is no plain address; answers then go nowhere rather than the message not out.
    if let Ok(reply_to) = message.reply_to.parse() {
        builder = builder.reply_to(Mailbox::new(None, reply_to));
    }
    Ok(builder.body(message.body.clone())?)
}
