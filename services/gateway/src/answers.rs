//! What an RPC answered, as HTTP: JSON by the canonical mapping of protobuf with the contracts' own names, documents as what
//! they are, streams as server-sent events.

use axum::body::Body;
use axum::response::Response;
use http::header::{ACCEPT, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, IF_NONE_MATCH, LINK};
use http::{HeaderMap, HeaderValue, StatusCode};
use prost_reflect::{DynamicMessage, SerializeOptions, Value};

use crate::contract::Operation;
use crate::incoming::{self, JSON};

pub mod download;
pub mod events;
pub mod problem;

/// The headers that keep a browser from taking a stored file for a page of ours.
pub const SANDBOXED: [(&str, &str); 2] = [
    ("x-content-type-options", "nosniff"),
    ("content-security-policy", "sandbox; default-src 'none'"),
];

/// A message as JSON.
pub fn to_json(message: &DynamicMessage) -> Vec<u8> {
    let options = SerializeOptions::new()
        .skip_default_fields(false)
        .use_proto_field_name(true);
    let mut bytes = Vec::with_capacity(1024);
    let mut serializer = serde_json::Serializer::new(&mut bytes);
    message
        .serialize_with_options(&mut serializer, &options)
        .expect("invariant: a message that was decoded is JSON");
    bytes
}

/// The answer to a call with one answer.
pub fn single(operation: &Operation, asked: &http::request::Parts, message: &DynamicMessage) -> Response {
    if let Some(field) = operation.document()
        && !wants_json(&asked.headers)
        && let Value::Bytes(content) = message.get_field(&field).as_ref()
    {
        return document(message, content.clone());
    }
    let etag = etag_of(operation, message);
    if operation.is_reading() && etag.is_some() && asked.headers.get(IF_NONE_MATCH) == etag.as_ref() {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        response.headers_mut().extend(etag.map(|etag| (ETAG, etag)));
        return response;
    }
    let mut response = Response::new(Body::from(to_json(message)));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(JSON));
    headers.extend(etag.map(|etag| (ETAG, etag)));
    headers.extend(next_page(asked, message).map(|link| (LINK, link)));
    response
}

fn etag_of(operation: &Operation, message: &DynamicMessage) -> Option<HeaderValue> {
    operation.output_text(incoming::ETAG)?;
    let etag = incoming::text(message, incoming::ETAG);
    let quoted = (!etag.is_empty()).then(|| format!("\"{etag}\""))?;
    HeaderValue::try_from(quoted).ok()
}

/// Where the next page of a list is, as a link of relation `next`.
fn next_page(asked: &http::request::Parts, message: &DynamicMessage) -> Option<HeaderValue> {
    let token = incoming::text(message, "next_page_token");
    if token.is_empty() {
        return None;
    }
    let others = asked.uri.query().unwrap_or_default().split('&');
    let others = others.filter(|pair| !pair.is_empty() && !pair.starts_with("page_token="));
    let token = percent_encoding::utf8_percent_encode(&token, percent_encoding::NON_ALPHANUMERIC);
    let query: Vec<String> = others
        .map(str::to_owned)
        .chain([format!("page_token={token}")])
        .collect();
    HeaderValue::try_from(format!(
        "<{}?{}>; rel=\"next\"",
        asked.uri.path(),
        query.join("&")
    ))
    .ok()
}

/// Whether JSON is asked for where there is something else, too.
fn wants_json(headers: &HeaderMap) -> bool {
    let accepted = headers.get(ACCEPT).and_then(|value| value.to_str().ok());
    accepted.is_some_and(|accepted| accepted.contains(JSON))
}

/// A document that is in a message, with its media type and its name.
fn document(message: &DynamicMessage, content: bytes::Bytes) -> Response {
    let mut response = Response::new(Body::from(content));
    let headers = response.headers_mut();
    let media_type = HeaderValue::try_from(incoming::text(message, "media_type"));
    headers.extend(media_type.ok().map(|value| (CONTENT_TYPE, value)));
    let name: String = incoming::text(message, "file_name")
        .chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || "-_.".contains(*letter))
        .collect();
    let disposition = HeaderValue::try_from(format!("attachment; filename=\"{name}\""));
    headers.extend(disposition.ok().map(|value| (CONTENT_DISPOSITION, value)));
    for (name, value) in SANDBOXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
