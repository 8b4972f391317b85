//! To `redress.webhooks.v1`; what is of sources, in [`sources`]. What comes in as requests is `grpc`'s, what comes in as events `reactions`'.

use redress_contracts::redress::webhooks::v1 as pb;
use redress_core::etag::etag;
use redress_rpc::convert::time_to_wire;

use crate::domain::delivery::{self, Attempt, Delivery};
use crate::domain::endpoint::{self, Endpoint, Reason};
use crate::domain::event::Event;
use crate::domain::secret::Secret;

mod sources;

pub use sources::{notice_state_from_wire, notice_to_wire, provider_from_wire, source_to_wire};

/// An endpoint as the contract has it, without its secret.
pub fn endpoint_to_wire(endpoint: &Endpoint) -> pb::Endpoint {
    pb::Endpoint {
        endpoint_id: endpoint.endpoint_id.to_string(),
        marketplace_id: endpoint.owner.marketplace_id.clone(),
        seller_id: endpoint.owner.seller_id.clone(),
        url: endpoint.settings.url.clone(),
        description: endpoint.settings.description.clone(),
        event_types: endpoint.settings.event_types.clone(),
        state: endpoint_state(endpoint.state).into(),
        disable_reason: disable_reason(endpoint.state).into(),
        secret: String::new(),
        old_secret_end_time: endpoint.old_secret.as_ref().map(|old| time_to_wire(old.end_time)),
        failing_since_time: endpoint.failing_since_time.map(time_to_wire),
        create_time: Some(time_to_wire(endpoint.create_time)),
        update_time: Some(time_to_wire(endpoint.update_time)),
        etag: etag(endpoint.revision),
    }
}

/// The same with its secret, for the reply that gives it out.
pub fn endpoint_with_secret(endpoint: &Endpoint) -> pb::Endpoint {
    pb::Endpoint {
        secret: endpoint.secret.as_ref().map(Secret::reveal).unwrap_or_default(),
        ..endpoint_to_wire(endpoint)
    }
}

fn endpoint_state(state: endpoint::State) -> pb::EndpointState {
    match state {
        endpoint::State::Active => pb::EndpointState::Active,
        endpoint::State::Disabled(_) => pb::EndpointState::Disabled,
        endpoint::State::Deleted => pb::EndpointState::Deleted,
    }
}

fn disable_reason(state: endpoint::State) -> pb::DisableReason {
    match state {
        endpoint::State::Disabled(Reason::Requested) => pb::DisableReason::Requested,
        endpoint::State::Disabled(Reason::Gone) => pb::DisableReason::Gone,
        endpoint::State::Disabled(Reason::Failing) => pb::DisableReason::Failing,
        endpoint::State::Active | endpoint::State::Deleted => pb::DisableReason::Unspecified,
    }
}

/// An event as the contract has it.
pub fn event_to_wire(event: &Event) -> pb::Event {
    pb::Event {
        event_id: event.event_id.to_string(),
        marketplace_id: event.owner.marketplace_id.clone(),
        seller_id: event.owner.seller_id.clone(),
        r#type: event.event_type.clone(),
        order_id: event.order_id.clone(),
        event_time: Some(time_to_wire(event.event_time)),
        create_time: Some(time_to_wire(event.create_time)),
        payload: event.payload.clone(),
    }
}

/// A delivery as the contract has it.
pub fn delivery_to_wire(delivery: &Delivery) -> pb::Delivery {
    pb::Delivery {
        delivery_id: delivery.delivery_id.to_string(),
        event_id: delivery.event_id.to_string(),
        endpoint_id: delivery.endpoint_id.to_string(),
        marketplace_id: delivery.owner.marketplace_id.clone(),
        seller_id: delivery.owner.seller_id.clone(),
        event_type: delivery.event_type.clone(),
        state: delivery_state(delivery.state).into(),
        attempts: delivery.attempts.iter().map(attempt_to_wire).collect(),
        next_attempt_time: delivery.next_attempt_time.map(time_to_wire),
        create_time: Some(time_to_wire(delivery.create_time)),
        end_time: delivery.end_time.map(time_to_wire),
    }
}

fn delivery_state(state: delivery::State) -> pb::DeliveryState {
    match state {
        delivery::State::Pending => pb::DeliveryState::Pending,
        delivery::State::Succeeded => pb::DeliveryState::Succeeded,
        delivery::State::Failed => pb::DeliveryState::Failed,
        delivery::State::Cancelled => pb::DeliveryState::Cancelled,
    }
}

/// The state that a list asks for.
pub fn delivery_state_from_wire(state: pb::DeliveryState) -> Option<delivery::State> {
    match state {
        pb::DeliveryState::Unspecified => None,
        pb::DeliveryState::Pending => Some(delivery::State::Pending),
        pb::DeliveryState::Succeeded => Some(delivery::State::Succeeded),
        pb::DeliveryState::Failed => Some(delivery::State::Failed),
        pb::DeliveryState::Cancelled => Some(delivery::State::Cancelled),
    }
}

fn attempt_to_wire(attempt: &Attempt) -> pb::Attempt {
    pb::Attempt {
        start_time: Some(time_to_wire(attempt.start_time)),
        duration_ms: attempt.duration_ms,
        response_status: attempt.response_status.map_or(0, i32::from),
        failure: attempt
            .failure
            .map(|failure| failure.as_str().to_owned())
            .unwrap_or_default(),
    }
}
