//! What this context does on others' events, and on its own.

mod evidence_changed;
mod parcel_changed;
mod refund_changed;
mod refund_rejected;
mod return_changed;

use async_trait::async_trait;
use redress_bus::Envelope;
use redress_db::{Apply, Handler, HandlerError, nothing_to_do};

use crate::app::App;

pub(crate) use return_changed::Announcer;

/// The kind of `redress.evidence.v1.EvidenceChanged`.
const EVIDENCE_CHANGED: &str = "evidence.evidence_changed";
/// The kind of `redress.logistics.v1.ParcelChanged`.
const PARCEL_CHANGED: &str = "logistics.parcel_changed";
/// The kind of `redress.refunds.v1.RefundChanged`.
const REFUND_CHANGED: &str = "refunds.refund_changed";
/// The kind of `redress.refunds.v1.RefundRejected`.
const REFUND_REJECTED: &str = "refunds.refund_rejected";

/// The events of other contexts that returns listen to.
pub(crate) const KINDS: [&str; 4] = [EVIDENCE_CHANGED, PARCEL_CHANGED, REFUND_CHANGED, REFUND_REJECTED];

/// How a return's id begins.
const RETURN: &str = "ret_";

#[async_trait]
impl Handler for App {
    async fn plan(&self, event: &Envelope) -> Result<Apply, HandlerError> {
        match event.kind.as_str() {
            EVIDENCE_CHANGED => evidence_changed::plan(self, event).await,
            PARCEL_CHANGED => parcel_changed::plan(self, event).await,
            REFUND_CHANGED => refund_changed::plan(self, event).await,
            REFUND_REJECTED => refund_rejected::plan(self, event).await,
            _ => Ok(nothing_to_do()),
        }
    }

    fn concerns(&self, event: &Envelope) -> bool {
        match event.kind.as_str() {
            EVIDENCE_CHANGED => event.aggregate.starts_with(RETURN),
            PARCEL_CHANGED => parcel_changed::concerns(event),
            REFUND_CHANGED => refund_changed::concerns(event),
            REFUND_REJECTED => refund_rejected::concerns(event),
            _ => false,
        }
    }
}
