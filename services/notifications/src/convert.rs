//! To `redress.notifications.v1`. What comes in as events is `reactions`'.

use redress_contracts::redress::notifications::v1 as pb;
use redress_policybook::convert::Word as _;
use redress_rpc::convert::time_to_wire;

use crate::domain::message::{Message, State};

/// A message as the contract has it.
pub fn message_to_wire(message: &Message) -> pb::Message {
    pb::Message {
        message_id: message.message_id.to_string(),
        marketplace_id: message.marketplace_id.clone(),
        order_id: message.order_id.clone(),
        change: message.change.clone(),
        party: message.party.to_wire().into(),
        recipient: message.recipient.clone(),
        subject: message.subject.clone(),
        body: message.body.clone(),
        state: state(message.state).into(),
        create_time: Some(time_to_wire(message.create_time)),
        send_time: message.send_time.map(time_to_wire),
        notify_due_time: message.notify_due_time.map(time_to_wire),
        clause_ids: message.clause_ids.clone(),
        case_id: message.case_id.clone(),
        failure: message.failure.clone(),
    }
}

fn state(state: State) -> pb::MessageState {
    match state {
        State::Queued => pb::MessageState::Queued,
        State::Sent => pb::MessageState::Sent,
        State::Failed => pb::MessageState::Failed,
        State::Undeliverable => pb::MessageState::Undeliverable,
    }
}
