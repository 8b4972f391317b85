//! What a return owes could not become a refund, as when nothing is left of the payment: the platform has to look at it.

use prost::Message as _;
use redress_bus::Envelope;
use redress_contracts::redress::refunds::v1::RefundRejected;
use redress_db::{Apply, HandlerError};

use super::RETURN;
use crate::app::App;

/// Whether it is about a return. What cannot be read is left to [`plan`] to complain about.
pub(super) fn concerns(event: &Envelope) -> bool {
    RefundRejected::decode(event.payload.as_slice())
        .map_or(true, |rejected| rejected.cause_id.starts_with(RETURN))
}

pub(super) async fn plan(app: &App, event: &Envelope) -> Result<Apply, HandlerError> {
    let rejected = RefundRejected::decode(event.payload.as_slice())?;
    let planned = app.plan_change(&rejected.cause_id, |work| {
        work.case.is_escalated = true;
        work.touch();
        Ok(())
    });
    Ok(planned.await?)
}
