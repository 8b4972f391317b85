//! What this context does on others' events: it writes to the people concerned.
//!
//! The messages of an event are rows in the transaction that notes the event as applied, so a redelivery makes none. They
//! are sent afterwards, by the mailer.

mod evidence_changed;
mod order_changed;
mod parcel_changed;
mod reading;
mod refund_changed;
mod return_changed;

use std::sync::Arc;

use async_trait::async_trait;
use redress_bus::{Bus, BusError, Consumer, Envelope};
use redress_db::{Apply, Db, Handler, HandlerError, Inbox, Tx, nothing_to_do};
use redress_policy::Party;
use redress_policy::pack::Pack;
use redress_policybook::PolicyBook;
use tokio::sync::Notify;

use crate::app::App;
use crate::config::Config;
use crate::domain::addressee::{Addressee, Reader, readers};
use crate::domain::language::Language;
use crate::domain::message::{Message, State};
use crate::domain::occasion::Occasion;
use crate::domain::phrase::Voice;
use crate::domain::text::{Text, text};
use crate::store::{addressees, messages};

/// The events that people are told of.
const KINDS: [&str; 5] = [
    order_changed::KIND,
    refund_changed::KIND,
    return_changed::KIND,
    parcel_changed::KIND,
    evidence_changed::KIND,
];

/// Subscribes this context's reactions to the bus.
pub fn subscribe(app: &App, book: PolicyBook, bus: &dyn Bus) {
    let reactions = Reactions {
        db: app.db.clone(),
        config: app.config.clone(),
        book,
    };
    let inbox = Inbox::new(app.db.clone(), "notifications", Arc::new(reactions));
    let consumer = Arc::new(Waking {
        wake: app.wake.clone(),
        inbox,
    });
    bus.subscribe("notifications", &KINDS, consumer);
}

/// Wakes the mailer after an event was applied, for the messages that it may have led to.
struct Waking {
    wake: Arc<Notify>,
    inbox: Inbox,
}

#[async_trait]
impl Consumer for Waking {
    async fn deliver(&self, event: &Envelope) -> Result<(), BusError> {
        let delivered = self.inbox.deliver(event).await;
        self.wake.notify_one();
        delivered
    }
}

/// Reacts to the events of every context that cases are in.
struct Reactions {
    db: Db,
    config: Arc<Config>,
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

    /// A letter to each reader of the occasion.
    fn letters(&self, occasion: &Occasion, addressee: &Addressee, pack: &Pack) -> Vec<Letter> {
        let trace_parent = (self.db.environment().tracing.parent)();
        let readers = readers(&occasion.audience, addressee, &occasion.seller_ids);
        let letter = |reader: Reader| {
            let voice = Voice {
                language: self.language(reader.party, addressee),
                zone: pack.pack.time_zone,
            };
            Letter {
                language: voice.language,
                text: text(occasion, reader.party, voice, pack),
                trace_parent: trace_parent.clone(),
                reader,
            }
        };
        readers.into_iter().map(letter).collect()
    }

    fn language(&self, reader: Party, addressee: &Addressee) -> Language {
        match reader {
            Party::Buyer => addressee.language.unwrap_or_default(),
            Party::Seller => self.config.seller_language,
            Party::Platform | Party::System => self.config.platform_language,
        }
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
    language: Language,
    text: Text,
    /// What caused it.
    trace_parent: Option<String>,
}

/// Queues a message per letter, to be sent at once.
fn queue(tx: &mut Tx, occasion: &Occasion, pack: &Pack, letters: Vec<Letter>) -> Result<(), HandlerError> {
    let now = tx.now();
    let reply_to = pack
        .contacts
        .as_ref()
        .and_then(|contacts| contacts.email.as_deref())
        .unwrap_or_default();
    let mut queued = Vec::with_capacity(letters.len());
    for letter in letters {
        let Letter { reader, text, .. } = letter;
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
            language: letter.language,
            state,
            create_time: now,
            send_time: None,
            notify_due_time: occasion.notify_due_time,
            clause_ids: occasion.cited_to(reader.party, pack),
            failure,
            attempts: 0,
            last_error: None,
            last_error_code: String::new(),
            next_attempt_time: (state == State::Queued).then_some(now),
            provider_reference: String::new(),
            bounce: None,
            trace_parent: letter.trace_parent,
            revision: 1,
        });
    }
    Ok(messages::message_insert_all(tx.conn(), &queued)?)
}
