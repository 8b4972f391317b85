//! From requests to what the use cases take. Every bad field is collected.

use std::fmt::Display;
use std::str::FromStr;

use chrono::TimeDelta;
use prost::Message;
use redress_contracts::redress::webhooks::v1 as pb;
use redress_rpc::{Caller, Fields, Problem, request_hash};
use tonic::Request;

use crate::app::{Call, NewEndpoint, Target, Update};
use crate::domain::endpoint::Settings;
use crate::domain::event::EventId;
use crate::domain::event_type;
use crate::domain::owner::Owner;

mod lists;
mod sources;

pub use lists::{list_deliveries, list_endpoints, list_events};
pub use sources::{list_notices, list_sources, new_source, source_rotation, source_target};

const MAX_ID: usize = 128;
const MAX_URL: usize = 2_048;
const MAX_DESCRIPTION: usize = 500;
const MAX_TYPES: usize = 100;
const DEFAULT_OVERLAP_HOURS: i32 = 24;
const MAX_OVERLAP_HOURS: i32 = 168;

/// A request that carries a request id.
pub trait Numbered: Message + Clone {
    fn request_id(&mut self) -> &mut String;
}

macro_rules! numbered {
    ($($request:ident),+ $(,)?) => {
        $(impl Numbered for pb::$request {
            fn request_id(&mut self) -> &mut String {
                &mut self.request_id
            }
        })+
    };
}

numbered!(
    CreateEndpointRequest,
    UpdateEndpointRequest,
    DeleteEndpointRequest,
    RotateEndpointSecretRequest,
    SendTestEventRequest,
    RedeliverEventRequest,
    CreateSourceRequest,
    RotateSourceSecretRequest,
    DeleteSourceRequest,
    RetryNoticeRequest,
);

/// The identity of a call, and its message.
pub fn taken<T: Numbered>(scope: &'static str, request: Request<T>) -> (Call, T) {
    let caller = Caller::of(&request).clone();
    let mut message = request.into_inner();
    let hash = request_hash(&message, |body| body.request_id().clear());
    let id = message.request_id().clone();
    (Call::new(&caller, scope, &id, hash), message)
}

/// The one id of a request.
pub fn id<T: FromStr<Err: Display>>(path: &str, text: &str) -> Result<T, Problem> {
    let mut fields = Fields::new();
    let id = fields.id(path, text);
    complete(fields, id)
}

/// The same for a change, which has a request id, too.
pub fn numbered_id<T: FromStr<Err: Display>>(request_id: &str, path: &str, text: &str) -> Result<T, Problem> {
    let mut fields = Fields::new();
    fields.request_id("request_id", request_id);
    let id = fields.id(path, text);
    complete(fields, id)
}

/// The value, once no field is bad.
fn complete<T>(fields: Fields, value: Option<T>) -> Result<T, Problem> {
    fields.finish()?;
    Ok(value.expect("invariant: what could not be read was refused"))
}

/// The endpoint that a change is about.
pub fn target(request_id: &str, endpoint_id: &str, etag: String) -> Result<Target, Problem> {
    let mut fields = Fields::new();
    fields.request_id("request_id", request_id);
    let target = target_of(&mut fields, endpoint_id, etag);
    complete(fields, target)
}

fn target_of(fields: &mut Fields, endpoint_id: &str, etag: String) -> Option<Target> {
    let endpoint_id = fields.id("endpoint_id", endpoint_id);
    fields.at_most("etag", &etag, MAX_ID);
    endpoint_id.map(|endpoint_id| Target { endpoint_id, etag })
}

/// A new endpoint. A seller's is their own, unless another seller is named, who then does not exist for them.
pub fn new_endpoint(caller: &Caller, message: pb::CreateEndpointRequest) -> Result<NewEndpoint, Problem> {
    let marketplace_id = caller.marketplace_for("marketplace_id", &message.marketplace_id)?;
    let mut fields = Fields::new();
    fields.request_id("request_id", &message.request_id);
    let seller_id = plain_id(&mut fields, "seller_id", &message.seller_id);
    let settings = settings(
        &mut fields,
        message.url,
        &message.description,
        message.event_types,
    );
    let seller_id = seller_id.or_else(|| caller.seller.clone()).unwrap_or_default();
    let new = NewEndpoint {
        owner: Owner {
            marketplace_id,
            seller_id,
        },
        settings,
    };
    complete(fields, Some(new))
}

