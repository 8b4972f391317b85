//! The use cases, one file per RPC, and what they share: who calls, the packs that bind, and the one way in which a
//! shipment is changed.

pub(crate) mod correct_tracking_number;
pub(crate) mod create_shipment;
mod get_shipment;
mod identify_tracking_number;
mod list_carriers;
mod list_shipments;
mod list_tracking_events;
mod record_proof_of_delivery;
mod record_tracking_event;
pub(crate) mod recording;
pub(crate) mod shelf;
mod stream_tracking_events;
mod watch_shipment;
pub(crate) mod work;

use chrono::{DateTime, Utc};
use prost::Message;
use redress_contracts::redress::orders::v1::order_service_client::OrderServiceClient;
use redress_db::{Codec, Db, Idempotency, Tx};
use redress_policy::Party;
use redress_policybook::PolicyBook;
use redress_rpc::{Caller, Channel, Problem, Watchers};

use crate::error::Error;
use shelf::Shelf;
pub(crate) use stream_tracking_events::{BATCH, Tally};

/// How often a change is run again because packs had to be fetched for it.
const MAX_RUNS: usize = 8;

/// The context's use cases. Cheap to clone.
#[derive(Clone)]
pub(crate) struct App {
    pub db: Db,
    pub book: PolicyBook,
    pub shelf: Shelf,
    pub orders: OrderServiceClient<Channel>,
    /// Told of every shipment that changed, by its id.
    pub watchers: Watchers,
}

/// A call that changes something: who makes it, and which request it is.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub caller: Caller,
    pub key: Idempotency,
}

impl Call {
    /// A call of the RPC `scope`. Request ids are the caller's own: two callers never meet in one.
    pub(crate) fn new(caller: &Caller, scope: &'static str, request_id: &str, body_hash: [u8; 32]) -> Self {
        let key = Idempotency {
            scope,
            caller: caller.key(),
            request_id: request_id.to_owned(),
            body_hash,
        };
        Self {
            caller: caller.clone(),
            key,
        }
    }
}

/// The shipment and the parcel that a change is about, and the etag it was read with.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub shipment_id: String,
    /// Empty where the shipment has one parcel.
    pub parcel_id: String,
    /// Empty to skip the check.
    pub etag: String,
}

/// How a reply is stored beside its effect.
fn codec<R: Message + Default>() -> Codec<R> {
    Codec {
        encode: R::encode_to_vec,
        decode: |bytes| R::decode(bytes).map_err(|error| error.to_string()),
    }
}

impl App {
    /// The time of the context's clock.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.db.environment().clock.now()
    }

    /// Runs a change at most once per request id. When packs are missing they are fetched and it runs again.
    async fn command<R, F>(&self, call: &Call, change: F) -> Result<R, Error>
    where
        R: Message + Default + Send + 'static,
        F: FnOnce(&mut Tx) -> Result<R, Error> + Clone + Send + 'static,
    {
        let mut runs = 1;
        loop {
            let done = self
                .db
                .command(call.key.clone(), codec::<R>(), change.clone())
                .await;
            match done {
                Err(Error::Unread(missing)) if runs < MAX_RUNS => self.shelf.fetch(&missing).await?,
                done => return Ok(done?.reply),
            }
            runs += 1;
        }
    }

    /// The same for a change that tells itself from its repetition.
    async fn write<R, F>(&self, change: F) -> Result<R, Error>
    where
        R: Send + 'static,
        F: FnOnce(&mut Tx) -> Result<R, Error> + Clone + Send + 'static,
    {
        let mut runs = 1;
        loop {
            match self.db.write(change.clone()).await {
                Err(Error::Unread(missing)) if runs < MAX_RUNS => self.shelf.fetch(&missing).await?,
                done => return done,
            }
            runs += 1;
        }
    }
}

/// The party that a caller is; staff and systems are the platform.
pub(crate) fn actor(caller: &Caller) -> Party {
    if caller.buyer.is_some() {
        Party::Buyer
    } else if caller.seller.is_some() {
        Party::Seller
    } else {
        Party::Platform
    }
}

/// The marketplace that a list is of; callers bound to none may list all of them.
fn marketplace(caller: &Caller, requested: &str) -> Result<Option<String>, Problem> {
    if caller.marketplace.is_none() && requested.is_empty() {
        return Ok(None);
    }
    caller.marketplace_for("marketplace_id", requested).map(Some)
}
