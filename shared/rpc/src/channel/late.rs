//! The place that a late channel looks into with every call.

use std::sync::{Arc, PoisonError, RwLock};

use super::Channel;
use crate::error::Problem;

/// What is bound, if anything is.
#[derive(Debug, Clone, Default)]
pub(super) struct Slot(Arc<RwLock<Option<Channel>>>);

impl Slot {
    pub(super) fn bound(&self) -> Result<Channel, Problem> {
        let bound = self.0.read().unwrap_or_else(PoisonError::into_inner);
        bound
            .clone()
            .ok_or_else(|| Problem::unavailable("the other context is not running"))
    }

    fn set(&self, channel: Option<Channel>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = channel;
    }
}

/// The other end of [`Channel::late`]. Keep it for as long as the channel is to work.
#[derive(Debug)]
#[must_use = "dropping the binding unbinds the channel"]
pub struct Binding {
    slot: Slot,
}

impl Binding {
    pub(super) fn new(slot: Slot) -> Self {
        Self { slot }
    }

    /// Binds the late channel, and every clone of it, to `channel`.
    pub fn bind(&self, channel: Channel) {
        self.slot.set(Some(channel));
    }
}

impl Drop for Binding {
    fn drop(&mut self) {
        self.slot.set(None);
    }
}
