//! `notifications.message_sent`: the buyer was told of something that the policy sets a time for. Other messages are no
//! news beside what they tell of.

use prost::Message as _;
use redress_bus::Envelope;
use redress_contracts::redress::notifications::v1 as pb;
use redress_contracts::redress::policies::v1::Party as WireParty;
use redress_policy::Party;
use redress_rpc::convert::time_from_wire;

use super::{Lacks, Read};
use crate::domain::entry::{NewEntry, Sellers, each_once};
use crate::domain::wording::plain;

pub(super) const KIND: &str = "notifications.message_sent";

pub(super) fn read(event: &Envelope) -> Read {
    let sent = pb::MessageSent::decode(event.payload.as_slice())?;
    let message = sent.message.ok_or(Lacks("message"))?;
    if message.party() != WireParty::Buyer || message.notify_due_time.is_none() {
        return Ok(None);
    }
    let time = message.send_time.as_ref().map(time_from_wire).transpose()?;
    Ok(Some(NewEntry {
        marketplace_id: message.marketplace_id,
        order_id: message.order_id,
        entry_time: time.unwrap_or(event.time),
        source: "notifications",
        change: "message_sent".to_owned(),
        text: format!("The buyer was told: {}.", plain(&message.change)),
        case_id: message.case_id,
        actor: Some(Party::System),
        clause_ids: each_once(message.clause_ids),
        amount: None,
        sellers: Sellers::OfCase,
    }))
}
