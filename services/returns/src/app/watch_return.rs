//! WatchReturn: a return now, and again after each change.

use std::time::Duration;

use futures::{Stream, StreamExt as _};
use redress_contracts::redress::returns::v1 as pb;
use redress_rpc::Caller;
use tokio_stream::wrappers::IntervalStream;

use super::App;
use crate::error::Error;

/// How soon a change that another replica made is seen; this one's own changes are seen at once.
const POLL: Duration = Duration::from_secs(5);

impl App {
    /// The return's states, beginning with the present one; several changes at once may show as one. Ends with an error
    /// when it does not exist for this caller.
    pub(crate) fn watch_return(
        &self,
        caller: Caller,
        return_id: String,
    ) -> impl Stream<Item = Result<pb::Return, Error>> + Send + use<> {
        let app = self.clone();
        let mut ticks = tokio::time::interval_at(tokio::time::Instant::now() + POLL, POLL);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let changes = self.watchers.subscribe(&return_id);
        let causes = futures::stream::select(changes, IntervalStream::new(ticks).map(|_| ()));
        let states = causes.then(move |()| {
            let (app, caller, return_id) = (app.clone(), caller.clone(), return_id.clone());
            async move { app.get_return(&caller, &return_id).await }
        });
        let mut last: Option<pb::Return> = None;
        let news = states.filter_map(move |state| {
            let is_news = state.as_ref().map_or(true, |case| last.as_ref() != Some(case));
            if let (true, Ok(case)) = (is_news, &state) {
                last = Some(case.clone());
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
