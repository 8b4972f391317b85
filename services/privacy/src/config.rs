//! The settings of this context.

use chrono::TimeDelta;
use serde::Deserialize;

/// How requests are carried out.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// After so many hours a request that waits for open cases looks again, also when nothing was heard of them.
    pub recheck_hours: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self { recheck_hours: 24 }
    }
}

impl Config {
    /// How long a request waits at most before it looks again.
    pub(crate) fn recheck(&self) -> TimeDelta {
        TimeDelta::hours(i64::from(self.recheck_hours.max(1)))
    }
}
