//! The use cases, one file each, and what they share: the database, the hands of the worker that calls the provider, and
//! the watchers that are told of changes.

mod confirm_payout;
mod correct_refund;
mod create_refund;
mod get_payout_details;
mod get_refund;
mod get_trial_balance;
mod list_journals;
mod list_payments;
mod list_refunds;
mod record_answer;
mod report_reversal;
mod resolve_refund;
mod scribe;
mod set_payout_details;
mod watch_refund;

use std::sync::Arc;

use prost::Message as _;
use redress_contracts::redress::refunds::v1;
use redress_core::etag;
use redress_db::{Codec, Conn, Db, Idempotency, Tx};
use redress_rpc::Watchers;
use tokio::sync::Notify;

use crate::config::Config;
use crate::convert;
use crate::domain::{Refund, Rejection};
use crate::error::Error;
use crate::store::{self, Sight};

pub use correct_refund::CorrectRefund;
pub use create_refund::CreateRefund;
pub use list_refunds::Page;
pub use record_answer::Call;
pub use scribe::Scribe;

/// The context's use cases. Cheap to clone.
#[derive(Clone)]
pub struct App {
    pub db: Db,
    pub config: Arc<Config>,
    pub watchers: Watchers,
    /// Told when the queue of provider calls may have something due.
    pub wake: Arc<Notify>,
}

/// A change to one refund that a client asks for: which request, which refund, read in which state.
#[derive(Clone, Debug)]
pub struct Target {
    pub key: Idempotency,
    pub sight: Sight,
    pub refund_id: String,
    /// Empty to skip the check.
    pub etag: String,
}

const CODEC: Codec<v1::Refund> = Codec {
    encode: v1::Refund::encode_to_vec,
    decode: |bytes| v1::Refund::decode(bytes).map_err(|error| error.to_string()),
};

impl App {
    /// A use case that changes a refund, at most once per request id. The reply is the refund afterwards.
    async fn command<F>(&self, key: Idempotency, change: F) -> Result<v1::Refund, Error>
    where
        F: FnOnce(&mut Tx, &Scribe) -> Result<Refund, Error> + Send + 'static,
    {
        let scribe = self.scribe();
        let reply = move |tx: &mut Tx| change(tx, &scribe).map(|refund| convert::refund_to_wire(&refund));
        let done = self.db.command(key, CODEC, reply).await?;
        if !done.is_replay {
            self.announce_locally(&done.reply.refund_id);
        }
        Ok(done.reply)
    }

    /// What writes in the name of the current call.
    pub fn scribe(&self) -> Scribe {
        Scribe::new(&self.config, (self.db.environment().tracing.parent)())
    }

    /// Wakes what waits in this process for a change of the refund.
    pub fn announce_locally(&self, refund_id: &str) {
        self.watchers.notify(refund_id);
        self.wake.notify_one();
    }
}

/// A refund within sight, or a rejection.
fn refund_in_sight(conn: &mut Conn, id: &str, sight: &Sight) -> Result<Refund, Error> {
    let found = store::refund_fetch(conn, id, sight)?;
    found.ok_or_else(|| Error::Rejection(Rejection::no_refund(id)))
}

/// The refund that a change is about, unless it was changed since it was read.
fn refund_of_target(tx: &mut Tx, target: &Target) -> Result<Refund, Error> {
    let refund = refund_in_sight(tx.conn(), &target.refund_id, &target.sight)?;
    if etag::matches(&target.etag, refund.revision) {
        Ok(refund)
    } else {
        Err(Error::StaleEtag)
    }
}
