//! The HTTP server: finds the operation, lets the caller in, calls the RPC, and answers.

use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use bytes::Bytes;
use futures::FutureExt as _;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION};
use http::{HeaderName, HeaderValue, Method, StatusCode};
use prost_reflect::DynamicMessage;
use redress_core::{Clock, Ids};
use redress_rpc::caller::ROLE;
use redress_rpc::{Channel, Problem, Reason};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tonic::{Code, Status};
use tower_http::compression::CompressionLayer;
use tower_http::cors::{AllowOrigin, CorsLayer};
use tracing::Instrument as _;

use crate::answers::{self, download, events, problem};
use crate::config::GatewayConfig;
use crate::contract::{Comments, Contract, Found, Kind, Operation, Payload};
use crate::credentials::Credentials;
use crate::form::Form;
use crate::rpc::{Call, REQUEST_ID};
use crate::{docs, form, grpc_web, incoming, openapi, serving, uploads};

/// What the gateway works with.
pub struct GatewayDeps {
    /// To all contexts.
    pub channel: Channel,
    /// Who is let in.
    pub credentials: Credentials,
    /// For the ids of requests.
    pub clock: Clock,
    /// The source of ids.
    pub ids: Ids,
    /// The settings.
    pub config: GatewayConfig,
}

/// The gateway, ready to serve.
pub struct Gateway {
    shared: Arc<Shared>,
    stop: watch::Sender<bool>,
}

/// What every request needs.
pub(crate) struct Shared {
    contract: Contract,
    form: Form,
    pub(crate) channel: Channel,
    pub(crate) credentials: Credentials,
    clock: Clock,
    ids: Ids,
    pub(crate) config: GatewayConfig,
    places: Semaphore,
    watches: Arc<Semaphore>,
    stopping: watch::Receiver<bool>,
    openapi: OnceLock<Bytes>,
    docs: OnceLock<Bytes>,
}

