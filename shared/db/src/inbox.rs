//! Events of other contexts, applied exactly once in effect: the note that an event was applied is written in the
//! transaction that applies it.

use std::sync::Arc;

use async_trait::async_trait;
use diesel::prelude::*;
use redress_bus::{BusError, Consumer, Envelope};
use tracing::Instrument;

use crate::database::Db;
use crate::handler::{Apply, HandlerError};
use crate::on_conn;
use crate::schema::inbox;
use crate::tx::Tx;

/// Decides what an event means for this context.
#[async_trait]
pub trait Handler: Send + Sync {
    /// Plans the reaction; may ask other contexts, must not change anything. It can be asked twice for one event.
    ///
    /// # Errors
    /// When the event must be delivered again later.
    async fn plan(&self, event: &Envelope) -> Result<Apply, HandlerError>;

    /// Whether the event can mean anything here. One that cannot is not even noted, which saves its transaction; the
    /// answer must depend on the event alone.
    fn concerns(&self, _event: &Envelope) -> bool {
        true
    }
}

/// A consumer of the bus that applies each event once.
pub struct Inbox {
    db: Db,
    name: Arc<str>,
    handler: Arc<dyn Handler>,
}

impl Inbox {
    /// `name` identifies the consumer durably: under another name, old events would be applied again.
    pub fn new(db: Db, name: &str, handler: Arc<dyn Handler>) -> Inbox {
        Inbox {
            db,
            name: name.into(),
            handler,
        }
    }

    async fn apply(&self, event: &Envelope) -> Result<(), HandlerError> {
        if !self.handler.concerns(event) {
            return Ok(());
        }
        let apply = self.handler.plan(event).await?;
        let (consumer, event_id) = (self.name.clone(), event.id.clone());
        self.db
            .write(move |tx| {
                if is_first(tx, &consumer, &event_id)? {
                    apply(tx)?;
                }
                Ok(())
            })
            .await
    }
}

#[async_trait]
impl Consumer for Inbox {
    async fn deliver(&self, event: &Envelope) -> Result<(), BusError> {
        let span = (self.db.environment().tracing.caused)(event.trace_parent.as_deref(), "apply event");
        let applied = self.apply(event).instrument(span).await;
        applied.map_err(|HandlerError(source)| BusError::Consumer {
            consumer: self.name.to_string(),
            source,
        })
    }
}

/// Notes the event. A competing delivery of the same event waits here until the other one has ended.
fn is_first(tx: &mut Tx, consumer: &str, event_id: &str) -> Result<bool, crate::Error> {
    let row = (
        inbox::consumer.eq(consumer),
        inbox::event_id.eq(event_id),
        inbox::apply_time.eq(tx.now().naive_utc()),
    );
    let inserted = on_conn!(tx.conn(), |c| diesel::insert_into(inbox::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(inserted == 1)
}
