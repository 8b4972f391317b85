//! A service with one method for each thing a call can do, a client for it, and a running server around it.

use std::convert::Infallible;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures::future::BoxFuture;
use futures::{FutureExt as _, Stream, StreamExt as _};
use http::uri::PathAndQuery;
use redress_contracts::MethodAccess;
use redress_contracts::redress::access::v1::Role;
use redress_rpc::server::{ServeError, Stopped, bind};
use redress_rpc::{
    AccessMode, Caller, Channel, ClientConfig, Health, Problem, Server, ServerConfig, Services,
};
use tokio::sync::{Semaphore, oneshot};
use tokio::task::JoinHandle;
use tonic::body::Body;
use tonic::server::{Grpc, NamedService, ServerStreamingService, UnaryService};
use tonic::{Request, Response, Status, Streaming};
use tonic_prost::ProstCodec;
use tower::Service;

pub const PROBE: &str = "redress.test.v1.ProbeService";

/// Everybody, but for the one method that tells roles apart.
const RULES: &[MethodAccess] = &[
    open_to(ALL, "redress.test.v1.ProbeService/Echo"),
    open_to(ALL, "redress.test.v1.ProbeService/Whoami"),
    open_to(ALL, "redress.test.v1.ProbeService/Trace"),
    open_to(ALL, "redress.test.v1.ProbeService/Deadline"),
    open_to(ALL, "redress.test.v1.ProbeService/UploadDeadline"),
    open_to(ALL, "redress.test.v1.ProbeService/Relay"),
    open_to(ALL, "redress.test.v1.ProbeService/Hold"),
    open_to(ALL, "redress.test.v1.ProbeService/Refuse"),
    open_to(ALL, "redress.test.v1.ProbeService/RefuseAtLength"),
    open_to(ALL, "redress.test.v1.ProbeService/Panic"),
    open_to(ALL, "redress.test.v1.ProbeService/WatchForever"),
    open_to(ALL, "redress.test.v1.ProbeService/StreamForever"),
    open_to(ALL, "redress.test.v1.ProbeService/StreamTwo"),
    open_to(ALL, "redress.test.v1.ProbeService/PanicLater"),
    open_to(
        &[Role::SellerAdmin, Role::Finance],
        "redress.test.v1.ProbeService/Settle",
    ),
];

const ALL: &[Role] = &[
    Role::Buyer,
    Role::Seller,
    Role::SellerAdmin,
    Role::Agent,
    Role::Finance,
    Role::Auditor,
    Role::Operator,
    Role::Service,
];

const fn open_to(roles: &'static [Role], path: &'static str) -> MethodAccess {
    MethodAccess {
        proven_by_signature: false,
        path,
        roles,
        scope: "test:read",
    }
}

type TextStream = std::pin::Pin<Box<dyn Stream<Item = Result<String, Status>> + Send>>;

/// Serves texts. Calls of `Hold` say that they began and last until they are released.
#[derive(Clone)]
pub struct Probe {
    pub began: Arc<Semaphore>,
    pub released: Arc<Semaphore>,
    /// What `Relay` calls.
    pub next: Option<Channel>,
}

impl Probe {
    pub fn new() -> Self {
        Self {
            began: Arc::new(Semaphore::new(0)),
            released: Arc::new(Semaphore::new(0)),
            next: None,
        }
    }

    pub fn services(&self) -> Services {
        Services::new().with(self.clone()).ruled_by(RULES)
    }

    /// Returns when `calls` calls of `Hold` have begun.
    pub async fn wait_for_begun(&self, calls: u32) {
        self.began.acquire_many(calls).await.unwrap().forget();
    }

    async fn answer(self, method: String, request: Request<String>) -> Result<Response<String>, Status> {
        match method.as_str() {
            "Echo" => Ok(Response::new(request.into_inner())),
            "Whoami" | "Settle" => Ok(Response::new(Caller::of(&request).key())),
            "Trace" => Ok(Response::new(
                redress_telemetry::current_trace_id().unwrap_or_default(),
            )),
            "Deadline" | "UploadDeadline" => Ok(Response::new(match redress_rpc::deadline::current() {
                Some(deadline) => deadline
                    .duration_since(tokio::time::Instant::now())
                    .as_millis()
                    .to_string(),
                None => "none".into(),
            })),
            "Relay" => {
                let asked = request.into_inner();
                call(
                    self.next.expect("a probe that relays has a next"),
                    &asked,
                    Request::new(String::new()),
                )
                .await
            }
            "Hold" => {
                self.began.add_permits(1);
                self.released.acquire().await.unwrap().forget();
                Ok(Response::new("released".into()))
            }
            "Refuse" => {
                Err(Problem::illegal_transition("order ord_1", "SHIPPED", &["PLACED", "PAID"]).into())
            }
            "RefuseAtLength" => {
                let violation = |at| tonic_types::FieldViolation::new(format!("é[{at}]"), "ü".repeat(100));
                let problem = Problem::invalid((0..2_000).map(violation).collect());
                Err(problem.with_metadata("key", "ö".repeat(10_000)).into())
            }
            "Panic" => panic!("secret of the inside"),
            other => unreachable!("no test calls {other}"),
        }
    }

