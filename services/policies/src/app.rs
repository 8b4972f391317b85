//! The use cases, one file per RPC. Each checks what its caller may see, asks the domain, and writes once.

mod decide;
mod declare_special_period;
mod diff_policies;
mod end_special_period;
mod explain_policy;
mod get_policy;
mod lint_policy;
mod list_policies;
mod list_policy_versions;
mod list_special_periods;
mod publish_policy;
mod resolve_policy;
mod seed_packs;

pub use decide::Decide;
pub use declare_special_period::DeclareSpecialPeriod;
pub use end_special_period::EndSpecialPeriod;
pub use lint_policy::{Lint, Linted};
pub use list_policies::ListPolicies;
pub use publish_policy::{PublishPolicy, TermsOf};
pub use resolve_policy::{ResolvePolicy, Resolved};

use chrono::{DateTime, Utc};
use redress_db::{Codec, Conn, Db, Idempotency};
use redress_policy::pack::Pack;
use redress_policy::{Layer, load};
use redress_policybook::BookError;
use redress_rpc::Caller;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::domain::{PolicyVersion, Published, Rejection};
use crate::error::Error;
use crate::store::policies;

/// The use cases over their database. Cheap to clone.
#[derive(Clone)]
pub struct App {
    db: Db,
}

/// Where a list goes on, and how long a page is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    pub size: usize,
    /// The order key of the last row given out.
    pub after: Option<String>,
}

impl Page {
    /// One row more than the page has, which tells whether another page follows.
    fn limit(&self) -> i64 {
        i64::try_from(self.size).map_or(i64::MAX, |size| size.saturating_add(1))
    }

    /// Cuts rows fetched with [`limit`](Self::limit); the key of the last row when more follow.
    fn cut<T>(&self, mut rows: Vec<T>, key: impl Fn(&T) -> String) -> (Vec<T>, Option<String>) {
        let more = rows.len() > self.size;
        rows.truncate(self.size);
        let next = rows.last().filter(|_| more).map(key);
        (rows, next)
    }
}

impl App {
    /// The use cases over a migrated database.
    pub fn new(db: Db) -> Self {
        Self { db }
    }

    /// The present instant.
    fn now(&self) -> DateTime<Utc> {
        self.db.environment().clock.now()
    }
}

/// A request id and what it stands for.
#[derive(Clone, Debug)]
pub struct Request {
    pub request_id: String,
    pub body_hash: [u8; 32],
}

impl Request {
    fn idempotency(self, scope: &'static str, caller: &Caller) -> Idempotency {
        Idempotency {
            scope,
            caller: caller.key(),
            request_id: self.request_id,
            body_hash: self.body_hash,
        }
    }
}

/// Replies are stored as JSON.
fn json<R: Serialize + DeserializeOwned>() -> Codec<R> {
    Codec {
        encode: |reply| serde_json::to_vec(reply).expect("invariant: a reply of plain fields is JSON"),
        decode: |bytes| serde_json::from_slice(bytes).map_err(|error| error.to_string()),
    }
}

/// Whether the caller may see a policy: laws and their own marketplace's; sellers no other seller's terms.
fn may_see(caller: &Caller, marketplace_id: &str, seller_id: &str) -> bool {
    (marketplace_id.is_empty() || caller.may_see(marketplace_id))
        && (seller_id.is_empty() || caller.seller.as_deref().is_none_or(|own| own == seller_id))
}

/// The named version, or for 0 the one in force at `now`; a foreign one is unknown.
fn visible_version(
    conn: &mut Conn,
    caller: &Caller,
    policy_id: &str,
    version: i32,
    now: DateTime<Utc>,
) -> Result<Published, Error> {
    let visible = |found: &Published| may_see(caller, &found.policy.marketplace_id, &found.policy.seller_id);
    let newest = policies::version_fetch_newest(conn, policy_id)?.filter(visible);
    let newest = newest.ok_or_else(|| Rejection::UnknownPolicy(policy_id.to_owned()))?;
    if version == newest.policy.version {
        return Ok(newest);
    }
    if version == 0 {
        let in_force = policies::version_fetch_in_force(conn, policy_id, now)?;
        return in_force.ok_or_else(|| {
            Rejection::NotInForce {
                policy_id: policy_id.to_owned(),
                time: now,
            }
            .into()
        });
    }
    let named = policies::version_fetch(conn, policy_id, version)?;
    named.ok_or_else(|| {
        Rejection::UnknownVersion {
            policy_id: policy_id.to_owned(),
            version,
        }
        .into()
    })
}

/// A published source that this release cannot read.
fn unreadable(published: &Published, errors: Vec<redress_policy::PackError>) -> BookError {
    let PolicyVersion {
        policy_id, version, ..
    } = &published.policy;
    BookError::Unreadable {
        policy_id: policy_id.clone(),
        version: *version,
        errors,
    }
}

/// The pack of a published version; only packs, not sellers' terms.
fn pack_of(published: &Published) -> Result<Pack, Error> {
    let PolicyVersion {
        policy_id,
        version,
        layer,
        ..
    } = &published.policy;
    if *layer == Layer::Seller {
        return Err(Rejection::NotAPack(policy_id.clone()).into());
    }
    let file = format!("{policy_id}@{version}.toml");
    Ok(load(&published.source, &file).map_err(|errors| unreadable(published, errors))?)
}
