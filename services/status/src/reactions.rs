//! What this context does on others' events: each becomes one entry of the timeline, and whoever watches the order is told.

mod evidence_changed;
mod message_sent;
mod order_changed;
mod parcel_changed;
mod refund_changed;
mod return_changed;

use std::sync::Arc;

use async_trait::async_trait;
use redress_bus::{Bus, BusError, Consumer, Envelope};
use redress_db::{Apply, Handler, HandlerError, Inbox, nothing_to_do};
use redress_rpc::Watchers;

use crate::NAME;
use crate::app::App;
use crate::domain::entry::NewEntry;
use crate::store::timeline;

/// The events that make entries.
const KINDS: [&str; 6] = [
    order_changed::KIND,
    refund_changed::KIND,
    return_changed::KIND,
    parcel_changed::KIND,
    evidence_changed::KIND,
    message_sent::KIND,
];

/// Subscribes this context to the bus.
pub fn subscribe(app: &App, bus: &dyn Bus) {
    let consumer = Telling {
        inbox: Inbox::new(app.db.clone(), NAME, Arc::new(Reactions)),
        watchers: app.watchers.clone(),
    };
    bus.subscribe(NAME, &KINDS, Arc::new(consumer));
}

/// What an event becomes; nothing when nobody has to know of it.
type Read = Result<Option<NewEntry>, HandlerError>;

fn read(event: &Envelope) -> Read {
    match event.kind.as_str() {
        order_changed::KIND => order_changed::read(event),
        refund_changed::KIND => refund_changed::read(event),
        return_changed::KIND => return_changed::read(event),
        parcel_changed::KIND => parcel_changed::read(event),
        evidence_changed::KIND => evidence_changed::read(event),
        message_sent::KIND => message_sent::read(event),
        _ => Ok(None),
    }
}

/// An event that lacks what its producer never leaves out.
#[derive(Debug, thiserror::Error)]
#[error("the event lacks its {0}")]
struct Lacks(&'static str);

struct Reactions;

#[async_trait]
impl Handler for Reactions {
    async fn plan(&self, event: &Envelope) -> Result<Apply, HandlerError> {
        let Some(entry) = read(event)? else {
            return Ok(nothing_to_do());
        };
        Ok(Box::new(move |tx| {
            let entry_id = tx.ids().text("tle", tx.now());
            Ok(timeline::entry_insert(tx.conn(), &entry_id, &entry)?)
        }))
    }

    /// What cannot be read is left to [`Handler::plan`] to complain about.
    fn concerns(&self, event: &Envelope) -> bool {
        read(event).map_or(true, |entry| entry.is_some())
    }
}

/// Tells the watchers of this process once an event is in the timeline.
struct Telling {
    inbox: Inbox,
    watchers: Watchers,
}

#[async_trait]
impl Consumer for Telling {
    async fn deliver(&self, event: &Envelope) -> Result<(), BusError> {
        self.inbox.deliver(event).await?;
        if let Ok(Some(entry)) = read(event) {
            self.watchers.notify(&entry.order_id);
        }
        Ok(())
    }
}
