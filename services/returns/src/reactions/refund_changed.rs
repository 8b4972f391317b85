//! A refund made of a return became known or changed: the return remembers it, and closes once nothing is left to do.

use prost::Message as _;
use redress_bus::Envelope;
use redress_contracts::redress::refunds::v1::{RefundChanged, RefundState};
use redress_db::{Apply, HandlerError, nothing_to_do};
use redress_rpc::convert::money_from_wire;

use super::RETURN;
use crate::app::App;
use crate::app::settling::close_when_done;
use crate::domain::debt::KnownRefund;

/// Whether it is about a return. What cannot be read is left to [`plan`] to complain about.
pub(super) fn concerns(event: &Envelope) -> bool {
    RefundChanged::decode(event.payload.as_slice()).map_or(true, |changed| {
        changed
            .refund
            .is_some_and(|refund| refund.cause_id.starts_with(RETURN))
    })
}

pub(super) async fn plan(app: &App, event: &Envelope) -> Result<Apply, HandlerError> {
    let Some(refund) = RefundChanged::decode(event.payload.as_slice())?.refund else {
        return Ok(nothing_to_do());
    };
    let amount = refund.amount.as_ref().map(money_from_wire).transpose()?;
    let known = KnownRefund {
        amount_minor: amount.map_or(0, |amount| amount.minor),
        is_paid: refund.state() == RefundState::Succeeded,
        refund_id: refund.refund_id,
    };
    let planned = app.plan_change(&refund.cause_id, move |work| {
        if work.case.refund_changed(known) {
            work.touch();
            close_when_done(work);
        }
        Ok(())
    });
    Ok(planned.await?)
}
