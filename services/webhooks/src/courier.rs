//! Takes one event to one URL: resolves the name, checks every address, connects to exactly what was checked, and reads the
//! answer.
//!
//! There is no other way out of this context. A name is resolved once for each call and the connection goes to the address
//! that was looked at, so a name that changes its mind in between changes nothing. No proxy is asked, no redirect followed,
//! no cookie kept, and of an answer only the status and when to come back are used.

pub mod resolve;
mod trust;

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use http::response::Parts;
use http::{HeaderMap, Request, StatusCode, header};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;

use crate::config::Config;
use crate::domain::delivery::Failure;
use crate::domain::rejection::Rejection;
use crate::domain::target::{Rules, Target};
use resolve::Resolve;

const USER_AGENT: &str = concat!("redress-webhooks/", env!("CARGO_PKG_VERSION"));
/// How long one address may take to connect, so that a dead one leaves time for the next.
const CONNECT_LIMIT: Duration = Duration::from_secs(4);
/// How many addresses of a name are tried.
const MAX_ADDRESSES: usize = 4;
/// The most bytes of an answer: its headers, and what is read of its body before the connection is closed.
const MAX_ANSWER_BYTES: usize = 64 * 1024;
/// How long the body of an answer is waited for; the status has told everything by then.
const BODY_LIMIT: Duration = Duration::from_secs(1);

/// What is sent.
#[derive(Clone, Debug)]
pub struct Post {
    pub url: String,
    pub webhook_id: String,
    /// Seconds since 1970.
    pub timestamp: i64,
    pub signature: String,
    pub body: String,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: Option<u16>,
    /// `None` is a success.
    pub failure: Option<Failure>,
    /// When the endpoint wants to be called again, if it is too busy and says so.
    pub retry_after: Option<DateTime<Utc>>,
}

/// Calls URLs. Cheap to clone.
#[derive(Clone)]
pub struct Courier {
    rules: Arc<Rules>,
    resolver: Arc<dyn Resolve>,
    tls: TlsConnector,
    time_limit: Duration,
}

impl Courier {
    /// A courier that calls what the settings allow.
    ///
    /// # Errors
    ///
    /// The file of trusted certificates cannot be used.
    pub fn new(config: &Config, resolver: Arc<dyn Resolve>) -> io::Result<Self> {
        Ok(Self {
            rules: Arc::new(config.rules()),
            resolver,
            tls: trust::connector(config.trust_file.as_deref())?,
            time_limit: config.time_limit(),
        })
    }

    /// Whether a URL may be called as things are now. Nothing is called.
    ///
    /// # Errors
    ///
    /// `Url` or `Host`.
    pub async fn check(&self, url: &str) -> Result<(), Rejection> {
        let target = Target::parse(url, &self.rules).map_err(Rejection::Url)?;
        let found = timeout(self.time_limit, self.addresses(&target)).await;
        match found.unwrap_or(Err(Failure::Unresolved)) {
            Ok(_) => Ok(()),
            Err(failure) => Err(Rejection::Host {
                is_resolved: failure == Failure::AddressRefused,
            }),
        }
    }

    /// Sends one event, at `now`.
    pub async fn send(&self, post: Post, now: DateTime<Utc>) -> Answer {
        let sent = timeout(self.time_limit, self.call(post)).await;
        match sent.unwrap_or(Err(Failure::TimedOut)) {
            Ok(answer) => Answer {
                status: Some(answer.status.as_u16()),
                failure: Failure::of_status(answer.status.as_u16()),
                retry_after: retry_after(answer.status, &answer.headers, now),
            },
            Err(failure) => Answer {
                status: None,
                failure: Some(failure),
                retry_after: None,
            },
        }
    }

    async fn call(&self, post: Post) -> Result<Parts, Failure> {
        // The rules may have become stricter since the URL was taken.
        let target = Target::parse(&post.url, &self.rules).map_err(|_| Failure::AddressRefused)?;
        let addresses = self.addresses(&target).await?;
        let stream = connect(&addresses).await?;
        let request = request(&target, post).map_err(|_| Failure::AddressRefused)?;
        if !target.is_tls {
            return exchange(stream, request).await;
        }
        let name = ServerName::try_from(target.host).map_err(|_| Failure::TlsFailed)?;
        let stream = self.tls.connect(name, stream).await;
        exchange(stream.map_err(|_| Failure::TlsFailed)?, request).await
    }

    /// The addresses of a target; all of them may be called, or it is none.
    async fn addresses(&self, target: &Target) -> Result<Vec<SocketAddr>, Failure> {
        let found = match target.host.parse::<IpAddr>() {
            Ok(address) => vec![address],
            Err(_) => self
                .resolver
                .resolve(&target.host)
                .await
                .map_err(|_| Failure::Unresolved)?,
        };
        if found.is_empty() {
            return Err(Failure::Unresolved);
        }
        if !found.iter().all(|address| self.rules.reach.includes(*address)) {
            return Err(Failure::AddressRefused);
        }
        let addresses = found.into_iter().take(MAX_ADDRESSES);
        Ok(addresses
            .map(|address| SocketAddr::new(address, target.port))
            .collect())
    }
}

/// A connection to the first address that takes one.
async fn connect(addresses: &[SocketAddr]) -> Result<TcpStream, Failure> {
    for address in addresses {
        if let Ok(Ok(stream)) = timeout(CONNECT_LIMIT, TcpStream::connect(address)).await {
            return Ok(stream);
        }
    }
    Err(Failure::Unreachable)
}

fn request(target: &Target, post: Post) -> Result<Request<Full<Bytes>>, http::Error> {
    Request::post(&target.path)
        .header(header::HOST, &target.authority)
        .header(header::USER_AGENT, USER_AGENT)
        .header(header::CONTENT_TYPE, "application/json")
        .header("webhook-id", post.webhook_id)
        .header("webhook-timestamp", post.timestamp)
        .header("webhook-signature", post.signature)
        .body(Full::new(Bytes::from(post.body)))
}

/// One request and the head of its answer, on a connection of its own.
async fn exchange<S>(stream: S, request: Request<Full<Bytes>>) -> Result<Parts, Failure>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let (mut sender, connection) = http1::Builder::new()
        .max_buf_size(MAX_ANSWER_BYTES)
        .handshake(TokioIo::new(stream))
        .await
        .map_err(|_| Failure::BrokenAnswer)?;
    let mut answer = pin!(async move {
        let answer = sender.send_request(request).await;
        let (head, body) = answer.map_err(|_| Failure::BrokenAnswer)?.into_parts();
        // Whether the body comes whole is the endpoint's own business.
        let _ = timeout(BODY_LIMIT, drain(body)).await;
        Ok(head)
    });
    tokio::select! {
        answer = &mut answer => answer,
        _ = connection => answer.await,
    }
}

/// Reads a body to its end, or as much of it as is taken.
async fn drain(mut body: Incoming) {
    let mut left = MAX_ANSWER_BYTES;
    while let Some(Ok(frame)) = body.frame().await {
        let length = frame.data_ref().map_or(0, Bytes::len);
        match left.checked_sub(length) {
            Some(rest) => left = rest,
            None => return,
        }
    }
}

/// What an endpoint that is too busy says about when to come back: seconds, or a date.
fn retry_after(status: StatusCode, headers: &HeaderMap, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    if !matches!(
        status,
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE
    ) {
        return None;
    }
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    match text.parse::<u32>() {
        Ok(seconds) => Some(now + TimeDelta::seconds(seconds.into())),
        Err(_) => httpdate::parse_http_date(text).ok().map(DateTime::from),
    }
}
