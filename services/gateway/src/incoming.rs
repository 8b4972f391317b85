//! An HTTP request becomes the message of its RPC: path, query, body, and the headers that stand for fields.
//!
//! Fields are named as the contracts name them, in `snake_case` (their JSON names are taken too), so that an error names the
//! same path here and over gRPC. Everything that is wrong with the names and types in a query is told at once.

use std::time::Duration;

use axum::extract::Request;
use bytes::Bytes;
use http::HeaderMap;
use http::header::{CONTENT_TYPE, IF_MATCH};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use prost_reflect::{DynamicMessage, Kind, MessageDescriptor, ReflectMessage as _, Value};
use redress_rpc::{Problem, Reason};
use tonic::Code;
use tonic_types::FieldViolation;

use crate::contract::{Operation, Payload};

mod json;
mod query;

/// The header that stands for the field `request_id`.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// The field that a repeated request is recognised by.
pub const REQUEST_ID: &str = "request_id";
/// The field with the version that a change is meant for.
pub const ETAG: &str = "etag";

/// The media type of a whole message.
pub const JSON: &str = "application/json";
/// The media type of many messages, one a line.
pub const LINES: &str = "application/x-ndjson";

/// How large a body may be, and how long it may take to come.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub bytes: usize,
    pub time: Duration,
}

/// The message of an operation whose body is a message, or nothing.
///
/// # Errors
/// What is wrong with the request.
pub async fn message(
    operation: &Operation,
    values: &[String],
    request: Request,
    limits: Limits,
) -> Result<DynamicMessage, Problem> {
    let (parts, body) = request.into_parts();
    let mut message = match operation.payload {
        Payload::Message => {
            let bytes = whole(body, limits).await?;
            query::refuse_any(parts.uri.query())?;
            if bytes.is_empty() {
                DynamicMessage::new(operation.method.input())
            } else {
                expect_media_type(&parts.headers, JSON)?;
                json::read(&operation.method.input(), &bytes)?
            }
        }
        Payload::None | Payload::Bytes(_) | Payload::Lines => {
            query::read(&operation.method.input(), parts.uri.query())?
        }
    };
    set_path(&mut message, operation, values)?;
    set_headers(&mut message, operation, &parts.headers)?;
    Ok(message)
}

/// The message of an operation whose body is not a message: what path, query and headers say.
///
/// # Errors
/// What is wrong with them.
pub fn head(
    operation: &Operation,
    values: &[String],
    parts: &http::request::Parts,
) -> Result<DynamicMessage, Problem> {
    let mut message = query::read(&operation.method.input(), parts.uri.query())?;
    set_path(&mut message, operation, values)?;
    set_headers(&mut message, operation, &parts.headers)?;
    Ok(message)
}

/// The message that a form's fields say.
///
/// # Errors
/// What is wrong with them.
pub fn fields(
    descriptor: &MessageDescriptor,
    fields: Vec<(String, String)>,
) -> Result<DynamicMessage, Problem> {
    let fields = fields.into_iter().map(|(name, value)| (Some(name), Some(value)));
    query::set_all(descriptor, fields)
}

/// Refuses a query where everything comes in the body.
///
/// # Errors
/// Each parameter.
pub fn refuse_query(query: Option<&str>) -> Result<(), Problem> {
    query::refuse_any(query)
}

/// One line of a body of many messages.
///
/// # Errors
/// What is wrong with it.
pub fn line(operation: &Operation, line: &[u8]) -> Result<DynamicMessage, Problem> {
    json::read(&operation.method.input(), line)
}

/// Refuses a body that is something else than what is expected.
///
/// # Errors
/// What was expected.
pub fn expect_media_type(headers: &HeaderMap, expected: &str) -> Result<(), Problem> {
    let given = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = given.and_then(|given| given.split(';').next()).map(str::trim);
    if essence.is_some_and(|essence| essence.eq_ignore_ascii_case(expected)) {
        return Ok(());
    }
    Err(Problem::new(
        Code::InvalidArgument,
        Reason::UnsupportedMediaType,
        format!("the body must be {expected}"),
    ))
}

