//! WatchShipment: a shipment now, and again after each change.

use std::time::Duration;

use futures::{Stream, StreamExt as _};
use redress_contracts::redress::logistics::v1 as pb;
use redress_rpc::Caller;
use tokio_stream::wrappers::IntervalStream;

use super::App;
use crate::error::Error;

/// How soon a change that another replica made is seen; this one's own changes are seen at once.
const POLL: Duration = Duration::from_secs(5);

impl App {
    /// The shipment's states, beginning with the present one; several changes at once may show as one. Ends with an error
    /// when it does not exist for this caller.
    pub(crate) fn watch_shipment(
        &self,
        caller: Caller,
        shipment_id: String,
    ) -> impl Stream<Item = Result<pb::Shipment, Error>> + Send + use<> {
        let app = self.clone();
        let mut ticks = tokio::time::interval_at(tokio::time::Instant::now() + POLL, POLL);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let changes = self.watchers.subscribe(&shipment_id);
        let causes = futures::stream::select(changes, IntervalStream::new(ticks).map(|_| ()));
        let states = causes.then(move |()| {
            let (app, caller, id) = (app.clone(), caller.clone(), shipment_id.clone());
            async move { app.get_shipment(&caller, &id).await }
        });
        let mut last: Option<pb::Shipment> = None;
        let news = states.filter_map(move |state| {
            let is_news = state
                .as_ref()
                .map_or(true, |shipment| last.as_ref() != Some(shipment));
            if let (true, Ok(shipment)) = (is_news, &state) {
                last = Some(shipment.clone());
            }
            std::future::ready(is_news.then_some(state))
        });
        let mut is_over = false;
        news.take_while(move |state| {
            let goes_on = !is_over;
            is_over = state.is_err();
            std::future::ready(goes_on)
        })
    }
}
