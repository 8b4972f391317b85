//! Waiting before trying something again that failed: longer each time. Measured in real time, whatever the clock of
//! the database says, because it spares machines and has no meaning for the business.

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::Instant;

const FIRST: Duration = Duration::from_millis(50);
const LONGEST: Duration = Duration::from_secs(30);
/// What has not failed again for this long is forgotten.
const MEMORY: Duration = Duration::from_secs(300);
/// More than this many failures at once are an outage, not a few sick rows; they also are what fits a statement well.
const OUTAGE: usize = 1_000;

/// What is waiting, by key.
#[derive(Default)]
pub(crate) struct Backoffs(HashMap<String, Wait>);

struct Wait {
    attempts: u32,
    until: Instant,
}

impl Backoffs {
    pub(crate) fn failed(&mut self, key: String) {
        let wait = self.0.entry(key).or_insert(Wait {
            attempts: 0,
            until: Instant::now(),
        });
        let length = FIRST.saturating_mul(1 << wait.attempts.min(16)).min(LONGEST);
        wait.attempts += 1;
        wait.until = Instant::now() + length;
    }

    pub(crate) fn succeeded(&mut self, key: &str) {
        self.0.remove(key);
    }

    /// The keys that must not be tried now.
    pub(crate) fn waiting(&mut self) -> Vec<String> {
        let now = Instant::now();
        self.0.retain(|_, wait| wait.until + MEMORY > now);
        self.0
            .iter()
            .filter(|(_, wait)| wait.until > now)
            .map(|(key, _)| key.clone())
            .collect()
    }

    /// Whether so much is failing that everything had better wait.
    pub(crate) fn is_outage(waiting: &[String]) -> bool {
        waiting.len() >= OUTAGE
    }

    /// When the first of them may be tried again, but not after `latest`.
    pub(crate) fn next_try(&self, latest: Instant) -> Instant {
        let now = Instant::now();
        let waits = self
            .0
            .values()
            .map(|wait| wait.until)
            .filter(|until| *until > now);
        waits.min().unwrap_or(latest).min(latest)
    }
}
