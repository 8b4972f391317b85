//! What may be called, how long an answer may take, when an endpoint is given up, and how long notices are kept. Every value has a default that suits
//! production.

use std::path::PathBuf;
use std::time::Duration;

use chrono::TimeDelta;
use serde::Deserialize;

use crate::domain::address::Reach;
use crate::domain::target::Rules;

/// Settings of the webhooks context.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Whether the machine itself may be called, also by http and on every port: for development and tests. Default false.
    pub allow_loopback: bool,
    /// The ports that may be called. Default 443 and 8443.
    pub ports: Vec<u16>,
    /// How long a call may take, from resolving the name to the end of the answer. Default 15000.
    pub time_limit_ms: u64,
    /// How many calls to one endpoint may be in flight. Default 4.
    pub max_in_flight: usize,
    /// How many endpoints an owner may have. Default 20.
    pub max_endpoints: usize,
    /// After so many days of nothing but failure an endpoint is disabled. Default 5.
    pub disable_after_days: u32,
    /// How many sources a marketplace may have. Default 100.
    pub max_sources: usize,
    /// For so many days what a notice said is kept after it could not be applied, so that it can be tried again. Default 7.
    pub keep_notice_days: u32,
    /// Certificates in PEM form that are trusted beside those of the public authorities.
    pub trust_file: Option<PathBuf>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            allow_loopback: false,
            ports: vec![443, 8443],
            time_limit_ms: 15_000,
            max_in_flight: 4,
            max_endpoints: 20,
            disable_after_days: 5,
            max_sources: 100,
            keep_notice_days: 7,
            trust_file: None,
        }
    }
}

impl Config {
    /// Which URLs are taken.
    pub(crate) fn rules(&self) -> Rules {
        Rules {
            reach: if self.allow_loopback {
                Reach::PublicAndLoopback
            } else {
                Reach::Public
            },
            ports: self.ports.clone(),
        }
    }

    /// How long a call may take.
    pub(crate) fn time_limit(&self) -> Duration {
        Duration::from_millis(self.time_limit_ms)
    }

    /// How long what a notice said is kept after it could not be applied.
    pub(crate) fn keep_notice(&self) -> TimeDelta {
        TimeDelta::days(self.keep_notice_days.into())
    }

    /// How long an endpoint may do nothing but fail.
    pub(crate) fn patience(&self) -> TimeDelta {
        TimeDelta::days(self.disable_after_days.into())
    }
}
