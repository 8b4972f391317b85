//! How many calls may be in flight at once. What comes on top is refused at once, never queued: a queue that only grows
//! makes every caller wait past its deadline.
//!
//! Streams named `Watch…` have places of their own, so that many watchers cannot stop the work.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Method;
use crate::error::{Problem, Reason};

/// When a refused caller should try again.
const RETRY_AFTER: Duration = Duration::from_millis(200);

/// The places for calls.
#[derive(Debug)]
pub(crate) struct InFlight {
    calls: Arc<Semaphore>,
    watches: Arc<Semaphore>,
}

impl InFlight {
    pub(crate) fn new(calls: usize, watches: usize) -> Self {
        Self {
            calls: Arc::new(Semaphore::new(calls)),
            watches: Arc::new(Semaphore::new(watches)),
        }
    }

    /// A place, which is given back when dropped.
    pub(crate) fn take_place(&self, method: &Method) -> Result<OwnedSemaphorePermit, Problem> {
        let places = if method.is_open_ended() {
            &self.watches
        } else {
            &self.calls
        };
        Arc::clone(places).try_acquire_owned().map_err(|_| {
            Problem::resource_exhausted(Reason::Overloaded, "too many calls are in flight", RETRY_AFTER)
        })
    }
}