/// A change of an endpoint.
pub fn update(message: pb::UpdateEndpointRequest) -> Result<(Target, Update), Problem> {
    let mut fields = Fields::new();
    fields.request_id("request_id", &message.request_id);
    let target = target_of(&mut fields, &message.endpoint_id, message.etag);
    let settings = settings(
        &mut fields,
        message.url,
        &message.description,
        message.event_types,
    );
    let is_enabled = match pb::EndpointState::try_from(message.state) {
        Ok(pb::EndpointState::Unspecified) => None,
        Ok(pb::EndpointState::Active) => Some(true),
        Ok(pb::EndpointState::Disabled) => Some(false),
        Ok(pb::EndpointState::Deleted) | Err(_) => {
            fields.refuse("state", "must be active or disabled");
            None
        }
    };
    let update = Update { settings, is_enabled };
    complete(fields, target.map(|target| (target, update)))
}

/// What an endpoint is set to. Whether the URL may be called is decided where names can be resolved.
fn settings(fields: &mut Fields, url: String, description: &str, event_types: Vec<String>) -> Settings {
    fields.non_empty("url", &url, MAX_URL);
    let description = fields.at_most("description", description, MAX_DESCRIPTION);
    if event_types.len() > MAX_TYPES {
        fields.refuse(
            "event_types",
            format_args!("must have at most {MAX_TYPES} entries"),
        );
    }
    for (index, event_type) in event_types.iter().enumerate().take(MAX_TYPES) {
        if !event_type::is_known(event_type) {
            fields.refuse(
                format_args!("event_types[{index}]"),
                "is not a type of event that is sent",
            );
        }
    }
    Settings {
        url,
        description: description.unwrap_or_default(),
        event_types,
    }
}

/// How an endpoint's secret is replaced: for how long the old one signs as well.
pub fn rotation(message: pb::RotateEndpointSecretRequest) -> Result<(Target, TimeDelta), Problem> {
    let mut fields = Fields::new();
    fields.request_id("request_id", &message.request_id);
    let target = target_of(&mut fields, &message.endpoint_id, message.etag);
    let overlap = overlap(&mut fields, message.overlap_hours, message.end_old_now);
    complete(fields, target.map(|target| (target, overlap)))
}

/// For how long an old secret lives beside the new one.
fn overlap(fields: &mut Fields, hours: i32, end_old_now: bool) -> TimeDelta {
    let hours = match fields.within("overlap_hours", hours, 0..=MAX_OVERLAP_HOURS) {
        Some(0) if end_old_now => 0,
        Some(0) => DEFAULT_OVERLAP_HOURS,
        Some(_) if end_old_now => {
            fields.refuse("overlap_hours", "must be 0 when the old secret ends at once");
            0
        }
        asked => asked.unwrap_or_default(),
    };
    TimeDelta::hours(hours.into())
}

/// An event, and the endpoint it is sent to again.
pub fn redelivery(message: &pb::RedeliverEventRequest) -> Result<(EventId, Target), Problem> {
    let mut fields = Fields::new();
    fields.request_id("request_id", &message.request_id);
    let event_id = fields.id("event_id", &message.event_id);
    let target = target_of(&mut fields, &message.endpoint_id, String::new());
    complete(fields, event_id.zip(target))
}

/// The id of something that another context names; absent when empty.
fn plain_id(fields: &mut Fields, path: &str, text: &str) -> Option<String> {
    if text.len() > MAX_ID || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        fields.refuse(
            path,
            "must be at most 128 visible ASCII characters without spaces",
        );
        return None;
    }
    Some(text.to_owned()).filter(|text| !text.is_empty())
}
