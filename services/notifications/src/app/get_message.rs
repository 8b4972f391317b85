//! GetMessage.

use redress_rpc::Caller;

use super::{App, reader};
use crate::domain::message::{Message, MessageId};
use crate::error::Error;
use crate::store::messages;

impl App {
    /// One message.
    ///
    /// # Errors
    ///
    /// It does not exist for this caller.
    pub async fn get_message(&self, caller: &Caller, message_id: MessageId) -> Result<Message, Error> {
        let id = message_id.clone();
        let found = self
            .db
            .read(move |conn| messages::message_fetch(conn, id.as_str()))
            .await?;
        let is_theirs = |message: &Message| {
            caller.may_see(&message.marketplace_id)
                && caller.may_see_order(&message.order_id)
                && reader(caller).is_none_or(|reader| reader == (message.party, message.party_id.clone()))
        };
        found
            .filter(is_theirs)
            .ok_or_else(|| Error::UnknownMessage(message_id.to_string()))
    }
}
