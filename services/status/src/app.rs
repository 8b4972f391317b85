//! The use cases, one file per RPC, and what they share: asking the contexts that own the records.

mod get_order_status;
mod list_timeline;
mod upstream;
mod watch_order_status;
mod watch_timeline;

pub use list_timeline::ListTimeline;
pub use upstream::Upstream;

use std::time::Duration;

use futures::{Stream, StreamExt as _};
use redress_db::Db;
use redress_policybook::PolicyBook;
use redress_rpc::Watchers;
use tokio_stream::wrappers::IntervalStream;

use crate::error::Error;

/// How soon a change that another replica heard of is seen; this one's own are seen at once.
const POLL: Duration = Duration::from_secs(5);

/// The use cases. Cheap to clone.
#[derive(Clone)]
pub struct App {
    pub db: Db,
    pub upstream: Upstream,
    pub book: PolicyBook,
    /// Told of every order that something was heard of, by its id.
    pub watchers: Watchers,
}

impl App {
    /// Yields at once, after each event of the order, and now and then.
    fn causes(&self, order_id: &str) -> impl Stream<Item = ()> + Send + use<> {
        let mut ticks = tokio::time::interval_at(tokio::time::Instant::now() + POLL, POLL);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let changes = self.watchers.subscribe(order_id);
        futures::stream::select(changes, IntervalStream::new(ticks).map(|_| ()))
    }
}

/// Ends a stream after its first error.
fn until_error<T: Send>(
    states: impl Stream<Item = Result<T, Error>> + Send,
) -> impl Stream<Item = Result<T, Error>> + Send {
    let mut is_over = false;
    states.take_while(move |state| {
        let goes_on = !is_over;
        is_over = state.is_err();
        std::future::ready(goes_on)
    })
}
