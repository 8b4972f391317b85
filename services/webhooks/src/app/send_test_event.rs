//! SendTestEvent: a made-up event, to try an endpoint out.

use redress_contracts::redress::webhooks::v1 as pb;

use super::{App, Call, Target, sight};
use crate::convert::delivery_to_wire;
use crate::dispatch::deliver;
use crate::domain::event::{Data, Event, payload};
use crate::domain::event_type::TEST;
use crate::error::Error;
use crate::store::events;

impl App {
    /// Logs a test event of the endpoint's owner and sends it to this endpoint alone, whichever types it asks for.
    ///
    /// # Errors
    ///
    /// It does not exist for this caller, or it is disabled.
    pub async fn send_test_event(&self, call: Call, target: Target) -> Result<pb::Delivery, Error> {
        let sight = sight(&call.caller);
        self.command(&call, move |tx| {
            let now = tx.now();
            let endpoint = target.lock(tx, &sight)?;
            endpoint.check_active()?;
            let event = Event {
                event_id: tx.ids().next(now),
                owner: endpoint.owner.clone(),
                event_type: TEST.to_owned(),
                order_id: String::new(),
                payload: payload(TEST, now, &Data::default()),
                event_time: now,
                create_time: now,
            };
            events::event_insert_all(tx.conn(), std::slice::from_ref(&event))?;
            Ok(delivery_to_wire(&deliver(tx, &event, &endpoint)?))
        })
        .await
    }
}