/// The gateway cannot serve.
#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    /// The contracts cannot be served as HTTP.
    #[error(transparent)]
    Contract(#[from] crate::contract::ContractError),
    /// The socket failed.
    #[error("the gateway's socket failed")]
    Socket(#[from] std::io::Error),
}

impl Gateway {
    /// Reads the contracts.
    ///
    /// # Errors
    /// An annotation that cannot be served.
    pub fn new(deps: GatewayDeps) -> Result<Self, GatewayError> {
        let (stop, stopping) = watch::channel(false);
        let contract = Contract::read(redress_contracts::FILE_DESCRIPTOR_SET)?;
        let shared = Shared {
            form: Form::of(&contract)?,
            contract,
            channel: deps.channel,
            credentials: deps.credentials,
            clock: deps.clock,
            ids: deps.ids,
            places: Semaphore::new(deps.config.max_in_flight),
            watches: Arc::new(Semaphore::new(deps.config.max_watches)),
            config: deps.config,
            stopping,
            openapi: OnceLock::new(),
            docs: OnceLock::new(),
        };
        Ok(Self {
            shared: Arc::new(shared),
            stop,
        })
    }

    /// Serves until `shutdown` returns; then watches end, and requests under way have the drain's time limit.
    pub async fn serve(self, listener: TcpListener, shutdown: impl Future<Output = ()> + Send) {
        let limit = self.shared.config.drain_time_limit();
        let mut stopping = self.shared.stopping.clone();
        let drained = async move {
            // The sender lives as long as this function.
            let _ = stopping.wait_for(|stopping| *stopping).await;
        };
        let serving = serving::serve(listener, self.router(), (self.shared.config.patience(), drained));
        tokio::pin!(serving);
        tokio::select! {
            () = &mut serving => return,
            () = shutdown => {}
        }
        self.stop.send_replace(true);
        if tokio::time::timeout(limit, serving).await.is_err() {
            tracing::warn!("the gateway's drain time is over; cutting what is under way");
        }
    }

    fn router(&self) -> Router {
        Router::new()
            .fallback(handle)
            .layer(CompressionLayer::new())
            .layer(cors(&self.shared.config))
            .with_state(self.shared.clone())
    }
}

/// Pages of the configured origins may send everything that a caller needs, and read what they have to go by.
fn cors(config: &GatewayConfig) -> CorsLayer {
    let origins = config
        .cors_origins
        .iter()
        .filter_map(|origin| HeaderValue::try_from(origin).ok());
    let exposed = [
        "etag",
        "link",
        "location",
        "retry-after",
        "content-range",
        "x-request-id",
        "grpc-status",
        "grpc-message",
        "grpc-status-details-bin",
    ];
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods([
            Method::GET,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
        ])
        .allow_headers([
            http::header::AUTHORIZATION,
            CONTENT_TYPE,
            http::header::IF_MATCH,
            http::header::IF_NONE_MATCH,
            http::header::RANGE,
            HeaderName::from_static(incoming::IDEMPOTENCY_KEY),
            HeaderName::from_static(REQUEST_ID),
            HeaderName::from_static("x-grpc-web"),
            HeaderName::from_static("x-user-agent"),
            HeaderName::from_static(ROLE),
            HeaderName::from_static("grpc-timeout"),
        ])
        .expose_headers(exposed.map(HeaderName::from_static))
}

async fn handle(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let request_id = shared.request_id(&request);
    let span = tracing::info_span!(
        parent: None,
        "http",
        otel.kind = "server",
        otel.name = tracing::field::Empty,
        http.request.method = request.method().as_str(),
        http.route = tracing::field::Empty,
        http.response.status_code = tracing::field::Empty,
    );
    redress_telemetry::accept(&span, request.headers());
    let id = request_id.to_str().unwrap_or_default().to_owned();
    let work = AssertUnwindSafe(shared.answer(request, request_id.clone())).catch_unwind();
    let mut response = match work.instrument(span.clone()).await {
        Ok(Ok(response)) => response,
        Ok(Err(status)) => problem::of_status(&status, &id),
        Err(_panic) => {
            tracing::error!("a request panicked");
            let text = "internal error; quote the x-request-id of this reply";
            problem::of_problem(Problem::new(Code::Internal, Reason::Internal, text), &id)
        }
    };
    span.record("http.response.status_code", response.status().as_u16());
    response.headers_mut().insert(REQUEST_ID, request_id);
    response
}

impl Shared {
    pub(crate) fn contract(&self) -> &Contract {
        &self.contract
    }

    /// The id that the caller brought, if it is a usable one, else a new one.
    fn request_id(&self, request: &Request) -> HeaderValue {
        let brought = request.headers().get(REQUEST_ID);
        let usable = brought.filter(|value| {
            (1..=128).contains(&value.len()) && value.as_bytes().iter().all(u8::is_ascii_graphic)
        });
        usable.cloned().unwrap_or_else(|| {
            HeaderValue::try_from(self.ids.text("req", self.clock.now()))
                .expect("invariant: ids are visible ASCII")
        })
    }

    async fn answer(self: Arc<Self>, request: Request, request_id: HeaderValue) -> Result<Response, Status> {
        if let Some(page) = self.page(&request) {
            return Ok(page);
        }
        let _place = self
            .places
            .try_acquire()
            .map_err(|_| full("too many requests are being worked on"))?;
        if grpc_web::is_for(&request) {
            return grpc_web::answer(&self, request, request_id).await;
        }
        if Form::is_meant(&request) {
            return self.form(request, request_id).await;
        }
        let (operation, values) = self.find(&request)?;
        name_span(&operation.verb, operation.template.text());
        let admitted = self.credentials.admit(request.headers(), Some(operation)).await?;
        let is_bounded = operation.kind == Kind::Call;
        let call = Call {
            caller: admitted.caller,
            request_id,
            timeout: is_bounded.then(|| self.config.timeout()),
        };
        let answered = self.call(&call, operation, (&values, request)).await;
        let mut response = answered.unwrap_or_else(|status| problem::of_status(&status, call.request_id()));
        if let Some(allowance) = admitted.allowance {
            allowance.write(response.headers_mut());
        }
        Ok(response)
    }

    /// Evidence as a form: several operations in one.
    async fn form(&self, request: Request, request_id: HeaderValue) -> Result<Response, Status> {
        name_span(request.method(), form::PATH);
        let start = Some(&self.form.start);
        let admitted = self.credentials.admit(request.headers(), start).await?;
        let call = Call {
            caller: admitted.caller,
            request_id,
            timeout: None,
        };
        let asked = parts_of(&request);
        let taken = (request, self.config.max_form_bytes);
        let answered = self.form.take(&call, &self.channel, taken).await;
        let mut response = match answered {
            Ok(evidence) => answers::single(&self.form.finish, &asked, &evidence),
            Err(status) => problem::of_status(&status, call.request_id()),
        };
        if let Some(allowance) = admitted.allowance {
            allowance.write(response.headers_mut());
        }
        Ok(response)
    }

    /// The operation that a request is for.
    fn find(&self, request: &Request) -> Result<(&Operation, Vec<String>), Problem> {
        let (verb, path) = (request.method(), request.uri().path());
        let wanted = if *verb == Method::HEAD { &Method::GET } else { verb };
        match self.contract.find(wanted, path) {
            Found::Operation(operation, values) => Ok((operation, values)),
            Found::OtherVerbs(verbs) => {
                let verbs: Vec<&str> = verbs.iter().map(Method::as_str).collect();
                let allowed = verbs.join(", ");
                let text = format!("this path takes {allowed}");
                Err(Problem::new(Code::Unimplemented, Reason::MethodNotAllowed, text)
                    .with_metadata("allow", allowed))
            }
            Found::Nothing => Err(Problem::new(
                Code::NotFound,
                Reason::NotFound,
                "there is no such path; /docs lists all",
            )),
        }
    }

    async fn call(
        &self,
        call: &Call,
        operation: &Operation,
        (values, request): (&[String], Request),
    ) -> Result<Response, Status> {
        let channel = &self.channel;
        match (operation.kind, &operation.payload) {
            (Kind::Call, _) => {
                let asked = parts_of(&request);
                let message = self.message(operation, values, request).await?;
                let answer = call.unary(channel, operation, message).await?;
                Ok(answers::single(operation, &asked, &answer))
            }
            (Kind::Watch, _) => {
                let place = self.watches.clone().try_acquire_owned();
                let place = place.map_err(|_| full("too many watches are open"))?;
                let message = self.message(operation, values, request).await?;
                let answers = call.server_streaming(channel, operation, message).await?;
                let id = call.request_id().to_owned();
                let until = (self.stopping.clone(), self.config.watch_limit());
                events::response(answers, id, (until, place)).await
            }
            (Kind::Download, _) => {
                let headers = request.headers().clone();
                let message = self.message(operation, values, request).await?;
                download::response(call, channel, operation, (message, &headers)).await
            }
            (Kind::Upload, Payload::Bytes(field)) => {
                let asked = parts_of(&request);
                let (parts, body) = request.into_parts();
                let head = incoming::head(operation, values, &parts)?;
                let taken = (head, &parts.headers, body);
                let answer = uploads::bytes(call, channel, (operation, field), taken).await?;
                Ok(answers::single(operation, &asked, &answer))
            }
            (Kind::Upload | Kind::Stream, _) => {
                let asked = parts_of(&request);
                incoming::expect_media_type(request.headers(), incoming::LINES)?;
                let taken = (request.into_body(), self.config.max_body_bytes);
                let answer = uploads::lines(call, channel, operation, taken).await?;
                Ok(answers::single(operation, &asked, &answer))
            }
        }
    }

    async fn message(
        &self,
        operation: &Operation,
        values: &[String],
        request: Request,
    ) -> Result<DynamicMessage, Problem> {
        let limits = incoming::Limits {
            bytes: self.config.max_body_bytes,
            time: self.config.slow_limit(),
        };
        incoming::message(operation, values, request, limits).await
    }

    /// What is served beside the operations: the documentation, and whether the gateway lives.
    fn page(&self, request: &Request) -> Option<Response> {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return None;
        }
        match request.uri().path() {
            "/" => Some(redirect("/docs")),
            "/docs" => Some(static_page(
                "text/html; charset=utf-8",
                self.docs.get_or_init(|| {
                    Bytes::from(docs::page(
                        (&self.contract, &self.form),
                        &Comments::of(self.contract.pool()),
                    ))
                }),
            )),
            "/openapi.json" => Some(static_page(
                "application/json",
                self.openapi.get_or_init(|| {
                    let document =
                        openapi::document((&self.contract, &self.form), &Comments::of(self.contract.pool()));
                    Bytes::from(document.to_string())
                }),
            )),
            "/livez" => Some(static_page(
                "text/plain; charset=utf-8",
                &Bytes::from_static(b"ok\n"),
            )),
            _ => None,
        }
    }
}

