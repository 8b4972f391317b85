//! WatchTimeline: the entries there are, then each new one.
//!
//! What happened earlier may be heard of later, so an entry is told by whether it was sent before and not by its place.

use std::collections::HashSet;

use futures::{Stream, StreamExt as _, TryStreamExt as _};
use redress_rpc::Caller;

use super::{App, ListTimeline, until_error};
use crate::domain::entry::Entry;
use crate::error::Error;

/// Entries read at a time.
const PAGE: usize = 200;

impl App {
    /// The entries, oldest first, then new ones as they are heard of. Ends with an error when the order does not exist for
    /// this caller.
    pub fn watch_timeline(
        &self,
        caller: Caller,
        order_id: String,
    ) -> impl Stream<Item = Result<Entry, Error>> + Send + use<> {
        let app = self.clone();
        let rounds = self.causes(&order_id).then(move |()| {
            let (app, caller, order_id) = (app.clone(), caller.clone(), order_id.clone());
            async move {
                app.upstream.order(&caller, &order_id).await?;
                app.every_entry(&caller, &order_id).await
            }
        });
        let mut sent: HashSet<String> = HashSet::new();
        let news = rounds.map_ok(move |mut entries: Vec<Entry>| {
            entries.retain(|entry| sent.insert(entry.entry_id.clone()));
            futures::stream::iter(entries.into_iter().map(Ok))
        });
        until_error(news.try_flatten())
    }

    async fn every_entry(&self, caller: &Caller, order_id: &str) -> Result<Vec<Entry>, Error> {
        let mut all: Vec<Entry> = Vec::new();
        loop {
            let list = ListTimeline {
                order_id: order_id.to_owned(),
                case_id: None,
                size: PAGE,
                after: all.last().map(|last| (last.entry_time, last.entry_id.clone())),
            };
            let (page, has_more) = self.entries(caller, list).await?;
            all.extend(page);
            if !has_more {
                return Ok(all);
            }
        }
    }
}
