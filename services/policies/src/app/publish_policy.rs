//! PublishPolicy: a checked pack, or a seller's terms, becomes the next version.
//!
//! Publications of one policy wait for one another at its row. The source that would be in force anyway at the wanted
//! time makes no new version: publishing is safe to repeat, also without a request id.

use chrono::{DateTime, Utc};
use prost::Message as _;
use redress_contracts::redress::policies::v1 as pb;
use redress_db::{Event, Tx};
use redress_policy::{Layer, load};
use redress_rpc::{Caller, Problem, Role};

use super::{App, Request, json};
use crate::convert;
use crate::domain::publication::Draft;
use crate::domain::{PolicyVersion, Published, Rejection};
use crate::error::Error;
use crate::store::policies;

/// Who publishes packs; sellers publish their own terms only.
const PACK_MAKERS: [Role; 3] = [Role::Agent, Role::Operator, Role::Service];

/// What to publish.
#[derive(Clone, Debug)]
pub struct PublishPolicy {
    pub request: Request,
    pub source: String,
    /// For error messages.
    pub file: String,
    /// Now when absent.
    pub effective_time: Option<DateTime<Utc>>,
    /// Whose terms these are.
    pub terms: Option<TermsOf>,
}

/// Whose terms a source holds.
#[derive(Clone, Debug)]
pub struct TermsOf {
    pub marketplace_id: String,
    pub seller_id: String,
}

impl App {
    /// Publishes.
    ///
    /// # Errors
    ///
    /// The source's errors, a caller who may not publish this, or a time in the past; nothing is published then.
    pub async fn publish_policy(&self, caller: &Caller, command: PublishPolicy) -> Result<Published, Error> {
        let draft = match &command.terms {
            None => self.pack_draft(caller, &command)?,
            Some(terms) => self.terms_draft(caller, &command, terms).await?,
        };
        let PublishPolicy {
            request,
            effective_time,
            ..
        } = command;
        let key = request.idempotency("policies.PublishPolicy", caller);
        let done = self
            .db
            .command(key, json(), move |tx| publish(tx, &draft, effective_time))
            .await?;
        Ok(done.reply)
    }

    fn pack_draft(&self, caller: &Caller, command: &PublishPolicy) -> Result<Draft, Error> {
        caller.require(&PACK_MAKERS)?;
        let draft = Draft::of_pack(&command.source, &command.file).map_err(in_source)?;
        if draft.layer == Layer::Law {
            caller.require(&[Role::Operator, Role::Service])?;
            if caller.marketplace.is_some() {
                return Err(
                    Problem::forbidden("laws are published by callers bound to no marketplace").into(),
                );
            }
        } else if !caller.may_see(&draft.marketplace_id) {
            return Err(Rejection::UnknownMarketplace(draft.marketplace_id).into());
        }
        Ok(draft)
    }

    async fn terms_draft(
        &self,
        caller: &Caller,
        command: &PublishPolicy,
        terms: &TermsOf,
    ) -> Result<Draft, Error> {
        if caller.seller.as_ref().is_some_and(|own| *own != terms.seller_id) {
            return Err(Problem::not_found("seller", &terms.seller_id).into());
        }
        let marketplace_id = terms.marketplace_id.clone();
        let newest = self
            .db
            .read(move |conn| policies::version_fetch_newest(conn, &marketplace_id))
            .await?;
        let newest = newest
            .filter(|newest| newest.policy.layer == Layer::Marketplace)
            .ok_or_else(|| Rejection::UnknownMarketplace(terms.marketplace_id.clone()))?;
        let pack = load(&newest.source, &newest.policy.policy_id)
            .map_err(|errors| super::unreadable(&newest, errors))?;
        Ok(Draft::of_terms(&command.source, &command.file, &pack, &terms.seller_id).map_err(in_source)?)
    }
}

fn in_source(errors: Vec<redress_policy::PackError>) -> Rejection {
    Rejection::Pack {
        field: "source",
        errors,
    }
}

fn publish(tx: &mut Tx, draft: &Draft, wanted: Option<DateTime<Utc>>) -> Result<Published, Error> {
    let now = tx.now();
    let effective_time = draft.effective_time(wanted, now)?;
    let head = policies::policy_lock(tx.conn(), draft)?;
    draft.may_follow(&head.marketplace_id, &head.seller_id)?;
    let standing = policies::version_fetch_in_force(tx.conn(), &draft.policy_id, effective_time)?;
    if let Some(standing) = standing.filter(|standing| standing.policy.source_sha256 == draft.source_sha256) {
        return Ok(standing);
    }
    append(tx, draft, head.newest_version, effective_time)
}

/// Writes the version after `newest` and announces it. The policy's row is locked.
pub(super) fn append(
    tx: &mut Tx,
    draft: &Draft,
    newest: i64,
    effective_time: DateTime<Utc>,
) -> Result<Published, Error> {
    let version = i32::try_from(newest + 1).map_err(redress_db::Error::corrupt)?;
    let policy = draft.version(version, effective_time, tx.now());
    policies::version_insert(tx.conn(), &policy, draft)?;
    tx.emit(published_event(&policy));
    Ok(Published {
        policy,
        source: draft.source.clone(),
    })
}

fn published_event(policy: &PolicyVersion) -> Event {
    Event {
        aggregate: policy.policy_id.clone(),
        kind: "policies.policy_published",
        payload: pb::PolicyPublished {
            policy: Some(convert::policy_to_wire(policy)),
        }
        .encode_to_vec(),
    }
}
