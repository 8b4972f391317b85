//! The transport of every generated client: another context in this process, another process, or one that is bound later.
//!
//! A channel carries on what it is called within: the trace as `traceparent`, and the ambient deadline as `grpc-timeout`,
//! whichever of that and the caller's own is earlier. Identity is said, never guessed: by
//! [`Caller::request`](crate::Caller::request) for one call, or by [`Channel::acting_as`] for all; or it is proven, by
//! [`Channel::bearing`].

use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::future::BoxFuture;
use http::header::AUTHORIZATION;
use http::{Request, Response};
use tokio::time::Instant;
use tonic::Status;
use tonic::body::Body;
use tonic::metadata::MetadataMap;
use tower::{Service, ServiceExt as _};

use crate::call::{Calls, Drain, Method, Rules};
use crate::caller::Caller;
use crate::deadline;
use crate::error::Problem;
use crate::proof::Proofs;
use crate::server::AccessMode;
use crate::services::Services;

mod late;
mod remote;
mod token;

pub use late::Binding;
pub use remote::{ClientConfig, ConnectError};
pub use token::BearerToken;

use late::Slot;
use remote::Remote;

/// A transport for generated clients, as in `OrderServiceClient::new(channel)`. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Channel {
    route: Route,
    caller: Option<Arc<Caller>>,
    token: Option<BearerToken>,
    default_timeout: Option<Duration>,
}

#[derive(Debug, Clone)]
enum Route {
    InProcess(Calls),
    Remote(Remote),
    Late(Slot),
}

impl Channel {
    /// To services of this process, without a network. Calls go by the same rules as over the network, but have no default
    /// deadline and no limit in flight: the call that they are made for has both.
    pub fn in_process(services: Services, access: AccessMode) -> Self {
        let rules = Rules {
            proofs: Proofs::within_process(access),
            default_timeout: None,
            max_timeout: None,
            in_flight: None,
            max_message_bytes: None,
            drain: Drain::never(),
        };
        Self::over(Route::InProcess(Calls::new(services, rules)), None)
    }

    /// To another process, for example `http://returns:50051`. Connects with the first call and reconnects by itself; must
    /// be called inside a Tokio runtime.
    ///
    /// # Errors
    ///
    /// [`ConnectError`] when `uri` cannot be used. Whether anybody answers there only shows in calls.
    pub fn connect(uri: &str, config: &ClientConfig) -> Result<Self, ConnectError> {
        let remote = Remote::connect(uri, config)?;
        Ok(Self::over(Route::Remote(remote), Some(config.default_timeout())))
    }

    /// A channel that is bound later, for contexts that call each other. Until then calls are `UNAVAILABLE`, and again once
    /// the [`Binding`] is dropped, which also breaks the circle of ownership between the two.
    pub fn late() -> (Self, Binding) {
        let slot = Slot::default();
        (Self::over(Route::Late(slot.clone()), None), Binding::new(slot))
    }

    /// The same channel, making calls in the name of `caller` unless a call names its own.
    #[must_use]
    pub fn acting_as(mut self, caller: Caller) -> Self {
        self.caller = Some(Arc::new(caller));
        self
    }

    /// The same channel, coming in with a token at a server that believes no word alone.
    #[must_use]
    pub fn bearing(mut self, token: BearerToken) -> Self {
        self.token = Some(token);
        self
    }

    fn over(route: Route, default_timeout: Option<Duration>) -> Self {
        Self {
            route,
            caller: None,
            token: None,
            default_timeout,
        }
    }

    async fn send(mut self, mut request: Request<Body>) -> Result<Response<Body>, Status> {
        self.name_caller(&mut request);
        match self.route {
            Route::Late(slot) => Box::pin(slot.bound()?.send(request)).await,
            Route::InProcess(calls) => {
                carry_deadline(&mut request, None)?;
                redress_telemetry::inject(request.headers_mut());
                match calls.oneshot(request).await {
                    Ok(response) => Ok(response),
                    Err(never) => match never {},
                }
            }
            Route::Remote(ref mut remote) => {
                carry_deadline(&mut request, self.default_timeout)?;
                remote.send(request).await
            }
        }
    }

    fn name_caller(&self, request: &mut Request<Body>) {
        if let Some(BearerToken(value)) = &self.token {
            request.headers_mut().insert(AUTHORIZATION, value.clone());
            return;
        }
        if let Some(caller) = &self.caller
            && !Caller::is_named(request.headers())
        {
            let mut metadata = MetadataMap::from_headers(std::mem::take(request.headers_mut()));
            caller.into_metadata(&mut metadata);
            *request.headers_mut() = metadata.into_headers();
        }
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

/// Sets the timeout of an outgoing call: its own, else the default, and never past the ambient deadline.
fn carry_deadline(request: &mut Request<Body>, default: Option<Duration>) -> Result<(), Status> {
    let method = Method::of(request.uri());
    let own = deadline::read(request.headers())
        .or_else(|| default.filter(|_| !method.is_open_ended() && !method.is_transfer()));
    let left = deadline::current().map(|deadline| deadline.saturating_duration_since(Instant::now()));
    let Some(timeout) = [own, left].into_iter().flatten().min() else {
        return Ok(());
    };
    if timeout.is_zero() {
        return Err(Problem::deadline_exceeded().into());
    }
    deadline::write(request.headers_mut(), timeout);
    Ok(())
}
