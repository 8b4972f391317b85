//! The use cases, one file per RPC, and what they share.

mod create_api_key;
mod create_order_link;
mod get_api_key;
mod list_api_keys;
mod revoke_api_key;
mod rotate_api_key;

use prost::Message;
use redress_contracts::redress::gateway::v1 as pb;
use redress_db::{Codec, Db, Idempotency, Tx};
use redress_rpc::{Caller, Channel};

use crate::domain::Rejection;
use crate::domain::key::{ApiKey, check_may_manage};
use crate::domain::secret::Secret;
use crate::error::Error;
use crate::store;

pub use create_api_key::NewKey;

/// The context's use cases. Cheap to clone.
#[derive(Clone)]
pub struct App {
    pub db: Db,
    /// To orders, for the buyer of a link's order.
    pub orders: Channel,
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

/// How a reply is stored beside its effect. Secrets are never in it.
fn codec<R: Message + Default>() -> Codec<R> {
    Codec {
        encode: R::encode_to_vec,
        decode: |bytes| R::decode(bytes).map_err(|error| error.to_string()),
    }
}

/// A new secret.
fn new_secret() -> Result<Secret, Error> {
    let mut random = [0; 32];
    getrandom::fill(&mut random).map_err(|_| Error::Random)?;
    Ok(Secret::of(random))
}

/// The key in a change, as the caller may change it.
fn key_to_change(tx: &mut Tx, caller: &Caller, id: &str, etag: &str) -> Result<ApiKey, Error> {
    let key = store::key_fetch(tx.conn(), id)?.filter(|key| is_visible(caller, key));
    let key = key.ok_or_else(|| Rejection::NotFound(id.to_owned()))?;
    check_may_manage(caller, key.role)?;
    if !etag.is_empty() && !redress_core::etag::matches(etag, key.revision) {
        return Err(Rejection::StaleEtag.into());
    }
    Ok(key)
}

/// Writes a changed key.
fn write_change(tx: &mut Tx, key: &ApiKey) -> Result<(), Error> {
    if !store::key_update(tx.conn(), key)? {
        return Err(Error::Conflict);
    }
    Ok(store::secrets_write(tx.conn(), key)?)
}

/// Whether a caller may know of a key: a seller of its own seller's, the platform of all of its marketplace.
fn is_visible(caller: &Caller, key: &ApiKey) -> bool {
    let is_own = |seller: &String| {
        use redress_rpc::Role::{Seller, SellerAdmin};
        matches!(key.role, Seller | SellerAdmin) && key.principal == *seller
    };
    caller.may_see(&key.marketplace_id) && caller.seller.as_ref().is_none_or(is_own)
}

/// With the secret, in the first reply only.
fn revealed(done: redress_db::Done<pb::ApiKey>, secret: &Secret) -> pb::ApiKey {
    let mut key = done.reply;
    if !done.is_replay {
        secret.reveal().clone_into(&mut key.secret);
    }
    key
}
