//! One attempt at a call: what came back, or how it failed.

use std::error::Error as _;
use std::time::Duration;

use http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::BodyExt as _;
use tonic::body::Body;
use tonic::{Code, Status, TimeoutExpired};
use tonic_types::StatusExt as _;
use tower::{Service as _, ServiceExt as _};

use super::deadline;

/// The key of the reply's own id.
const REPLY_ID: &str = "x-request-id";

pub(super) struct Attempt {
    pub(super) transport: tonic::transport::Channel,
    pub(super) gives_stream: bool,
}

/// How an attempt failed.
pub(super) struct Failed {
    pub(super) status: Status,
}

impl Failed {
    /// Whether another attempt may help, and how long the server asks to wait before it.
    pub(super) fn wait_asked_for(&self) -> Option<Option<Duration>> {
        let asked = self
            .status
            .get_details_retry_info()
            .and_then(|info| info.retry_delay);
        match self.status.code() {
            Code::Unavailable => Some(asked),
            Code::ResourceExhausted => asked.map(Some),
            _ => None,
        }
    }

    fn lost(message: &str) -> Self {
        Self {
            status: Status::unavailable(message),
        }
    }
}

impl Attempt {
    /// Sends the request. A reply without a stream is awaited to its end.
    pub(super) async fn make(mut self, request: Request<Body>) -> Result<Response<Body>, Failed> {
        let sent = async { self.transport.ready().await?.call(request).await }.await;
        let response = sent.map_err(|error| match is_timeout(&error) {
            true => Failed {
                status: deadline::passed(),
            },
            false => Failed::lost("the server cannot be reached"),
        })?;
        let headers = response.headers();
        if let Some(status) = told(headers) {
            return match status.code() {
                Code::Ok => Ok(response),
                _ => Err(Failed { status }),
            };
        }
        if response.status() != StatusCode::OK {
            return Err(Failed {
                status: of_http(response.status()),
            });
        }
        if self.gives_stream {
            return Ok(response);
        }
        let (parts, body) = response.into_parts();
        let lost = || Failed::lost("the connection was lost before the reply was complete");
        let collected = body.collect().await.map_err(|_| lost())?;
        let mut status = collected.trailers().and_then(told).ok_or_else(lost)?;
        if status.code() == Code::Ok {
            return Ok(Response::from_parts(parts, Body::new(collected)));
        }
        if let Some(id) = parts
            .headers
            .get(REPLY_ID)
            .and_then(|id| id.to_str().ok()?.parse().ok())
        {
            status.metadata_mut().insert(REPLY_ID, id);
        }
        Err(Failed { status })
    }
}

/// Whether the transport noticed that the deadline passed, which it also watches.
fn is_timeout(error: &tonic::transport::Error) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        if error.is::<TimeoutExpired>() {
            return true;
        }
        cause = error.source();
    }
    false
}

/// The status that headers or trailers tell.
fn told(headers: &HeaderMap) -> Option<Status> {
    Status::from_header_map(headers)
}

/// What the answer of something in between, which does not speak gRPC, stands for.
fn of_http(status: StatusCode) -> Status {
    let code = match status {
        StatusCode::BAD_REQUEST => Code::Internal,
        StatusCode::UNAUTHORIZED => Code::Unauthenticated,
        StatusCode::FORBIDDEN => Code::PermissionDenied,
        StatusCode::NOT_FOUND => Code::Unimplemented,
        StatusCode::TOO_MANY_REQUESTS
        | StatusCode::BAD_GATEWAY
        | StatusCode::SERVICE_UNAVAILABLE
        | StatusCode::GATEWAY_TIMEOUT => Code::Unavailable,
        _ => Code::Unknown,
    };
    Status::new(code, format!("an answer that is not gRPC's: HTTP {status}"))
}
