//! A message about a cancellation went out: when the other party was told is recorded, and its clock stops.

use chrono::{DateTime, Utc};
use prost::Message as _;
use redress_bus::Envelope;
use redress_contracts::redress::notifications::v1::MessageSent;
use redress_db::{Apply, HandlerError, Tx, nothing_to_do};
use redress_policy::{DeadlineKind, Party};
use redress_policybook::convert::Word as _;
use redress_rpc::convert::time_from_wire;

use crate::error::Error;
use crate::store::{self, Scope};

/// How a cancellation's id begins.
const CANCELLATION: &str = "can_";

/// Whether it is about a cancellation; most messages are not. What cannot be read is left to [`plan`] to complain about.
pub(super) fn concerns(event: &Envelope) -> bool {
    MessageSent::decode(event.payload.as_slice()).map_or(true, |sent| {
        sent.message
            .is_some_and(|message| message.case_id.starts_with(CANCELLATION))
    })
}

pub(super) fn plan(event: &Envelope) -> Result<Apply, HandlerError> {
    let Some(message) = MessageSent::decode(event.payload.as_slice())?.message else {
        return Ok(nothing_to_do());
    };
    let (Some(party), Some(sent)) = (Party::from_number(message.party), &message.send_time) else {
        return Ok(nothing_to_do());
    };
    let send_time = time_from_wire(sent)?;
    Ok(Box::new(move |tx| {
        Ok(apply(
            tx,
            (&message.order_id, &message.case_id),
            party,
            send_time,
        )?)
    }))
}

fn apply(tx: &mut Tx, (order_id, id): (&str, &str), party: Party, time: DateTime<Utc>) -> Result<(), Error> {
    store::order_lock(tx.conn(), &Scope::all(), order_id)?;
    let Some(mut cancellation) = store::cancellation_fetch(tx.conn(), &Scope::all(), id)? else {
        return Ok(());
    };
    if party == cancellation.other_party() && cancellation.notified(time) {
        store::cancellation_update(tx.conn(), &cancellation)?;
        tx.cancel_deadlines(id, &[DeadlineKind::NotifyParty.as_str()]);
    }
    Ok(())
}
