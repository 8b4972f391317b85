//! A refund made of a cancellation became known or changed: the cancellation remembers it, and is refunded once nothing
//! is left to pay.

use prost::Message as _;
use redress_bus::Envelope;
use redress_contracts::redress::refunds::v1::{RefundChanged, RefundState};
use redress_db::{Apply, HandlerError, Tx, nothing_to_do};
use redress_rpc::convert::money_from_wire;

use crate::domain::cancellation::KnownRefund;
use crate::error::Error;
use crate::store::{self, Scope};

pub(super) fn plan(event: &Envelope) -> Result<Apply, HandlerError> {
    let Some(refund) = RefundChanged::decode(event.payload.as_slice())?.refund else {
        return Ok(nothing_to_do());
    };
    if !refund.cause_id.starts_with("can_") {
        return Ok(nothing_to_do());
    }
    let amount = refund.amount.as_ref().map(money_from_wire).transpose()?;
    let known = KnownRefund {
        amount_minor: amount.map_or(0, |amount| amount.minor),
        is_paid: refund.state() == RefundState::Succeeded,
        refund_id: refund.refund_id,
    };
    let (order_id, cancellation_id) = (refund.order_id, refund.cause_id);
    Ok(Box::new(move |tx| {
        Ok(apply(tx, &order_id, &cancellation_id, known)?)
    }))
}

fn apply(tx: &mut Tx, order_id: &str, cancellation_id: &str, known: KnownRefund) -> Result<(), Error> {
    // Every change of a cancellation is made under its order's lock.
    store::order_lock(tx.conn(), &Scope::all(), order_id)?;
    let found = store::cancellation_fetch(tx.conn(), &Scope::all(), cancellation_id)?;
    let Some(mut cancellation) = found else {
        return Ok(());
    };
    if cancellation.refund_changed(known) {
        store::cancellation_update(tx.conn(), &cancellation)?;
    }
    Ok(())
}
