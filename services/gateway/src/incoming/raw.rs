//! A request that is passed on as it came, for a service that checks a signature of it: body, and headers.

use bytes::Bytes;
use http::HeaderMap;
use http::header::{AUTHORIZATION, COOKIE};
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, Value};

use crate::contract::Operation;

/// The message with the body in its field, and the headers that are text. Credentials are not for the service to see.
pub fn message(
    operation: &Operation,
    (field, body): (&FieldDescriptor, Bytes),
    headers: &HeaderMap,
) -> DynamicMessage {
    let mut message = DynamicMessage::new(operation.method.input());
    message.set_field(field, Value::Bytes(body));
    let Some(into) = operation.input("headers") else {
        return message;
    };
    let Kind::Message(of) = into.kind() else {
        return message;
    };
    let came = headers
        .iter()
        .filter(|(name, _)| ![AUTHORIZATION, COOKIE].contains(name))
        .filter_map(|(name, value)| {
            let mut header = DynamicMessage::new(of.clone());
            header.set_field_by_name("name", Value::String(name.as_str().to_owned()));
            header.set_field_by_name("value", Value::String(value.to_str().ok()?.to_owned()));
            Some(Value::Message(header))
        });
    message.set_field(&into, Value::List(came.collect()));
    message
}
