//! RedeliverEvent: an event is sent to an endpoint again.

use redress_contracts::redress::webhooks::v1 as pb;

use super::{App, Call, Target, sight};
use crate::convert::delivery_to_wire;
use crate::dispatch::deliver;
use crate::domain::event::EventId;
use crate::domain::rejection::Rejection;
use crate::error::Error;
use crate::store::events;

impl App {
    /// Queues an event for one of its owner's endpoints once more, whichever types that one asks for.
    ///
    /// # Errors
    ///
    /// Either does not exist for this caller, they belong to different owners, or the endpoint is disabled.
    pub async fn redeliver_event(
        &self,
        call: Call,
        event_id: EventId,
        target: Target,
    ) -> Result<pb::Delivery, Error> {
        let sight = sight(&call.caller);
        self.command(&call, move |tx| {
            let event = events::event_fetch(tx.conn(), &sight, event_id.as_str())?;
            let event = event.ok_or_else(|| Rejection::no_event(event_id.as_str()))?;
            let endpoint = target.lock(tx, &sight)?;
            if endpoint.owner != event.owner {
                return Err(Rejection::OtherOwner.into());
            }
            endpoint.check_active()?;
            Ok(delivery_to_wire(&deliver(tx, &event, &endpoint)?))
        })
        .await
    }
}