fn name_span(verb: &Method, route: &str) {
    let span = tracing::Span::current();
    span.record("http.route", route);
    span.record("otel.name", format!("{verb} {route}"));
}

/// There is no place now.
fn full(why: &str) -> Problem {
    Problem::resource_exhausted(Reason::Overloaded, why, std::time::Duration::from_secs(1))
}

/// What an answer depends on, without the body.
fn parts_of(request: &Request) -> http::request::Parts {
    let mut copy = Request::new(Body::empty());
    *copy.uri_mut() = request.uri().clone();
    *copy.headers_mut() = request.headers().clone();
    copy.into_parts().0
}

fn redirect(to: &'static str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::FOUND;
    response
        .headers_mut()
        .insert(LOCATION, HeaderValue::from_static(to));
    response
}

fn static_page(media_type: &'static str, body: &Bytes) -> Response {
    let mut response = Response::new(Body::from(body.clone()));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert("x-content-type-options", HeaderValue::from_static("nosniff"));
    headers.insert(
        "content-security-policy",
        HeaderValue::from_static(
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
        ),
    );
    response
}

/// Where a listener is bound.
///
/// # Errors
/// The address cannot be used.
pub async fn bind(address: SocketAddr) -> Result<TcpListener, GatewayError> {
    Ok(TcpListener::bind(address).await?)
}
