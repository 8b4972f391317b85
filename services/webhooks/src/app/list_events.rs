//! ListEvents: one owner's view of what happened, newest first.

use redress_rpc::Caller;

use super::{App, Page, sight};
use crate::domain::event::Event;
use crate::domain::owner::Owner;
use crate::error::Error;
use crate::store::events::{self, EventFilter};

/// What to list.
#[derive(Clone, Debug)]
pub struct ListEvents {
    /// Whose view; for a seller always their own.
    pub owner: Owner,
    pub event_type: Option<String>,
    pub order_id: Option<String>,
    pub page: Page,
}

impl App {
    /// A page, and the key of its last row when more follow.
    ///
    /// # Errors
    ///
    /// The database's.
    pub async fn list_events(
        &self,
        caller: &Caller,
        list: ListEvents,
    ) -> Result<(Vec<Event>, Option<String>), Error> {
        // What is another's looks like what there is none of.
        if sight(caller)
            .seller_id
            .is_some_and(|own| own != list.owner.seller_id)
        {
            return Ok((Vec::new(), None));
        }
        let filter = EventFilter {
            owner: list.owner,
            event_type: list.event_type,
            order_id: list.order_id,
            before: list.page.before.clone(),
        };
        let limit = list.page.limit();
        let rows = self
            .db
            .read(move |conn| events::event_list(conn, &filter, limit))
            .await?;
        Ok(list.page.cut(rows, |event| event.event_id.to_string()))
    }
}
