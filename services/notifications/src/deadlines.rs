//! What this context does when a clock runs out: it sends a message, or tries again.
//!
//! The mail is written before the record of it. A crash in between leaves the clock open, and the next start finds the
//! mail written and only records it.

use async_trait::async_trait;
use prost::Message as _;
use redress_contracts::redress::notifications::v1 as pb;
use redress_db::{Apply, Db, DeadlineRow, Event, HandlerError, OnDeadline, nothing_to_do};
use redress_rpc::error::chain;

use crate::convert;
use crate::domain::message::Message;
use crate::mail::MailFolder;
use crate::reactions::send_at;
use crate::store::messages;

/// The kind of the clock that sends a message.
pub const SEND: &str = "send_message";

/// Sends what is due.
pub struct Sending {
    db: Db,
    mail: MailFolder,
}

impl Sending {
    /// From the messages' database into the mail folder.
    pub fn new(db: Db, mail: MailFolder) -> Self {
        Self { db, mail }
    }
}

#[async_trait]
impl OnDeadline for Sending {
    async fn plan(&self, deadline: &DeadlineRow) -> Result<Apply, HandlerError> {
        let message_id = deadline.aggregate.clone();
        let message = self
            .db
            .read(move |conn| messages::message_fetch(conn, &message_id))
            .await?;
        let Some(message) = message.filter(|message| message.state.is_open()) else {
            return Ok(nothing_to_do());
        };
        match self.mail.send(message.clone()).await {
            Ok(()) => Ok(Box::new(move |tx| {
                let sent = message.sent(tx.now());
                messages::message_update(tx.conn(), &sent)?;
                tx.emit(sent_event(&sent));
                Ok(())
            })),
            Err(error) => {
                let failure = chain(&error);
                tracing::warn!(message = %message.message_id, failure, "a message was not sent");
                Ok(Box::new(move |tx| {
                    let failed = message.failed(failure);
                    messages::message_update(tx.conn(), &failed)?;
                    let due_time = failed.retry_time(tx.now());
                    tx.set_deadline(send_at(&failed, due_time));
                    Ok(())
                }))
            }
        }
    }
}

/// Announces that a message went out, without its text.
fn sent_event(message: &Message) -> Event {
    let message = pb::Message {
        body: String::new(),
        ..convert::message_to_wire(message)
    };
    Event {
        aggregate: message.message_id.clone(),
        kind: "notifications.message_sent",
        payload: pb::MessageSent {
            message: Some(message),
        }
        .encode_to_vec(),
    }
}