    async fn stream(method: String) -> Result<Response<TextStream>, Status> {
        let first = futures::stream::iter([Ok("first".to_owned())]);
        Ok(Response::new(match method.as_str() {
            "PanicLater" => {
                let boom = futures::stream::once(async {
                    // Lets the first message go out: messages that are ready together travel together.
                    tokio::task::yield_now().await;
                    panic!("secret of the inside")
                });
                first.chain(boom).boxed()
            }
            "StreamTwo" => first
                .chain(futures::stream::iter([Ok("second".to_owned())]))
                .boxed(),
            _endless => first.chain(futures::stream::pending()).boxed(),
        }))
    }
}

impl NamedService for Probe {
    const NAME: &'static str = PROBE;
}

impl Service<http::Request<Body>> for Probe {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<http::Response<Body>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let method = request.uri().path().rsplit('/').next().unwrap().to_owned();
        let probe = self.clone();
        async move {
            let mut grpc = Grpc::new(ProstCodec::<String, String>::default());
            Ok(match method.as_str() {
                "WatchForever" | "StreamForever" | "StreamTwo" | "PanicLater" => {
                    grpc.server_streaming(Streamed(method), request).await
                }
                _unary => grpc.unary(Answered(probe, method), request).await,
            })
        }
        .boxed()
    }
}

struct Answered(Probe, String);

impl UnaryService<String> for Answered {
    type Response = String;
    type Future = BoxFuture<'static, Result<Response<String>, Status>>;

    fn call(&mut self, request: Request<String>) -> Self::Future {
        self.0.clone().answer(self.1.clone(), request).boxed()
    }
}

struct Streamed(String);

impl ServerStreamingService<String> for Streamed {
    type Response = String;
    type ResponseStream = TextStream;
    type Future = BoxFuture<'static, Result<Response<TextStream>, Status>>;

    fn call(&mut self, _: Request<String>) -> Self::Future {
        Probe::stream(self.0.clone()).boxed()
    }
}

fn path(method: &str) -> PathAndQuery {
    format!("/{PROBE}/{method}").parse().unwrap()
}

/// One call with one answer.
pub async fn call(
    channel: Channel,
    method: &str,
    request: Request<String>,
) -> Result<Response<String>, Status> {
    let mut grpc = tonic::client::Grpc::new(channel);
    grpc.ready().await?;
    grpc.unary(request, path(method), ProstCodec::<String, String>::default())
        .await
}

/// One call with bytes in place of the text.
pub async fn send(channel: &Channel, method: &str, bytes: Vec<u8>) -> Result<String, Status> {
    let mut grpc = tonic::client::Grpc::new(channel.clone());
    grpc.ready().await?;
    let codec = ProstCodec::<Vec<u8>, String>::default();
    let answer = grpc.unary(Request::new(bytes), path(method), codec).await?;
    Ok(answer.into_inner())
}

/// The text that a call without anything answers.
pub async fn ask(channel: &Channel, method: &str) -> Result<String, Status> {
    call(channel.clone(), method, Request::new(String::new()))
        .await
        .map(Response::into_inner)
}

/// One call with a stream of answers.
pub async fn open(
    channel: &Channel,
    method: &str,
    request: Request<String>,
) -> Result<Streaming<String>, Status> {
    let mut grpc = tonic::client::Grpc::new(channel.clone());
    grpc.ready().await?;
    grpc.server_streaming(request, path(method), ProstCodec::<String, String>::default())
        .await
        .map(Response::into_inner)
}

/// A server on a free port of loopback.
pub struct Running {
    pub channel: Channel,
    pub uri: String,
    pub health: Health,
    stop: oneshot::Sender<()>,
    served: JoinHandle<Result<Stopped, ServeError>>,
}

impl Running {
    pub async fn start(probe: &Probe, config: ServerConfig) -> Self {
        let listener = bind(([127, 0, 0, 1], 0).into()).await.unwrap();
        let uri = format!("http://{}", listener.local_addr().unwrap());
        let ready = Server::new(config).with(probe.services()).build().await.unwrap();
        let health = ready.health();
        let (stop, stopped) = oneshot::channel();
        let served = tokio::spawn(ready.serve(listener, async move { stopped.await.unwrap_or(()) }));
        let channel = Channel::connect(&uri, &ClientConfig::default()).unwrap();
        Self {
            channel,
            uri,
            health,
            stop,
            served,
        }
    }

    /// Tells the server to stop, without waiting for it.
    pub fn stop(self) -> JoinHandle<Result<Stopped, ServeError>> {
        self.stop.send(()).unwrap();
        self.served
    }
}

/// In process, open to calls without identity.
pub fn in_process(probe: &Probe) -> Channel {
    Channel::in_process(probe.services(), AccessMode::OpenOnLoopback)
}
