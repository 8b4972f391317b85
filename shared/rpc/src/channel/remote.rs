//! Calls over the network: one lazy HTTP/2 connection with keep-alive, a client span a call, transport failures as
//! statuses.

use std::error::Error as _;
use std::time::Duration;

use http::{Request, Response};
use serde::{Deserialize, Serialize};
use tonic::body::Body;
use tonic::transport::Endpoint;
use tonic::{Status, TimeoutExpired};
use tower::{Service as _, ServiceExt as _};
use tracing::Instrument as _;

use crate::call::observe::{self, Record};
use crate::call::{Answer, Interruption, Method};
use crate::error::Problem;
use crate::tls::ClientTls;

/// How a context calls another process.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ClientConfig {
    /// How long connecting may take.
    pub connect_timeout_ms: u64,
    /// The deadline of calls that have none. Streams named `Watch…`, `Upload…` and `Download…` are exempt.
    pub default_timeout_ms: u64,
    /// How often a silent connection is probed.
    pub keep_alive_interval_ms: u64,
    /// How long a probe may stay unanswered before the connection is made anew.
    pub keep_alive_timeout_ms: u64,
    /// Whom to believe, and what to show, where the other process speaks TLS (`https://`).
    pub tls: ClientTls,
}

impl Default for ClientConfig {
    fn default() -> Self {
        Self {
            connect_timeout_ms: 2_000,
            default_timeout_ms: 10_000,
            keep_alive_interval_ms: 30_000,
            keep_alive_timeout_ms: 10_000,
            tls: ClientTls::default(),
        }
    }
}

impl ClientConfig {
    pub(super) fn default_timeout(&self) -> Duration {
        Duration::from_millis(self.default_timeout_ms)
    }
}

/// Why a channel cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// Not a URI of a gRPC server.
    #[error("{0:?} is not a URI such as http://127.0.0.1:50051")]
    Uri(String),
    /// A scheme other than `http` and `https`.
    #[error("{0:?} must begin with http:// or https://")]
    Scheme(String),
    /// A file of keys or certificates cannot be read.
    #[error("the files of `tls` cannot be read")]
    Files(#[from] std::io::Error),
    /// TLS cannot be spoken with these certificates and keys.
    #[error("the certificates and keys of `tls` cannot be used")]
    Tls(#[source] tonic::transport::Error),
}

/// A connection to another process.
#[derive(Debug, Clone)]
pub(super) struct Remote {
    transport: tonic::transport::Channel,
}

impl Remote {
    pub(super) fn connect(uri: &str, config: &ClientConfig) -> Result<Self, ConnectError> {
        let parsed: http::Uri = uri.parse().map_err(|_| ConnectError::Uri(uri.to_owned()))?;
        let is_encrypted = match parsed.scheme_str() {
            Some("http") => false,
            Some("https") => true,
            Some(_) => return Err(ConnectError::Scheme(uri.to_owned())),
            None => return Err(ConnectError::Uri(uri.to_owned())),
        };
        let mut endpoint = Endpoint::from(parsed);
        if is_encrypted {
            endpoint = endpoint
                .tls_config(config.tls.load()?)
                .map_err(ConnectError::Tls)?;
        }
        let transport = endpoint
            .connect_timeout(Duration::from_millis(config.connect_timeout_ms))
            .http2_keep_alive_interval(Duration::from_millis(config.keep_alive_interval_ms))
            .keep_alive_timeout(Duration::from_millis(config.keep_alive_timeout_ms))
            .keep_alive_while_idle(true)
            .connect_lazy();
        Ok(Self { transport })
    }

    pub(super) async fn send(&mut self, mut request: Request<Body>) -> Result<Response<Body>, Status> {
        let method = Method::of(request.uri());
        let span = observe::client_span(&method);
        span.in_scope(|| redress_telemetry::inject(request.headers_mut()));
        let mut record = Record::new(span.clone());
        let sent = async { self.transport.ready().await?.call(request).await }
            .instrument(span)
            .await;
        match sent {
            Ok(response) => Ok(Answer::wrap(response, record, None, Interruption::none(), None)),
            Err(error) => {
                let status = status_of(error);
                record.note(status.code());
                Err(status)
            }
        }
    }
}

/// A failure of the transport; a timeout noticed on this side is a deadline like any other.
fn status_of(error: tonic::transport::Error) -> Status {
    let mut cause = error.source();
    while let Some(error) = cause {
        if error.is::<TimeoutExpired>() {
            return Problem::deadline_exceeded().into();
        }
        cause = error.source();
    }
    tracing::debug!(error = %crate::error::chain(&error), "a call could not be sent");
    match Status::from_error(Box::new(error)).code() {
        tonic::Code::Unavailable | tonic::Code::Unknown => {
            Problem::unavailable("the other process cannot be reached")
        }
        code => Problem::new(
            code,
            crate::error::Reason::Unavailable,
            "the connection to the other process failed",
        ),
    }
    .into()
}
