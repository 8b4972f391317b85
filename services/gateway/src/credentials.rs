//! Who is let in: the caller that a request's credentials stand for, and how often they may come.

use std::num::NonZeroU32;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use futures::FutureExt as _;
use futures::future::BoxFuture;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use redress_identity::Issuers;
use redress_rpc::access::rule_of;
use redress_rpc::caller::ROLE;
use redress_rpc::proof::{self, Prove, Token};
use redress_rpc::{AccessMode, Caller, Problem, Reason};
use tonic::Code;

use crate::app::App;
use crate::config::GatewayConfig;
use crate::contract::Operation;
use crate::domain::key::ApiKey;
use crate::domain::link::{self, Link};
use crate::domain::secret::{self, Secret};
use crate::error::of_db;
use crate::limits::{Allowance, Limits};
use crate::local;
use crate::store;

/// How exactly the last use of a key is kept.
const TOUCH: TimeDelta = TimeDelta::minutes(1);

/// The ways in, over HTTP and gRPC alike.
#[derive(Clone)]
pub struct Credentials {
    access: AccessMode,
    app: App,
    issuers: Issuers,
    limits: Arc<Limits>,
    origins: Arc<[String]>,
}

/// Who was let in.
pub struct Admitted {
    /// In whose name the call is made.
    pub caller: Caller,
    /// What is left of what the key may do, when there is a limit.
    pub allowance: Option<Allowance>,
}

impl Credentials {
    /// Lets callers in by these rules.
    pub(crate) fn new(access: AccessMode, app: App, (issuers, config): (Issuers, &GatewayConfig)) -> Self {
        let per_minute = NonZeroU32::new(config.requests_per_minute);
        Self {
            access,
            app,
            issuers,
            limits: Arc::new(Limits::new(per_minute)),
            origins: config.cors_origins.clone().into(),
        }
    }

    /// The caller of a request for an operation; `None` is one that no contract has.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` when nothing, or nothing that works, says who calls; `PERMISSION_DENIED` when the key's scopes do not
    /// reach this far; `RATE_LIMITED`.
    pub async fn admit(
        &self,
        headers: &HeaderMap,
        operation: Option<&Operation>,
    ) -> Result<Admitted, Problem> {
        if !headers.contains_key(AUTHORIZATION) {
            return match self.access {
                AccessMode::OpenOnLoopback => {
                    local::check(headers, &self.origins)?;
                    Ok(Admitted {
                        caller: Caller::local_operator(),
                        allowance: None,
                    })
                }
                AccessMode::Required => Err(refused("is missing")),
            };
        }
        let method = operation.map(|operation| operation.rpc.path().trim_start_matches('/'));
        self.bearer(Token {
            text: proof::bearer(headers)?,
            method: method.unwrap_or_default(),
            role: headers.get(ROLE).and_then(|role| role.to_str().ok()),
        })
        .await
    }

    async fn bearer(&self, token: Token<'_>) -> Result<Admitted, Problem> {
        match token.text {
            text if text.starts_with(secret::PREFIX) => self.by_key(text, token.method).await,
            text if text.starts_with(link::PREFIX) => self.by_link(text).await,
            text if self.issuers.are_meant(text) => {
                let caller = self.issuers.caller(text, token.role).await?;
                let allowance = self.limits.take(&caller.key())?;
                Ok(Admitted { caller, allowance })
            }
            _ => Err(refused(
                "holds no API key, no link's token and no token of an issuer",
            )),
        }
    }

    async fn by_key(&self, token: &str, method: &str) -> Result<Admitted, Problem> {
        let secret =
            Secret::parse(token).ok_or_else(|| refused("holds no API key: its checksum is wrong"))?;
        let sha256 = secret.sha256();
        let now = self.now();
        let key = self.look_up(&sha256).await?;
        let key = key.filter(|key| key.lets_in(&sha256, now));
        let key = key.ok_or_else(|| refused("holds an API key that does not work"))?;
        let allowance = self.limits.take(&key.api_key_id)?;
        check_scope(&key, method)?;
        self.touch(&key, now).await?;
        Ok(Admitted {
            caller: key.caller(),
            allowance,
        })
    }

    async fn by_link(&self, token: &str) -> Result<Admitted, Problem> {
        let secret = self
            .app
            .link_secret()
            .await
            .map_err(|_| Problem::unavailable("links cannot be checked now"))?;
        let link = Link::verify(token, &secret, self.now());
        let link = link.ok_or_else(|| refused("holds a link that does not work"))?;
        let allowance = self.limits.take(&link.order_id)?;
        Ok(Admitted {
            caller: link.caller(),
            allowance,
        })
    }

    async fn look_up(&self, sha256: &str) -> Result<Option<Arc<ApiKey>>, Problem> {
        if let Some(known) = self.app.cache.get(sha256) {
            return Ok(Some(known));
        }
        let sought = sha256.to_owned();
        let found = self
            .app
            .db
            .read(move |conn| store::key_by_secret(conn, &sought))
            .await;
        let found = found
            .map_err(|error: redress_db::Error| of_db(&error))?
            .map(Arc::new);
        if let Some(key) = &found {
            self.app.cache.put(sha256, key);
        }
        Ok(found)
    }

    /// Notes the use, at most once a minute.
    async fn touch(&self, key: &ApiKey, now: DateTime<Utc>) -> Result<(), Problem> {
        if key.last_use_time.is_some_and(|last| now - last < TOUCH) {
            return Ok(());
        }
        let id = key.api_key_id.clone();
        let written = self.app.db.write(move |tx| store::key_touch(tx.conn(), &id, now));
        written.await.map_err(|error: redress_db::Error| of_db(&error))?;
        // The remembered key does not know of it yet.
        self.app.cache.forget(&key.api_key_id);
        Ok(())
    }

    fn now(&self) -> DateTime<Utc> {
        self.app.db.environment().clock.now()
    }
}

impl Prove for Credentials {
    fn prove<'a>(&'a self, token: Token<'a>) -> BoxFuture<'a, Result<Caller, Problem>> {
        async move { Ok(self.bearer(token).await?.caller) }.boxed()
    }
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials")
            .field("access", &self.access)
            .finish_non_exhaustive()
    }
}

/// Refuses a key whose scopes do not reach a method; one that no contract has is refused by nobody here.
fn check_scope(key: &ApiKey, method: &str) -> Result<(), Problem> {
    let Some(rule) = rule_of(method).filter(|rule| !key.allows(rule.scope)) else {
        return Ok(());
    };
    Err(Problem::new(
        Code::PermissionDenied,
        Reason::ScopeMissing,
        format!("this key is not allowed {}", rule.scope),
    )
    .with_metadata("scope", rule.scope))
}

fn refused(why: &str) -> Problem {
    Problem::unauthenticated("authorization", why)
}
