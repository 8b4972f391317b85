//! Tells watchers of this process what happened to a refund, wherever it happened.

use async_trait::async_trait;
use redress_bus::{BusError, Consumer, Envelope};
use redress_rpc::Watchers;

pub struct Watching {
    pub watchers: Watchers,
}

#[async_trait]
impl Consumer for Watching {
    async fn deliver(&self, event: &Envelope) -> Result<(), BusError> {
        self.watchers.notify(&event.aggregate);
        Ok(())
    }
}
