//! What this context does on others' events, and on its own.

mod message_sent;
mod order_changed;
mod parcel_changed;
mod refund_changed;

use async_trait::async_trait;
use redress_bus::Envelope;
use redress_db::{Apply, Handler, HandlerError, nothing_to_do};

use crate::app::App;

pub(crate) use order_changed::Announcer;

/// The kind of `redress.refunds.v1.RefundChanged`.
pub(crate) const REFUND_CHANGED: &str = "refunds.refund_changed";
/// The kind of `redress.notifications.v1.MessageSent`.
pub(crate) const MESSAGE_SENT: &str = "notifications.message_sent";

/// The kind of `redress.logistics.v1.ParcelChanged`.
pub(crate) const PARCEL_CHANGED: &str = "logistics.parcel_changed";

/// The events of other contexts that orders listen to.
pub(crate) const KINDS: [&str; 3] = [REFUND_CHANGED, MESSAGE_SENT, PARCEL_CHANGED];

#[async_trait]
impl Handler for App {
    async fn plan(&self, event: &Envelope) -> Result<Apply, HandlerError> {
        match event.kind.as_str() {
            REFUND_CHANGED => refund_changed::plan(event),
            MESSAGE_SENT => message_sent::plan(event),
            PARCEL_CHANGED => parcel_changed::plan(self, event).await,
            _ => Ok(nothing_to_do()),
        }
    }

    fn concerns(&self, event: &Envelope) -> bool {
        match event.kind.as_str() {
            MESSAGE_SENT => message_sent::concerns(event),
            PARCEL_CHANGED => parcel_changed::concerns(event),
            _ => true,
        }
    }
}
