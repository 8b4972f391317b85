//! What this context does on others' events: it writes to the people concerned.
//!
//! The messages of an event are rows in the transaction that notes the event as applied, so a redelivery makes none. They
//! are sent afterwards, by their deadlines.

mod evidence_changed;
mod order_changed;
mod parcel_changed;
mod reading;
mod refund_changed;
mod return_changed;

use std::sync::Arc;

use async_trait::async_trait;
use redress_bus::Envelope;
use redress_db::{Apply, Db, Handler, HandlerError, NewDeadline, Tx, nothing_to_do};
use redress_policy::pack::Pack;
use redress_policybook::PolicyBook;

use crate::deadlines::SEND;
use crate::domain::addressee::{Addressee, Reader, readers};
use crate::domain::message::{Message, State};
use crate::domain::occasion::Occasion;
use crate::domain::text::{Text, text};
use crate::store::{addressees, messages};

/// The events that people are told of.
pub const KINDS: [&str; 5] = [
    order_changed::KIND,
    refund_changed::KIND,
    return_changed::KIND,
    parcel_changed::KIND,
    evidence_changed::KIND,
];

/// Reacts to the events of every context that cases are in.
pub struct Reactions {
    db: Db,
    book: PolicyBook,
}

/// An event that cannot be made into messages now.
#[derive(Debug, thiserror::Error)]
pub enum EventError {
    /// Its producer never leaves this out.
    #[error("the event lacks its {0}")]
    Lacks(&'static str),
    /// The order is not known here yet; its own events are still to come.
    #[error("order {0} is not known yet")]
    UnknownOrder(String),
}

impl Reactions {
    /// Over the messages' database and the policy book.
    pub fn new(db: Db, book: PolicyBook) -> Self {
        Self { db, book }
    }

    async fn addressee(&self, order_id: &str) -> Result<Addressee, HandlerError> {
        let id = order_id.to_owned();
        let known = self
            .db
            .read(move |conn| addressees::addressee_fetch(conn, &id))
            .await?;
        Ok(known.ok_or_else(|| EventError::UnknownOrder(order_id.to_owned()))?)
    }

    async fn pack(&self, addressee: &Addressee) -> Result<Arc<Pack>, HandlerError> {
        Ok(self
            .book
            .pack(&addressee.policy_id, addressee.policy_version)
            .await?)
    }
}

#[async_trait]
impl Handler for Reactions {
    async fn plan(&self, event: &Envelope) -> Result<Apply, HandlerError> {
        match event.kind.as_str() {
            order_changed::KIND => self.order_changed(event).await,
            refund_changed::KIND => self.refund_changed(event).await,
            return_changed::KIND => self.return_changed(event).await,
            parcel_changed::KIND => self.parcel_changed(event).await,
            evidence_changed::KIND => self.evidence_changed(event).await,
            _ => Ok(nothing_to_do()),
        }
    }
}

/// One letter still to be given its id.
struct Letter {
    reader: Reader,
    text: Text,
}

fn letters(occasion: &Occasion, addressee: &Addressee, pack: &Pack) -> Vec<Letter> {
    let readers = readers(&occasion.audience, addressee, &occasion.seller_ids);
    let letter = |reader: Reader| Letter {
        text: text(occasion, reader.party, pack),
        reader,
    };
    readers.into_iter().map(letter).collect()
}

/// Queues a message per letter and sets the clocks that send them.
fn queue(tx: &mut Tx, occasion: &Occasion, pack: &Pack, letters: Vec<Letter>) -> Result<(), HandlerError> {
    let now = tx.now();
    let reply_to = pack
        .contacts
        .as_ref()
        .and_then(|contacts| contacts.email.as_deref())
        .unwrap_or_default();
    let mut queued = Vec::with_capacity(letters.len());
    for Letter { reader, text } in letters {
        let (recipient, state, failure) = match reader.mailbox {
            Ok(mailbox) => (mailbox.to_string(), State::Queued, String::new()),
            Err(reason) => (String::new(), State::Undeliverable, reason),
        };
        queued.push(Message {
            message_id: tx.ids().next(now),
            marketplace_id: occasion.marketplace_id.clone(),
            order_id: occasion.order_id.clone(),
            case_id: occasion.case_id.clone(),
            change: occasion.change.as_str().to_owned(),
            party: reader.party,
            party_id: reader.party_id,
            recipient,
            sender_name: pack.pack.name.to_string(),
            reply_to: reply_to.to_owned(),
            subject: text.subject,
            body: text.body,
            state,
            create_time: now,
            send_time: None,
            notify_due_time: occasion.notify_due_time,
            clause_ids: occasion.cited_to(reader.party, pack),
            failure,
            attempts: 0,
        });
    }
    messages::message_insert_all(tx.conn(), &queued)?;
    for message in queued.iter().filter(|message| message.state.is_open()) {
        tx.set_deadline(send_at(message, now));
    }
    Ok(())
}

/// The clock that sends a message.
pub fn send_at(message: &Message, due_time: chrono::DateTime<chrono::Utc>) -> NewDeadline {
    NewDeadline {
        id: format!("{SEND}:{}", message.message_id),
        kind: SEND,
        aggregate: message.message_id.to_string(),
        due_time,
        payload: "{}".to_owned(),
        calendar: None,
    }
}
