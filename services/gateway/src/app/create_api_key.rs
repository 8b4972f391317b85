//! CreateApiKey: a key is issued, and its secret told once.

use chrono::{DateTime, Utc};
use redress_contracts::redress::gateway::v1 as pb;
use redress_rpc::{Caller, Role};

use super::{App, Call, codec, new_secret, revealed};
use crate::convert;
use crate::domain::Rejection;
use crate::domain::key::{ApiKey, KnownSecret, check_may_manage};
use crate::error::Error;
use crate::store;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct NewKey {
    pub marketplace_id: String,
    pub role: Role,
    /// The caller's own seller when empty.
    pub principal: String,
    pub description: String,
    pub scopes: Vec<String>,
    pub expire_time: Option<DateTime<Utc>>,
}

impl App {
    /// Issues a key.
    ///
    /// # Errors
    ///
    /// The caller may not issue keys of this role, or for this principal; the end has passed.
    pub async fn create_api_key(&self, call: Call, asked: NewKey) -> Result<pb::ApiKey, Error> {
        check_may_manage(&call.caller, asked.role)?;
        let principal = principal(&call.caller, &asked)?;
        let secret = new_secret()?;
        let (known, created_by) = (secret.clone(), call.caller.key());
        let done = self.db.command(call.key, codec(), move |tx| {
            let now = tx.now();
            if asked.expire_time.is_some_and(|end| end <= now) {
                return Err(field("expire_time", "must lie in the future").into());
            }
            let key = ApiKey {
                api_key_id: tx.ids().text("key", now),
                marketplace_id: asked.marketplace_id,
                role: asked.role,
                principal,
                description: asked.description,
                scopes: asked.scopes,
                created_by,
                create_time: now,
                expire_time: asked.expire_time,
                last_use_time: None,
                revoke_time: None,
                revision: 1,
                secrets: vec![KnownSecret::of(&known, now)],
            };
            store::key_insert(tx.conn(), &key)?;
            Ok::<_, Error>(convert::key_to_wire(&key, now))
        });
        Ok(revealed(done.await?, &secret))
    }
}

/// Whose calls the key's are. A seller's keys are its own.
fn principal(caller: &Caller, asked: &NewKey) -> Result<String, Rejection> {
    match (&caller.seller, asked.principal.as_str()) {
        (Some(own), "") => Ok(own.clone()),
        (Some(own), other) if own != other => Err(field("principal", "must be the own seller")),
        (None, "") => Err(field("principal", "is required")),
        (_, principal) => Ok(principal.to_owned()),
    }
}

fn field(field: &'static str, reason: &str) -> Rejection {
    Rejection::Field {
        field,
        reason: reason.to_owned(),
    }
}
