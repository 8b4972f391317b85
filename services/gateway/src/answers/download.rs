//! Bytes that come in parts, as one body: whole, or the one range that was asked for (RFC 9110).

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use http::header::{ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, RANGE};
use http::{HeaderMap, HeaderValue, StatusCode};
use prost_reflect::{DynamicMessage, Value};
use redress_rpc::{Channel, Problem, Reason};
use tonic::{Code, Status};

use super::SANDBOXED;
use crate::contract::Operation;
use crate::incoming;
use crate::rpc::Call;

/// Which bytes a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    All,
    /// From the first to the last, the last included.
    Between(u64, Option<u64>),
    /// So many at the end.
    Last(u64),
}

/// Answers with the bytes.
///
/// # Errors
/// The status of the call, or of a range that does not exist.
pub async fn response(
    call: &Call,
    channel: &Channel,
    operation: &Operation,
    (mut message, headers): (DynamicMessage, &HeaderMap),
) -> Result<Response, Status> {
    let wanted = wanted(headers);
    let (offset, length) = match wanted {
        Wanted::All => (number(&message, "offset"), number(&message, "length")),
        Wanted::Between(first, last) => (first, last.map_or(0, |last| last - first + 1)),
        Wanted::Last(count) => {
            let total = total(call, channel, operation, message.clone()).await?;
            (total.saturating_sub(count), 0)
        }
    };
    // What the query says goes on as it is, so that the service refuses what is wrong with it.
    if wanted != Wanted::All {
        set_number(&mut message, "offset", offset);
        set_number(&mut message, "length", length);
    }
    let mut parts = match call.server_streaming(channel, operation, message).await {
        Ok(parts) => parts,
        Err(status) if wanted != Wanted::All && is_about_range(&status) => return Err(not_satisfiable()),
        Err(status) => return Err(status),
    };
    let Some(first) = parts.next().await.transpose()? else {
        return if wanted == Wanted::All {
            Ok(Response::new(Body::empty()))
        } else {
            Err(not_satisfiable())
        };
    };
    let total = number(&first, "total_bytes");
    let media_type = incoming::text(&first, "media_type");
    let sent = match length {
        0 => total.saturating_sub(offset),
        length => length.min(total.saturating_sub(offset)),
    };
    let body = stream::once(async { Ok(first) })
        .chain(parts)
        .map_ok(|part| data(&part));
    let mut response = Response::new(Body::from_stream(body));
    let headers = response.headers_mut();
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(sent));
    headers.insert(CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
    headers.extend(
        HeaderValue::try_from(media_type)
            .ok()
            .map(|value| (CONTENT_TYPE, value)),
    );
    for (name, value) in SANDBOXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if wanted != Wanted::All {
        let last = (offset + sent).saturating_sub(1);
        let range = HeaderValue::try_from(format!("bytes {offset}-{last}/{total}"));
        headers.extend(range.ok().map(|value| (CONTENT_RANGE, value)));
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    }
    Ok(response)
}

/// How long the whole is: its first byte says so.
async fn total(
    call: &Call,
    channel: &Channel,
    operation: &Operation,
    mut message: DynamicMessage,
) -> Result<u64, Status> {
    set_number(&mut message, "offset", 0);
    set_number(&mut message, "length", 1);
    let mut parts = call.server_streaming(channel, operation, message).await?;
    let first = parts.next().await.transpose()?;
    Ok(first.map_or(0, |first| number(&first, "total_bytes")))
}

/// Several ranges, and what is no range of bytes, are answered with the whole, as the standard allows.
fn wanted(headers: &HeaderMap) -> Wanted {
    let range = headers.get(RANGE).and_then(|value| value.to_str().ok());
    let range = range.and_then(|range| range.trim().strip_prefix("bytes="));
    let Some((first, last)) = range.and_then(|range| range.split_once('-')) else {
        return Wanted::All;
    };
    match (first.trim().parse(), last.trim()) {
        (Ok(first), "") => Wanted::Between(first, None),
        (Ok(first), last) => match last.parse() {
            Ok(last) if last >= first => Wanted::Between(first, Some(last)),
            _ => Wanted::All,
        },
        (Err(_), last) if first.trim().is_empty() => match last.parse() {
            Ok(count) if count > 0 => Wanted::Last(count),
            _ => Wanted::All,
        },
        (Err(_), _) => Wanted::All,
    }
}

fn is_about_range(status: &Status) -> bool {
    use tonic_types::StatusExt as _;
    let details = status.get_error_details();
    let fields = details
        .bad_request()
        .into_iter()
        .flat_map(|bad| &bad.field_violations);
    status.code() == Code::InvalidArgument
        && fields
            .into_iter()
            .all(|field| matches!(field.field.as_str(), "offset" | "length"))
}

fn not_satisfiable() -> Status {
    Problem::new(
        Code::OutOfRange,
        Reason::RangeNotSatisfiable,
        "the range begins beyond the end",
    )
    .into()
}

fn number(message: &DynamicMessage, name: &str) -> u64 {
    let value = message.get_field_by_name(name).and_then(|value| value.as_i64());
    value
        .and_then(|value| u64::try_from(value).ok())
        .unwrap_or_default()
}

fn set_number(message: &mut DynamicMessage, name: &str, number: u64) {
    message.set_field_by_name(name, Value::I64(i64::try_from(number).unwrap_or(i64::MAX)));
}

fn data(part: &DynamicMessage) -> Bytes {
    let data = part.get_field_by_name("data");
    data.and_then(|data| data.as_bytes().cloned()).unwrap_or_default()
}
