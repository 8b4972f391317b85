//! What happens to every call on the side that serves it, the same over the network and in process.
//!
//! In this order: a span with the caller's trace as parent, a place among the calls in flight, a deadline, the caller's
//! identity, the rule that the method's contract states, then the service. A panic becomes `INTERNAL`. The span ends, and the place is given back, when the last
//! byte of the answer is out or the caller has gone away. Health and reflection (`grpc.*`) need no place, no identity and
//! no rule.

use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use http::{HeaderValue, Request, Response};
use tokio::sync::OwnedSemaphorePermit;
use tonic::body::Body;
use tonic::{Code, Status};
use tower::{Service, ServiceExt as _};
use tracing::Instrument as _;

use crate::access;
use crate::deadline;
use crate::error::{Problem, Reason};
use crate::proof::{self, Proofs};
use crate::services::Services;

mod answer;
mod frames;
mod in_flight;
mod interruption;
mod method;
pub(crate) mod observe;
mod unexplained;

pub(crate) use answer::Answer;
pub(crate) use in_flight::InFlight;
pub(crate) use interruption::{Drain, Interruption, Phase};
pub(crate) use method::Method;

use observe::Record;

const REQUEST_ID: &str = "x-request-id";

/// The rules that calls are served by.
#[derive(Debug)]
pub(crate) struct Rules {
    pub(crate) proofs: Proofs,
    /// For calls that bring none; streams named `Watch…`, `Upload…` and `Download…` are exempt.
    pub(crate) default_timeout: Option<Duration>,
    /// The most that a call may ask for; streams named `Upload…` and `Download…` are exempt.
    pub(crate) max_timeout: Option<Duration>,
    pub(crate) in_flight: Option<InFlight>,
    pub(crate) max_message_bytes: Option<usize>,
    pub(crate) drain: Drain,
}

/// The services behind the rules.
#[derive(Debug, Clone)]
pub(crate) struct Calls {
    services: Services,
    rules: Arc<Rules>,
}

/// What a call was granted.
struct Admission {
    place: Option<OwnedSemaphorePermit>,
    interruption: Interruption,
}

impl Calls {
    pub(crate) fn new(services: Services, rules: Rules) -> Self {
        Self {
            services,
            rules: Arc::new(rules),
        }
    }
}

impl Service<Request<Body>> for Calls {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let calls = self.clone();
        Box::pin(async move { Ok(calls.serve(request).await) })
    }
}

impl Calls {
    async fn serve(&self, mut request: Request<Body>) -> Response<Body> {
        let method = Method::of(request.uri());
        let span = observe::server_span(&method, request.headers());
        let request_id = request_id(&request, &span);
        let record = Record::new(span.clone());
        let mut response = match self.rules.admit(&self.services, &method, &mut request).await {
            Ok(admission) => self.answer(&method, request, admission, record).await,
            Err(problem) => record.refused(problem),
        };
        if let Some(value) = request_id {
            response.headers_mut().insert(REQUEST_ID, value);
        }
        response
    }

    async fn answer(
        &self,
        method: &Method,
        request: Request<Body>,
        admission: Admission,
        record: Record,
    ) -> Response<Body> {
        let Some(service) = self.services.find(method.service()) else {
            return record.refused(unserved(method.service()));
        };
        let Admission { place, interruption } = admission;
        let work = deadline::scope(interruption.deadline(), service.oneshot(request));
        let work = AssertUnwindSafe(work)
            .catch_unwind()
            .instrument(record.span().clone());
        let answered = tokio::select! {
            biased;
            answered = work => answered,
            problem = interruption.clone().wait() => return record.refused(problem),
        };
        match answered {
            Ok(Ok(response)) if let Some(problem) = unexplained::problem_of(response.headers()) => {
                record.refused(problem)
            }
            Ok(Ok(response)) => Answer::wrap(
                response,
                record,
                place,
                interruption,
                self.rules.max_message_bytes,
            ),
            Err(_panic) => record.refused(observe::panicked(method.full())),
        }
    }
}

impl Rules {
    async fn admit(
        &self,
        services: &Services,
        method: &Method,
        request: &mut Request<Body>,
    ) -> Result<Admission, Problem> {
        let place = match &self.in_flight {
            Some(in_flight) if !method.is_infrastructure() => Some(in_flight.take_place(method)?),
            _ => None,
        };
        if !method.is_infrastructure() {
            let certificate = proof::certificate_of(request);
            let caller = self
                .proofs
                .caller(request.headers(), certificate, method.full())
                .await?;
            let rule = services
                .rule_of(method.full())
                .ok_or_else(|| unserved(method.full()))?;
            access::check(rule, &caller)?;
            request.extensions_mut().insert(caller);
        }
        if let Some(max) = self.max_message_bytes {
            let body = std::mem::take(request.body_mut());
            *request.body_mut() = frames::limit(body, max);
        }
        let timeout = self.timeout(method, deadline::read(request.headers()));
        Ok(Admission {
            place,
            interruption: Interruption::new(timeout, self.drain.clone(), method.is_open_ended()),
        })
    }

    fn timeout(&self, method: &Method, asked: Option<Duration>) -> Option<Duration> {
        match (asked, self.max_timeout) {
            _ if method.is_transfer() => asked,
            (Some(asked), Some(max)) => Some(asked.min(max)),
            (Some(asked), None) => Some(asked),
            (None, _) if method.is_open_ended() => None,
            (None, _) => self.default_timeout,
        }
    }
}

/// A service that is not here, or a method that no contract has: without a rule nobody may call it.
fn unserved(name: &str) -> Problem {
    Problem::new(
        Code::Unimplemented,
        Reason::Unimplemented,
        format!("this server does not serve {name}"),
    )
}

/// The id to echo: the caller's if it brought a usable one, else the trace's.
fn request_id(request: &Request<Body>, span: &tracing::Span) -> Option<HeaderValue> {
    let brought = request
        .headers()
        .get(REQUEST_ID)
        .filter(|value| value.len() <= 128 && value.as_bytes().iter().all(u8::is_ascii_graphic))
        .cloned();
    brought.or_else(|| HeaderValue::try_from(redress_telemetry::trace_id_of(span)?).ok())
}

impl Record {
    /// Ends the call with a problem, as a response without a body.
    fn refused(self, problem: Problem) -> Response<Body> {
        let status = Status::from(problem);
        self.end(status.code());
        status.into_http()
    }
}
