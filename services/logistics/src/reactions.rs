//! What this context does on others' events, and on its own.

mod order_changed;
mod parcel_changed;
mod return_changed;
mod sending;
mod special_period_changed;

use async_trait::async_trait;
use redress_bus::Envelope;
use redress_db::{Apply, Handler, HandlerError, nothing_to_do};

use crate::app::App;

pub(crate) use parcel_changed::Announcer;

/// The kind of `redress.orders.v1.OrderChanged`.
const ORDER_CHANGED: &str = "orders.order_changed";
/// The kind of `redress.returns.v1.ReturnChanged`.
const RETURN_CHANGED: &str = "returns.return_changed";
/// The kind of `redress.policies.v1.SpecialPeriodChanged`.
const SPECIAL_PERIOD_CHANGED: &str = "policies.special_period_changed";

/// The events of other contexts that logistics listens to.
pub(crate) const KINDS: [&str; 3] = [ORDER_CHANGED, RETURN_CHANGED, SPECIAL_PERIOD_CHANGED];

#[async_trait]
impl Handler for App {
    async fn plan(&self, event: &Envelope) -> Result<Apply, HandlerError> {
        match event.kind.as_str() {
            ORDER_CHANGED => order_changed::plan(self, event).await,
            RETURN_CHANGED => return_changed::plan(self, event).await,
            SPECIAL_PERIOD_CHANGED => special_period_changed::plan(event),
            _ => Ok(nothing_to_do()),
        }
    }

    fn concerns(&self, event: &Envelope) -> bool {
        match event.kind.as_str() {
            ORDER_CHANGED => order_changed::concerns(event),
            RETURN_CHANGED => return_changed::concerns(event),
            _ => true,
        }
    }
}
