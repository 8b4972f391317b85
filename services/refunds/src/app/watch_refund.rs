//! WatchRefund: a refund now, and again after each change.

use futures::StreamExt as _;
use futures::stream::BoxStream;

use super::App;
use crate::domain::Refund;
use crate::error::Error;
use crate::store::Sight;

impl App {
    /// The refund's states, beginning with the present one; several changes at once may show as one. Ends with an error
    /// when it does not exist for this caller.
    pub fn watch_refund(&self, refund_id: String, sight: Sight) -> BoxStream<'static, Result<Refund, Error>> {
        let app = self.clone();
        let key = refund_id.clone();
        let states = self.watchers.follow(&key, move || {
            let (app, refund_id, sight) = (app.clone(), refund_id.clone(), sight.clone());
            async move { app.get_refund(refund_id, sight).await.map(Some) }
        });
        // A change may be told twice, by the change itself and by its event.
        let mut last_revision = None;
        let news = states.filter(move |state| {
            let revision = state.as_ref().ok().map(|refund| refund.revision);
            let is_news = revision.is_none() || revision != last_revision;
            last_revision = revision;
            std::future::ready(is_news)
        });
        Box::pin(news)
    }
}
