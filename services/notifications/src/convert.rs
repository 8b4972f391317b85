//! To and from `redress.notifications.v1`. What comes in as events is `reactions`'.

use redress_contracts::redress::notifications::v1 as pb;
use redress_policybook::convert::Word as _;
use redress_rpc::convert::time_to_wire;

use crate::domain::message::{Bounce, Fault, Message, State};

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
        attempts: message.attempts,
        last_error: message
            .last_error
            .map_or(pb::SendFault::Unspecified, fault)
            .into(),
        last_error_code: message.last_error_code.clone(),
        next_attempt_time: message.next_attempt_time.map(time_to_wire),
        bounce: message.bounce.as_ref().map(bounce),
        provider_reference: message.provider_reference.clone(),
        language: message.language.tag().to_owned(),
        etag: message.etag(),
    }
}

/// A message as it is told of where its text does not belong.
pub fn message_without_text(message: &Message) -> pb::Message {
    pb::Message {
        body: String::new(),
        ..message_to_wire(message)
    }
}

/// The state of a filter; `None` for none.
pub fn state_from_wire(state: pb::MessageState) -> Option<State> {
    Some(match state {
        pb::MessageState::Unspecified => return None,
        pb::MessageState::Queued => State::Queued,
        pb::MessageState::Sent => State::Sent,
        pb::MessageState::Failed => State::Failed,
        pb::MessageState::Undeliverable => State::Undeliverable,
        pb::MessageState::Sending => State::Sending,
        pb::MessageState::Unknown => State::Unknown,
        pb::MessageState::Bounced => State::Bounced,
        pb::MessageState::GivenUp => State::GivenUp,
    })
}

fn bounce(bounce: &Bounce) -> pb::Bounce {
    pb::Bounce {
        status_code: bounce.code.clone(),
        bounce_time: Some(time_to_wire(bounce.time)),
        is_reported: bounce.is_reported,
    }
}

fn fault(fault: Fault) -> pb::SendFault {
    match fault {
        Fault::Folder => pb::SendFault::Folder,
        Fault::Form => pb::SendFault::Form,
        Fault::Connection => pb::SendFault::Connection,
        Fault::Encryption => pb::SendFault::Encryption,
        Fault::Credentials => pb::SendFault::Credentials,
        Fault::RefusedForNow => pb::SendFault::RefusedForNow,
        Fault::RefusedForGood => pb::SendFault::RefusedForGood,
        Fault::NoAnswer => pb::SendFault::NoAnswer,
    }
}

fn state(state: State) -> pb::MessageState {
    match state {
        State::Queued => pb::MessageState::Queued,
        State::Sent => pb::MessageState::Sent,
        State::Failed => pb::MessageState::Failed,
        State::Undeliverable => pb::MessageState::Undeliverable,
        State::Sending => pb::MessageState::Sending,
        State::Unknown => pb::MessageState::Unknown,
        State::Bounced => pb::MessageState::Bounced,
        State::GivenUp => pb::MessageState::GivenUp,
    }
}
