//! What this context does on others' events: it keeps what was captured, and it refunds what is owed.
//!
//! Each event is applied once in effect, in one transaction with the note that it was. An event that cannot be read is
//! not skipped, because it may be money: it is tried again until a program that can read it is there.

mod payment_confirmed;
mod refund_owed;
mod watching;

use std::sync::Arc;

use async_trait::async_trait;
use redress_bus::{Bus, BusError, Consumer, Envelope};
use redress_db::{Apply, Handler, HandlerError, Inbox, nothing_to_do};

use crate::app::App;
use crate::events;
use watching::Watching;

/// Subscribes this context's reactions to the bus.
pub fn subscribe(app: &App, bus: &dyn Bus) {
    let inbox = Inbox::new(
        app.db.clone(),
        "refunds",
        Arc::new(Reactions { app: app.clone() }),
    );
    let consumer = Arc::new(Waking {
        app: app.clone(),
        inbox,
    });
    bus.subscribe(
        "refunds",
        &[
            events::PAYMENT_CONFIRMED,
            events::REFUND_OWED,
            events::RETURN_REFUND_OWED,
        ],
        consumer,
    );
    bus.subscribe(
        "refunds.watch",
        &[events::REFUND_CHANGED],
        Arc::new(Watching {
            watchers: app.watchers.clone(),
        }),
    );
}

struct Reactions {
    app: App,
}

#[async_trait]
impl Handler for Reactions {
    async fn plan(&self, event: &Envelope) -> Result<Apply, HandlerError> {
        match event.kind.as_str() {
            events::PAYMENT_CONFIRMED => payment_confirmed::plan(event),
            events::REFUND_OWED | events::RETURN_REFUND_OWED => refund_owed::plan(event, self.app.scribe()),
            _ => Ok(nothing_to_do()),
        }
    }
}

/// Wakes the worker after an event was applied, for the refunds that it may have led to.
struct Waking {
    app: App,
    inbox: Inbox,
}

#[async_trait]
impl Consumer for Waking {
    async fn deliver(&self, event: &Envelope) -> Result<(), BusError> {
        let delivered = self.inbox.deliver(event).await;
        self.app.wake.notify_one();
        delivered
    }
}
