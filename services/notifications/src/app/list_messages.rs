//! ListMessages: newest first.

use redress_policy::Party;
use redress_rpc::Caller;

use super::{App, reader};
use crate::domain::message::{Message, State};
use crate::error::Error;
use crate::store::messages::{self, MessageFilter};

/// What to list.
#[derive(Clone, Debug)]
pub struct ListMessages {
    pub marketplace_id: String,
    pub order_id: Option<String>,
    pub party: Option<Party>,
    pub state: Option<State>,
    pub size: usize,
    /// The last message of the page before.
    pub before: Option<String>,
}

impl App {
    /// A page, and the key of its last row when more follow.
    ///
    /// # Errors
    ///
    /// The database's.
    pub async fn list_messages(
        &self,
        caller: &Caller,
        list: ListMessages,
    ) -> Result<(Vec<Message>, Option<String>), Error> {
        let size = list.size;
        let filter = MessageFilter {
            marketplace_id: list.marketplace_id,
            order_id: list.order_id,
            only_order: caller.order.clone(),
            party: list.party,
            state: list.state,
            reader: reader(caller),
            before: list.before,
            // One more than the page has tells whether another page follows.
            limit: i64::try_from(size).map_or(i64::MAX, |size| size.saturating_add(1)),
        };
        let mut rows = self
            .db
            .read(move |conn| messages::message_list(conn, &filter))
            .await?;
        let more = rows.len() > size;
        rows.truncate(size);
        let next = rows
            .last()
            .filter(|_| more)
            .map(|last| last.message_id.to_string());
        Ok((rows, next))
    }
}
