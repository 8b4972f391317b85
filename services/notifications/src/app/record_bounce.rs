//! RecordBounce: a message came back after the mail server had taken it.

use chrono::{DateTime, Utc};
use prost::Message as _;
use redress_contracts::redress::notifications::v1 as pb;
use redress_core::etag;
use redress_db::{Codec, Conn, Idempotency};

use super::App;
use crate::convert;
use crate::domain::message::{Message, MessageId};
use crate::error::Error;
use crate::store::messages;

/// How a report names its message.
#[derive(Clone, Debug)]
pub enum Named {
    Id(MessageId),
    /// By the mail server's own name for it.
    Reference(String),
}

/// Which message came back, and how.
#[derive(Clone, Debug)]
pub struct RecordBounce {
    pub key: Idempotency,
    pub marketplace_id: String,
    pub named: Named,
    pub status_code: String,
    /// Now when absent.
    pub bounce_time: Option<DateTime<Utc>>,
    /// Empty to skip the check.
    pub etag: String,
}

const CODEC: Codec<pb::Message> = Codec {
    encode: pb::Message::encode_to_vec,
    decode: |bytes| pb::Message::decode(bytes).map_err(|error| error.to_string()),
};

impl App {
    /// Records the bounce. The reply leaves out the text, because it is stored for a repetition.
    ///
    /// # Errors
    ///
    /// There is no such message of the marketplace, it was changed meanwhile, or its state does not allow it.
    pub async fn record_bounce(&self, report: RecordBounce) -> Result<pb::Message, Error> {
        let done = self.db.command(report.key.clone(), CODEC, move |tx| {
            let message = named(tx.conn(), &report)?;
            if !etag::matches(&report.etag, message.revision) {
                return Err(Error::StaleEtag);
            }
            let time = report.bounce_time.unwrap_or(tx.now());
            let back = message.come_back(report.status_code, time)?;
            if !messages::message_update(tx.conn(), &back)? {
                return Err(Error::Conflict);
            }
            Ok(convert::message_without_text(&back))
        });
        Ok(done.await?.reply)
    }
}

fn named(conn: &mut Conn, report: &RecordBounce) -> Result<Message, Error> {
    let (found, name) = match &report.named {
        Named::Id(id) => (messages::message_fetch(conn, id.as_str())?, id.to_string()),
        Named::Reference(reference) => {
            let found = messages::message_fetch_by_reference(conn, &report.marketplace_id, reference);
            (found?, reference.clone())
        }
    };
    found
        .filter(|message| message.marketplace_id == report.marketplace_id)
        .ok_or(Error::UnknownMessage(name))
}
