//! WatchOrderStatus: the view now, and again after each change.

use futures::{Stream, StreamExt as _};
use redress_contracts::redress::status::v1 as pb;
use redress_rpc::Caller;

use super::{App, until_error};
use crate::error::Error;

impl App {
    /// The views, beginning with the present one; several changes at once may show as one. Ends with an error when the
    /// order does not exist for this caller.
    pub fn watch_order_status(
        &self,
        caller: Caller,
        order_id: String,
    ) -> impl Stream<Item = Result<pb::OrderStatus, Error>> + Send + use<> {
        let app = self.clone();
        let views = self.causes(&order_id).then(move |()| {
            let (app, caller, order_id) = (app.clone(), caller.clone(), order_id.clone());
            async move { app.get_order_status(&caller, &order_id).await }
        });
        let mut last: Option<pb::OrderStatus> = None;
        until_error(views.filter_map(move |view| {
            // When it was read is no news.
            let shown = |view: &pb::OrderStatus| pb::OrderStatus {
                read_time: None,
                ..view.clone()
            };
            let is_news = view
                .as_ref()
                .map_or(true, |view| last.as_ref() != Some(&shown(view)));
            if let (true, Ok(view)) = (is_news, &view) {
                last = Some(shown(view));
            }
            std::future::ready(is_news.then_some(view))
        }))
    }
}
