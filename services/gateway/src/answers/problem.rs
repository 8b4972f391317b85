//! Refusals as problem details (RFC 9457), with the same reason and the same field paths as over gRPC.

use axum::body::Body;
use axum::response::Response;
use http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};
use redress_rpc::{Problem, Reason};
use serde::Serialize;
use std::collections::BTreeMap;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

/// The media type of a problem.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// A problem as it is written.
#[derive(Debug, Serialize)]
pub struct Details {
    /// Where the reason is explained.
    pub r#type: String,
    /// What the reason means, the same for all of its problems.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong this time.
    pub detail: String,
    /// The registered reason, for programs.
    pub reason: String,
    /// The gRPC code, by its name.
    pub code: String,
    /// The id of the request, to quote.
    pub request_id: String,
    /// Each bad field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// What has to hold first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub preconditions: Vec<Precondition>,
    /// More for programs.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: BTreeMap<String, String>,
}

/// A bad field.
#[derive(Debug, Serialize)]
pub struct FieldError {
    /// Its path, such as `lines[0].quantity`.
    pub field: String,
    /// What is wrong with it.
    pub description: String,
}

/// Something that has to hold first.
#[derive(Debug, Serialize)]
pub struct Precondition {
    /// What kind of condition.
    pub r#type: String,
    /// Of what.
    pub subject: String,
    /// What is missing.
    pub description: String,
}

/// The HTTP status of a reason and a code.
pub fn http_status(reason: &str, code: Code) -> StatusCode {
    match reason {
        "STALE_ETAG" => return StatusCode::PRECONDITION_FAILED,
        "OVERLOADED" => return StatusCode::SERVICE_UNAVAILABLE,
        "MESSAGE_TOO_LARGE" => return StatusCode::PAYLOAD_TOO_LARGE,
        "UNSUPPORTED_MEDIA_TYPE" => return StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "METHOD_NOT_ALLOWED" => return StatusCode::METHOD_NOT_ALLOWED,
        "RANGE_NOT_SATISFIABLE" => return StatusCode::RANGE_NOT_SATISFIABLE,
        _ => {}
    }
    match code {
        Code::Ok => StatusCode::OK,
        Code::InvalidArgument | Code::OutOfRange => StatusCode::BAD_REQUEST,
        Code::Unauthenticated => StatusCode::UNAUTHORIZED,
        Code::PermissionDenied => StatusCode::FORBIDDEN,
        Code::NotFound => StatusCode::NOT_FOUND,
        Code::AlreadyExists | Code::Aborted | Code::FailedPrecondition => StatusCode::CONFLICT,
        Code::ResourceExhausted => StatusCode::TOO_MANY_REQUESTS,
        Code::Unimplemented => StatusCode::NOT_IMPLEMENTED,
        Code::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Code::DeadlineExceeded => StatusCode::GATEWAY_TIMEOUT,
        Code::Cancelled | Code::Unknown | Code::Internal | Code::DataLoss => {
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}

/// A status as problem details.
pub fn details(status: &Status, request_id: &str) -> Details {
    let given = status.get_error_details();
    let info = given.error_info();
    let reason = info
        .map_or(Reason::Internal.as_str(), |info| info.reason.as_str())
        .to_owned();
    let registered = Reason::ALL.iter().find(|known| known.as_str() == reason);
    let errors = given
        .bad_request()
        .into_iter()
        .flat_map(|bad| &bad.field_violations);
    let preconditions = given
        .precondition_failure()
        .into_iter()
        .flat_map(|failure| &failure.violations);
    Details {
        r#type: format!("/docs#{reason}"),
        title: registered
            .map_or("A failure.", |reason| reason.description())
            .to_owned(),
        status: http_status(&reason, status.code()).as_u16(),
        detail: status.message().to_owned(),
        code: code_name(status.code()).to_owned(),
        request_id: request_id.to_owned(),
        errors: errors
            .map(|error| FieldError {
                field: error.field.clone(),
                description: error.description.clone(),
            })
            .collect(),
        preconditions: preconditions
            .map(|violation| Precondition {
                r#type: violation.r#type.clone(),
                subject: violation.subject.clone(),
                description: violation.description.clone(),
            })
            .collect(),
        metadata: info
            .map(|info| info.metadata.clone().into_iter().collect())
            .unwrap_or_default(),
        reason,
    }
}

/// The response that a status becomes.
pub fn of_status(status: &Status, request_id: &str) -> Response {
    let details = details(status, request_id);
    let body = serde_json::to_vec(&details).expect("invariant: plain data is always JSON");
    let mut response = Response::new(Body::from(body));
    *response.status_mut() =
        StatusCode::from_u16(details.status).expect("invariant: it was made from a status code");
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    if details.status == StatusCode::UNAUTHORIZED.as_u16() {
        headers.insert(
            WWW_AUTHENTICATE,
            HeaderValue::from_static("Bearer realm=\"redress\""),
        );
    }
    if let Some(allowed) = details.metadata.get("allow") {
        headers.extend(HeaderValue::try_from(allowed).ok().map(|value| (ALLOW, value)));
    }
    let retry = status
        .get_error_details()
        .retry_info()
        .and_then(|info| info.retry_delay);
    if let Some(delay) = retry {
        // Whole seconds, never too early.
        let seconds = delay.as_millis().div_ceil(1_000).max(1);
        headers.extend(
            HeaderValue::try_from(seconds.to_string())
                .ok()
                .map(|value| (RETRY_AFTER, value)),
        );
    }
    response
}

/// The response that a problem becomes.
pub fn of_problem(problem: Problem, request_id: &str) -> Response {
    of_status(&Status::from(problem), request_id)
}

fn code_name(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}
