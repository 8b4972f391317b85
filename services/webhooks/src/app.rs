//! The use cases, one file per RPC, and what they share: what callers may see, and how a change is made once.

mod create_endpoint;
mod create_source;
mod delete_endpoint;
mod delete_source;
mod get_delivery;
mod get_endpoint;
mod get_event;
mod get_notice;
mod get_source;
mod list_deliveries;
mod list_endpoints;
mod list_events;
mod list_notices;
mod list_sources;
mod receive_notice;
mod redeliver_event;
mod retry_notice;
mod rotate_endpoint_secret;
mod rotate_source_secret;
mod send_test_event;
mod update_endpoint;

pub use create_endpoint::NewEndpoint;
pub use create_source::NewSource;
pub use list_deliveries::ListDeliveries;
pub use list_endpoints::ListEndpoints;
pub use list_events::ListEvents;
pub use list_notices::ListNotices;
pub use list_sources::ListSources;
pub use update_endpoint::Update;

use prost::Message;
use redress_db::{Codec, Db, Idempotency, Tx};
use redress_rpc::Caller;

use crate::courier::Courier;
use crate::domain::endpoint::{Endpoint, EndpointId};
use crate::domain::owner::Sight;
use crate::domain::rejection::Rejection;
use crate::domain::secret::{LENGTH, Secret};
use crate::domain::source::{Source, SourceId};
use crate::error::Error;
use crate::store::{endpoints, sources};

/// The context's use cases. Cheap to clone.
#[derive(Clone)]
pub struct App {
    pub db: Db,
    pub courier: Courier,
    /// How many endpoints an owner may have.
    pub max_endpoints: usize,
    /// How many sources a marketplace may have.
    pub max_sources: usize,
}

/// A call that changes something: who makes it, and which request it is.
#[derive(Clone, Debug)]
pub struct Call {
    pub caller: Caller,
    pub key: Idempotency,
}

impl Call {
    /// A call of the RPC `scope`. Request ids are the caller's own: two callers never meet in one.
    pub fn new(caller: &Caller, scope: &'static str, request_id: &str, body_hash: [u8; 32]) -> Self {
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

/// The endpoint that a change is about, and the etag it was read with.
#[derive(Clone, Debug)]
pub struct Target {
    pub endpoint_id: EndpointId,
    /// Empty to skip the check.
    pub etag: String,
}

impl Target {
    /// The endpoint, locked.
    fn lock(&self, tx: &mut Tx, sight: &Sight) -> Result<Endpoint, Error> {
        let id = self.endpoint_id.as_str();
        let found = endpoints::endpoint_lock(tx.conn(), sight, id)?;
        let endpoint = found.ok_or_else(|| Rejection::no_endpoint(id))?;
        endpoint.check_etag(&self.etag)?;
        Ok(endpoint)
    }
}

/// The source that a change is about, and the etag it was read with.
#[derive(Clone, Debug)]
pub struct SourceTarget {
    pub source_id: SourceId,
    /// Empty to skip the check.
    pub etag: String,
}

impl SourceTarget {
    /// The source, locked.
    fn lock(&self, tx: &mut Tx, sight: &Sight) -> Result<Source, Error> {
        let id = self.source_id.as_str();
        let found = sources::source_lock(tx.conn(), sight, id)?;
        let source = found.ok_or_else(|| Rejection::no_source(id))?;
        source.check_etag(&self.etag)?;
        Ok(source)
    }
}

/// Part of a list: how many rows, and the last one of the page before.
#[derive(Clone, Debug)]
pub struct Page {
    pub size: usize,
    pub before: Option<String>,
}

impl Page {
    /// One row more than the page has tells whether another page follows.
    fn limit(&self) -> i64 {
        i64::try_from(self.size).map_or(i64::MAX, |size| size.saturating_add(1))
    }

    /// The rows of the page, and the key of the last one when more follow.
    fn cut<T>(&self, mut rows: Vec<T>, key: impl Fn(&T) -> String) -> (Vec<T>, Option<String>) {
        let has_more = rows.len() > self.size;
        rows.truncate(self.size);
        let next = rows.last().filter(|_| has_more).map(key);
        (rows, next)
    }
}

impl App {
    /// Runs a change at most once per request id.
    async fn command<R, F>(&self, call: &Call, change: F) -> Result<R, Error>
    where
        R: Message + Default + Send + 'static,
        F: FnOnce(&mut Tx) -> Result<R, Error> + Send + 'static,
    {
        let codec = Codec {
            encode: R::encode_to_vec,
            decode: |bytes| R::decode(bytes).map_err(|error| error.to_string()),
        };
        let done = self.db.command(call.key.clone(), codec, change).await?;
        Ok(done.reply)
    }
}

/// What a caller may see, and so change where the contract lets them.
fn sight(caller: &Caller) -> Sight {
    Sight {
        marketplace_id: caller.marketplace.clone(),
        seller_id: caller.seller.clone(),
    }
}

/// A secret that nobody can foretell.
fn new_secret() -> Secret {
    Secret::new(rand::random::<[u8; LENGTH]>())
}
