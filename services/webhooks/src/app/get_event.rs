//! GetEvent.

use redress_rpc::Caller;

use super::{App, sight};
use crate::domain::event::{Event, EventId};
use crate::domain::rejection::Rejection;
use crate::error::Error;
use crate::store::events;

impl App {
    /// One event.
    ///
    /// # Errors
    ///
    /// It does not exist for this caller.
    pub async fn get_event(&self, caller: &Caller, event_id: EventId) -> Result<Event, Error> {
        let sight = sight(caller);
        let id = event_id.clone();
        let found = self
            .db
            .read(move |conn| events::event_fetch(conn, &sight, id.as_str()))
            .await?;
        Ok(found.ok_or_else(|| Rejection::no_event(event_id.as_str()))?)
    }
}
