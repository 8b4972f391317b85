//! The transport of every stub: says who calls, keeps the deadline, and makes a call again where that is safe.
//!
//! A call without a stream is held back whole, request and reply, so that a reply that is lost on its way, also after its
//! headers, means another attempt with the same bytes. A call that streams passes through; only its beginning can be repeated.

use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures::future::BoxFuture;
use http::{HeaderMap, Request, Response};
use http_body_util::{BodyExt as _, Full};
use tokio::time::{Instant, sleep, timeout_at};
use tonic::Status;
use tonic::body::Body;
use tower::Service;

use crate::identity;
use crate::retry::{Budget, Retry};

mod attempt;
mod deadline;
mod frame;
mod method;

use attempt::Attempt;
use method::Method;

/// A transport for generated clients, as in `OrderServiceClient::new(channel)`. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Channel {
    transport: tonic::transport::Channel,
    identity: Arc<HeaderMap>,
    deadline: Duration,
    retry: Retry,
    budget: Arc<Budget>,
}

impl Channel {
    pub(crate) fn new(
        transport: tonic::transport::Channel,
        identity: Arc<HeaderMap>,
        deadline: Duration,
        retry: Retry,
    ) -> Self {
        Self {
            transport,
            identity,
            deadline,
            budget: Arc::new(Budget::new(retry.reserve)),
            retry,
        }
    }

    async fn send(self, mut request: Request<Body>) -> Result<Response<Body>, Status> {
        if !identity::is_said(request.headers()) {
            let own = self.identity.iter();
            request
                .headers_mut()
                .extend(own.map(|(name, value)| (name.clone(), value.clone())));
        }
        let method = Method::of(request.uri().path());
        let default = Some(self.deadline).filter(|_| !method.streams());
        let deadline = deadline::read(request.headers())
            .or(default)
            .map(|left| Instant::now() + left);
        let sent = async {
            if method.takes_stream {
                let response = self.attempt(&method, request, deadline).await;
                return response.map_err(|failed| failed.status);
            }
            let (parts, body) = request.into_parts();
            let mut message = body.collect().await?.to_bytes();
            let is_safe = method.make_safe(&mut message);
            let request = Request::from_parts(parts, message);
            self.send_safely(&method, request, deadline, is_safe).await
        };
        let response = match deadline {
            Some(deadline) => timeout_at(deadline, sent)
                .await
                .map_err(|_| deadline::passed())??,
            None => sent.await?,
        };
        Ok(deadline::hold(response, deadline.filter(|_| method.gives_stream)))
    }

    /// Sends a request, again and again where that is safe and helps.
    async fn send_safely(
        &self,
        method: &Method,
        request: Request<Bytes>,
        deadline: Option<Instant>,
        is_safe: bool,
    ) -> Result<Response<Body>, Status> {
        self.budget.pay_in();
        let mut number = 0;
        loop {
            number += 1;
            let again = request.clone().map(|bytes| Body::new(Full::new(bytes)));
            let failed = match self.attempt(method, again, deadline).await {
                Ok(response) => return Ok(response),
                Err(failed) => failed,
            };
            if !is_safe || number >= self.retry.attempts {
                return Err(failed.status);
            }
            let Some(asked) = failed.wait_asked_for() else {
                return Err(failed.status);
            };
            let delay = self.retry.delay(number, rand::random(), asked);
            // A server may ask for longer than there will ever be.
            let end = Instant::now().checked_add(delay);
            let is_in_time = end.is_some_and(|end| deadline.is_none_or(|deadline| end < deadline));
            if !is_in_time || !self.budget.take() {
                return Err(failed.status);
            }
            sleep(delay).await;
        }
    }

    async fn attempt(
        &self,
        method: &Method,
        mut request: Request<Body>,
        deadline: Option<Instant>,
    ) -> Result<Response<Body>, attempt::Failed> {
        if let Some(deadline) = deadline {
            deadline::write(
                request.headers_mut(),
                deadline.saturating_duration_since(Instant::now()),
            );
        }
        let attempt = Attempt {
            transport: self.transport.clone(),
            gives_stream: method.gives_stream,
        };
        attempt.make(request).await
    }
}

impl Service<Request<Body>> for Channel {
    type Response = Response<Body>;
    type Error = Status;
    type Future = BoxFuture<'static, Result<Response<Body>, Status>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Status>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        Box::pin(self.clone().send(request))
    }
}
