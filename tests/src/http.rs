//! An HTTP client of the gateway, with nothing of this suite between it and the server.

use anyhow::Context as _;
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use std::net::SocketAddr;
use std::time::Duration;
use tonic::codegen::Bytes;
use tonic::codegen::http::{HeaderMap, Method, Request, Response};

/// How long an answer may take.
const LIMIT: Duration = Duration::from_secs(30);

/// A client. Cheap to clone.
#[derive(Clone)]
pub struct Http {
    client: Client<HttpConnector, Full<Bytes>>,
    address: SocketAddr,
    bearer: Option<String>,
}

/// An answer, read to its end.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Reply {
    /// The body as JSON.
    ///
    /// # Errors
    /// It is none.
    pub fn json(&self) -> anyhow::Result<serde_json::Value> {
        serde_json::from_slice(&self.body)
            .with_context(|| format!("no JSON with status {}: {:?}", self.status, self.body))
    }

    /// A header's value; empty when there is none.
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default()
    }
}

impl Http {
    /// A client of a gateway.
    pub fn new(address: SocketAddr) -> Http {
        Http {
            client: Client::builder(TokioExecutor::new()).build_http(),
            address,
            bearer: None,
        }
    }

    /// Where the gateway is.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The same client, coming in with a key or a link.
    #[must_use]
    pub fn with_bearer(&self, token: &str) -> Http {
        Http {
            bearer: Some(format!("Bearer {token}")),
            ..self.clone()
        }
    }

    /// Sends a request and reads the answer's head; its body follows.
    ///
    /// # Errors
    /// There is no answer.
    pub async fn open(
        &self,
        (method, path): (Method, &str),
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> anyhow::Result<Response<hyper::body::Incoming>> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("http://{}{path}", self.address));
        if let Some(bearer) = &self.bearer {
            request = request.header("authorization", bearer);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request
            .body(Full::new(body.into()))
            .with_context(|| format!("no request: {path:?}"))?;
        let answer = tokio::time::timeout(LIMIT, self.client.request(request)).await;
        Ok(answer.context("no answer in time")??)
    }

    /// Sends a request and reads the answer.
    ///
    /// # Errors
    /// There is no answer.
    pub async fn send(
        &self,
        to: (Method, &str),
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> anyhow::Result<Reply> {
        let (head, body) = self.open(to, headers, body).await?.into_parts();
        let body = tokio::time::timeout(LIMIT, body.collect()).await;
        Ok(Reply {
            status: head.status.as_u16(),
            headers: head.headers,
            body: body.context("the answer has no end")??.to_bytes(),
        })
    }

    /// Reads something.
    ///
    /// # Errors
    /// There is no answer.
    pub async fn get(&self, path: &str) -> anyhow::Result<Reply> {
        self.send((Method::GET, path), &[], Bytes::new()).await
    }

    /// Changes something, under an idempotency key.
    ///
    /// # Errors
    /// There is no answer.
    pub async fn post(&self, path: &str, key: &str, body: &serde_json::Value) -> anyhow::Result<Reply> {
        let headers = [("content-type", "application/json"), ("idempotency-key", key)];
        self.send((Method::POST, path), &headers, body.to_string()).await
    }
}
