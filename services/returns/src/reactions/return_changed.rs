//! Tells the watchers of a return that it changed. Rides on the return's own events, so that it covers every change,
//! whoever made it, and only committed ones.

use async_trait::async_trait;
use redress_bus::{BusError, Consumer, Envelope};
use redress_rpc::Watchers;

/// Passes changes on to the watchers of this process.
pub(crate) struct Announcer(pub(crate) Watchers);

#[async_trait]
impl Consumer for Announcer {
    async fn deliver(&self, event: &Envelope) -> Result<(), BusError> {
        self.0.notify(&event.aggregate);
        Ok(())
    }
}