async fn whole(body: axum::body::Body, limits: Limits) -> Result<Bytes, Problem> {
    let malformed = |why| Problem::new(Code::InvalidArgument, Reason::MalformedMessage, why);
    let read = Limited::new(body, limits.bytes).collect();
    match tokio::time::timeout(limits.time, read).await {
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_large(limits.bytes)),
        Ok(Err(_)) => Err(malformed("the body broke off")),
        Err(_) => Err(malformed("the body took too long to come")),
    }
}

/// The body is larger than is taken.
pub fn too_large(max: usize) -> Problem {
    Problem::new(
        Code::ResourceExhausted,
        Reason::MessageTooLarge,
        format!("the body may have at most {max} bytes"),
    )
}

/// What the path says is set; a body that says something else is refused.
fn set_path(message: &mut DynamicMessage, operation: &Operation, values: &[String]) -> Result<(), Problem> {
    let mut bad = Vec::new();
    for (name, value) in operation.template.variables().zip(values) {
        let given = text(message, name);
        if given.is_empty() {
            message.set_field_by_name(name, Value::String(value.clone()));
        } else if given != *value {
            bad.push(FieldViolation::new(name, "differs from the path's"));
        }
    }
    if bad.is_empty() {
        Ok(())
    } else {
        Err(Problem::invalid(bad))
    }
}

/// `Idempotency-Key` is the `request_id`, and `If-Match` the `etag`.
fn set_headers(
    message: &mut DynamicMessage,
    operation: &Operation,
    headers: &HeaderMap,
) -> Result<(), Problem> {
    if operation.input(REQUEST_ID).is_some()
        && let Some(key) = header(headers, IDEMPOTENCY_KEY)?
    {
        stand_for(
            message,
            REQUEST_ID,
            key,
            "differs from the header Idempotency-Key",
        )?;
    }
    let Some(expected) = header(headers, IF_MATCH.as_str())? else {
        return Ok(());
    };
    if operation.input(ETAG).is_none() {
        return if operation.is_reading() {
            Ok(())
        } else {
            Err(Problem::invalid_field(
                "If-Match",
                "has no meaning for this operation",
            ))
        };
    }
    match expected.trim_start_matches("W/") {
        "*" => Ok(()),
        quoted => {
            let etag = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
            let etag = etag.filter(|etag| !etag.contains('"')).ok_or_else(|| {
                Problem::invalid_field("If-Match", "must be one etag in double quotes, or *")
            })?;
            stand_for(message, ETAG, etag, "differs from the header If-Match")
        }
    }
}

/// Sets a field by the header that stands for it; where the message says it too, it must be the same.
///
/// # Errors
/// They differ.
pub fn stand_for(
    message: &mut DynamicMessage,
    name: &str,
    value: &str,
    differs: &str,
) -> Result<(), Problem> {
    let given = text(message, name);
    if !given.is_empty() && given != value {
        return Err(Problem::invalid_field(name, differs));
    }
    message.set_field_by_name(name, Value::String(value.to_owned()));
    Ok(())
}

/// The value of a header that may be given once.
///
/// # Errors
/// It is given more often, or is no visible ASCII.
pub fn header<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, Problem> {
    let mut values = headers.get_all(name).iter();
    let Some(first) = values.next() else {
        return Ok(None);
    };
    let refuse = |why| Err(Problem::invalid_field(name, why));
    if values.next().is_some() {
        return refuse("is given more than once");
    }
    match first.to_str() {
        Ok(text) if !text.is_empty() => Ok(Some(text)),
        Ok(_) | Err(_) => refuse("must be visible ASCII"),
    }
}

/// A text field's value; empty when there is no such text.
pub fn text(message: &DynamicMessage, name: &str) -> String {
    let field = message.descriptor().get_field_by_name(name);
    let Some(field) = field.filter(|field| field.kind() == Kind::String && !field.is_list()) else {
        return String::new();
    };
    message.get_field(&field).as_str().unwrap_or_default().to_owned()
}
