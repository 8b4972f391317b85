//! An endpoint: where events are sent to, by whom it is owned, and which secrets sign for it.
//!
//! At most two secrets are live at once. A deleted endpoint has none, and stays deleted.

use chrono::{DateTime, TimeDelta, Utc};
use redress_core::etag;

use super::owner::Owner;
use super::rejection::Rejection;
use super::secret::Secret;

redress_core::typed_id!(/** An endpoint. */ EndpointId, "whe");

/// Whether anything is sent to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Active,
    Disabled(Reason),
    Deleted,
}

/// Why it is disabled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    Requested,
    Gone,
    Failing,
}

impl State {
    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Disabled(_) => "disabled",
            Self::Deleted => "deleted",
        }
    }
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 3] = [Self::Requested, Self::Gone, Self::Failing];

    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Gone => "gone",
            Self::Failing => "failing",
        }
    }
}

/// A secret that was replaced and signs until its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldSecret {
    pub secret: Secret,
    pub end_time: DateTime<Utc>,
}

/// What its owner sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    pub url: String,
    pub description: String,
    /// All when empty.
    pub event_types: Vec<String>,
}

/// An endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    pub endpoint_id: EndpointId,
    pub owner: Owner,
    pub settings: Settings,
    pub state: State,
    /// `None` once it is deleted.
    pub secret: Option<Secret>,
    pub old_secret: Option<OldSecret>,
    /// Since when it has done nothing but fail. No part of the revision.
    pub failing_since_time: Option<DateTime<Utc>>,
    pub revision: i64,
    pub create_time: DateTime<Utc>,
    pub update_time: DateTime<Utc>,
}

impl Endpoint {
    /// A new endpoint.
    pub fn new(
        endpoint_id: EndpointId,
        owner: Owner,
        settings: Settings,
        secret: Secret,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            endpoint_id,
            owner,
            settings,
            state: State::Active,
            secret: Some(secret),
            old_secret: None,
            failing_since_time: None,
            revision: 1,
            create_time: now,
            update_time: now,
        }
    }

    /// Whether events of this type are sent to it.
    pub fn wants(&self, event_type: &str) -> bool {
        let types = &self.settings.event_types;
        self.state == State::Active && (types.is_empty() || types.iter().any(|wanted| wanted == event_type))
    }

    /// The secrets that sign now, the newest first.
    pub fn signers(&self, now: DateTime<Utc>) -> Vec<&Secret> {
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

    /// Refuses to send anything to it while it is not active.
    ///
    /// # Errors
    ///
    /// `IllegalState`.
    pub fn check_active(&self) -> Result<(), Rejection> {
        if self.state == State::Active {
            return Ok(());
        }
        Err(Rejection::IllegalState {
            subject: format!("endpoint {}", self.endpoint_id),
            state: self.state.as_str(),
            allowed: &["active"],
        })
    }

    /// Takes new settings; `is_enabled` says whether it is active from now on, `None` leaves that as it is.
    pub fn update(&mut self, settings: Settings, is_enabled: Option<bool>, now: DateTime<Utc>) {
        self.settings = settings;
        match is_enabled {
            Some(true) => {
                self.state = State::Active;
                self.failing_since_time = None;
            }
            Some(false) if self.state == State::Active => self.state = State::Disabled(Reason::Requested),
            Some(false) | None => {}
        }
        self.touch(now);
    }

    /// Gives it another secret; the one so far signs beside it for `overlap`.
    pub fn rotate(&mut self, new: Secret, overlap: TimeDelta, now: DateTime<Utc>) {
        let old = self.secret.replace(new).filter(|_| overlap > TimeDelta::zero());
        self.old_secret = old.map(|secret| OldSecret {
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

    /// Notes that it took an event.
    pub fn note_success(&mut self) {
        self.failing_since_time = None;
    }

    /// Notes that an attempt failed; one that says it is gone, or has done nothing but fail for as long as `patience`, is
    /// disabled.
    pub fn note_failure(&mut self, is_gone: bool, patience: TimeDelta, now: DateTime<Utc>) {
        let since = *self.failing_since_time.get_or_insert(now);
        if self.state != State::Active {
            return;
        }
        if is_gone {
            self.state = State::Disabled(Reason::Gone);
            self.touch(now);
        } else if now - since >= patience {
            self.state = State::Disabled(Reason::Failing);
            self.touch(now);
        }
    }

    fn touch(&mut self, now: DateTime<Utc>) {
        self.revision += 1;
        self.update_time = now;
    }
}
