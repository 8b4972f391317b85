//! An API key: one identity of one marketplace, with one secret or, while it is rotated, two.

use chrono::{DateTime, TimeDelta, Utc};
use redress_rpc::{Caller, Role};

use super::Rejection;
use super::secret::Secret;

/// What issuing keys needs: no key can be limited to it.
pub const MANAGING: &str = "gateway:write";

/// A key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Its id.
    pub api_key_id: String,
    /// The marketplace that its calls are bound to.
    pub marketplace_id: String,
    /// What its calls may do.
    pub role: Role,
    /// Whose calls they are.
    pub principal: String,
    /// What it is for.
    pub description: String,
    /// What it is limited to; everything when empty.
    pub scopes: Vec<String>,
    /// Who made it.
    pub created_by: String,
    /// When.
    pub create_time: DateTime<Utc>,
    /// When it ends by itself.
    pub expire_time: Option<DateTime<Utc>>,
    /// When it was last used, to the minute.
    pub last_use_time: Option<DateTime<Utc>>,
    /// When it was revoked.
    pub revoke_time: Option<DateTime<Utc>>,
    /// Counts its changes.
    pub revision: i64,
    /// The newest first.
    pub secrets: Vec<KnownSecret>,
}

/// What is kept of a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownSecret {
    /// Its hash.
    pub sha256: String,
    /// Its last characters.
    pub hint: String,
    /// When it was made.
    pub create_time: DateTime<Utc>,
    /// When it ends; with its key when absent.
    pub expire_time: Option<DateTime<Utc>>,
}

/// Whether a key works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It works.
    Active,
    /// Its time is over.
    Expired,
    /// It was revoked.
    Revoked,
}

impl State {
    /// As it is said.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
        }
    }
}

impl KnownSecret {
    /// What is kept of a new secret.
    pub fn of(secret: &Secret, now: DateTime<Utc>) -> Self {
        Self {
            sha256: secret.sha256(),
            hint: secret.hint().to_owned(),
            create_time: now,
            expire_time: None,
        }
    }

    fn works(&self, now: DateTime<Utc>) -> bool {
        self.expire_time.is_none_or(|end| now < end)
    }
}

impl ApiKey {
    /// Whether it works at a time.
    pub fn state(&self, now: DateTime<Utc>) -> State {
        match (self.revoke_time, self.expire_time) {
            (Some(_), _) => State::Revoked,
            (None, Some(end)) if end <= now => State::Expired,
            (None, _) => State::Active,
        }
    }

    /// Whether it may be come in with at a time, by the secret of this hash.
    pub fn lets_in(&self, sha256: &str, now: DateTime<Utc>) -> bool {
        let is_live = |secret: &&KnownSecret| secret.sha256 == sha256 && secret.works(now);
        self.state(now) == State::Active && self.secrets.iter().any(|secret| is_live(&secret))
    }

    /// Whether its scopes allow what needs this one. To write includes to read. A key that is limited manages no keys, which
    /// could do more than itself.
    pub fn allows(&self, scope: &str) -> bool {
        if scope == MANAGING {
            return self.scopes.is_empty();
        }
        let writing = scope
            .strip_suffix(":read")
            .map(|context| format!("{context}:write"));
        self.scopes.is_empty()
            || self
                .scopes
                .iter()
                .any(|own| own == scope || Some(own) == writing.as_ref())
    }

    /// In whose name its calls are made.
    pub fn caller(&self) -> Caller {
        Caller::new(Some(&self.marketplace_id), self.role, &self.principal)
    }

    /// With a new secret. The one before works on for a while; older ones end.
    ///
    /// # Errors
    /// It has ended.
    pub fn rotated(
        mut self,
        secret: KnownSecret,
        overlap: TimeDelta,
        now: DateTime<Utc>,
    ) -> Result<Self, Rejection> {
        self.check_active(now)?;
        let end = now + overlap;
        for (age, before) in self.secrets.iter_mut().enumerate() {
            let end = if age == 0 { end } else { now };
            before.expire_time = Some(before.expire_time.map_or(end, |own| own.min(end)));
        }
        self.secrets.retain(|secret| secret.works(now));
        self.secrets.insert(0, secret);
        self.revision += 1;
        Ok(self)
    }

    /// Without any secret that works.
    ///
    /// # Errors
    /// It was revoked before.
    pub fn revoked(mut self, now: DateTime<Utc>) -> Result<Self, Rejection> {
        if self.state(now) == State::Revoked {
            return Err(self.ended(now));
        }
        self.revoke_time = Some(now);
        self.revision += 1;
        Ok(self)
    }

    fn check_active(&self, now: DateTime<Utc>) -> Result<(), Rejection> {
        match self.state(now) {
            State::Active => Ok(()),
            State::Expired | State::Revoked => Err(self.ended(now)),
        }
    }

    fn ended(&self, now: DateTime<Utc>) -> Rejection {
        Rejection::Ended {
            id: self.api_key_id.clone(),
            state: self.state(now).as_str(),
        }
    }
}

/// Whether a caller may issue and change keys of a role: nobody gives more than they have.
///
/// # Errors
/// They may not.
pub fn check_may_manage(caller: &Caller, role: Role) -> Result<(), Rejection> {
    let is_allowed = match caller.role {
        Role::SellerAdmin => matches!(role, Role::Seller | Role::SellerAdmin),
        Role::Agent => matches!(
            role,
            Role::Seller | Role::SellerAdmin | Role::Auditor | Role::Agent
        ),
        Role::Operator => role != Role::Buyer,
        Role::Buyer | Role::Seller | Role::Finance | Role::Auditor | Role::Service => false,
    };
    if is_allowed {
        return Ok(());
    }
    Err(Rejection::Role {
        caller: caller.role.as_str(),
        role: role.as_str(),
    })
}
