//! A source: a provider that tells a marketplace something, and which secrets it may sign with.
//!
//! At most two secrets are live at once. A deleted source has none, and stays deleted.

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use redress_core::etag;

use super::provider::Provider;
use super::rejection::Rejection;

redress_core::typed_id!(/** A source. */ SourceId, "src");

/// A secret that a provider gave out. What it is made of is the provider's business.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningSecret(String);

impl SigningSecret {
    /// The secret as the provider shows it.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// As it is stored, and as signatures are made with it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SigningSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningSecret")
    }
}

/// Whether anything is taken from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Active,
    Deleted,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 2] = [Self::Active, Self::Deleted];

    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Deleted => "deleted",
        }
    }
}

/// A secret that was replaced, and is taken until its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldSigningSecret {
    pub secret: SigningSecret,
    pub end_time: DateTime<Utc>,
}

/// A source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub source_id: SourceId,
    pub marketplace_id: String,
    pub provider: Provider,
    pub label: String,
    pub state: State,
    /// `None` once it is deleted.
    pub secret: Option<SigningSecret>,
    pub old_secret: Option<OldSigningSecret>,
    pub revision: i64,
    pub create_time: DateTime<Utc>,
    pub update_time: DateTime<Utc>,
}

impl Source {
    /// A new source.
    pub fn new(
        source_id: SourceId,
        (marketplace_id, provider): (String, Provider),
        label: String,
        secret: SigningSecret,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            source_id,
            marketplace_id,
            provider,
            label,
            state: State::Active,
            secret: Some(secret),
            old_secret: None,
            revision: 1,
            create_time: now,
            update_time: now,
        }
    }

    /// The secrets that it may sign with now.
    pub fn secrets(&self, now: DateTime<Utc>) -> Vec<&SigningSecret> {
        let old = self.old_secret.as_ref().filter(|old| now < old.end_time);
        self.secret.iter().chain(old.map(|old| &old.secret)).collect()
    }

    /// Refuses a change that is based on an older state of it.
    ///
    /// # Errors
    ///
    /// `StaleEtag`.
    pub fn check_etag(&self, given: &str) -> Result<(), Rejection> {
        if etag::matches(given, self.revision) {
            Ok(())
        } else {
            Err(Rejection::StaleEtag)
        }
    }

    /// Gives it another secret; the one so far is taken beside it for `overlap`.
    pub fn rotate(&mut self, new: SigningSecret, overlap: TimeDelta, now: DateTime<Utc>) {
        let old = self.secret.replace(new).filter(|_| overlap > TimeDelta::zero());
        self.old_secret = old.map(|secret| OldSigningSecret {
            secret,
            end_time: now + overlap,
        });
        self.touch(now);
    }

    /// Deletes it.
    pub fn delete(&mut self, now: DateTime<Utc>) {
        self.state = State::Deleted;
        self.secret = None;
        self.old_secret = None;
        self.touch(now);
    }

    fn touch(&mut self, now: DateTime<Utc>) {
        self.revision += 1;
        self.update_time = now;
    }
}
