//! A gRPC server between client and server that passes calls on, or does what it was told instead, and remembers what came.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use futures::future::{BoxFuture, pending};
use futures::{StreamExt as _, stream};
use http_body_util::{BodyExt as _, BodyStream, Full, StreamBody};
use prost::bytes::Bytes;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tonic::Status;
use tonic::body::Body;
use tonic::codegen::http::{HeaderMap, Request, Response};
use tonic::transport::server::TcpIncoming;
use tonic::transport::{Channel, Endpoint, Server};
use tower::{Service, ServiceExt as _};

/// What is done with a call instead of passing it on.
#[derive(Clone)]
pub enum Fault {
    /// It is answered with this.
    Answer(Status),
    /// It is never answered.
    Silence,
    /// It takes effect, and its reply breaks off after the headers.
    ReplyLost,
    /// Its stream says nothing after the first message, and breaks off when [`Faulty::break_off`] says so.
    StreamBroken,
    /// Its stream says nothing after the first message, for ever.
    StreamSilent,
}

/// A call as it came.
#[derive(Clone, Debug)]
pub struct Seen {
    pub path: String,
    pub headers: HeaderMap,
    pub message: Bytes,
}

/// Passes calls on unless told otherwise; ends with its value.
pub struct Faulty {
    address: SocketAddr,
    desk: Arc<Mutex<Desk>>,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct Desk {
    faults: VecDeque<Fault>,
    always: Option<Fault>,
    seen: Vec<Seen>,
    broken_off: Arc<Notify>,
}

impl Faulty {
    pub async fn before(server: SocketAddr) -> anyhow::Result<Faulty> {
        let incoming = TcpIncoming::bind(SocketAddr::from(([127, 0, 0, 1], 0)))?;
        let address = incoming.local_addr()?;
        let desk = Arc::<Mutex<Desk>>::default();
        let relay = Relay {
            desk: desk.clone(),
            server: Endpoint::from_shared(format!("http://{server}"))?.connect_lazy(),
        };
        let serving = Server::builder().serve_with_incoming(relay, incoming);
        let task = tokio::spawn(async move {
            let _ = serving.await;
        });
        Ok(Faulty { address, desk, task })
    }

    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What is done with the next calls, one each.
    pub fn will(&self, faults: impl IntoIterator<Item = Fault>) {
        self.desk().faults.extend(faults);
    }

    /// What is done with every call from now on.
    pub fn will_always(&self, fault: Fault) {
        self.desk().always = Some(fault);
    }

    /// What came since this was last asked.
    pub fn seen(&self) -> Vec<Seen> {
        std::mem::take(&mut self.desk().seen)
    }

    /// Breaks off one stream that is to be broken.
    pub fn break_off(&self) {
        self.desk().broken_off.notify_one();
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        desk(&self.desk)
    }
}

fn desk(desk: &Mutex<Desk>) -> MutexGuard<'_, Desk> {
    desk.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for Faulty {
    fn drop(&mut self) {
        self.task.abort();
    }
}

#[derive(Clone)]
struct Relay {
    desk: Arc<Mutex<Desk>>,
    server: Channel,
}

impl Relay {
    async fn answer(mut self, request: Request<Body>) -> Result<Response<Body>, Status> {
        let (parts, body) = request.into_parts();
        let message = body.collect().await?.to_bytes();
        let fault = {
            let mut desk = desk(&self.desk);
            desk.seen.push(Seen {
                path: parts.uri.path().to_owned(),
                headers: parts.headers.clone(),
                message: message.clone(),
            });
            let next = desk.faults.pop_front();
            next.or_else(|| desk.always.clone())
        };
        match fault {
            Some(Fault::Answer(status)) => return Err(status),
            Some(Fault::Silence) => return pending().await,
            _ => {}
        }
        let request = Request::from_parts(parts, Body::new(Full::new(message)));
        let sent = async { self.server.ready().await?.call(request).await }.await;
        let response = sent.map_err(|error| Status::from_error(Box::new(error)))?;
        let (parts, body) = response.into_parts();
        let broken = || Err(Status::aborted("broken off"));
        let body = match fault {
            Some(Fault::ReplyLost) => {
                // Only what is complete has surely taken effect.
                body.collect().await?;
                Body::new(StreamBody::new(stream::iter([broken()])))
            }
            Some(Fault::StreamBroken) => {
                let told = desk(&self.desk).broken_off.clone();
                let end = stream::once(async move {
                    told.notified().await;
                    broken()
                });
                Body::new(StreamBody::new(BodyStream::new(body).take(1).chain(end)))
            }
            Some(Fault::StreamSilent) => Body::new(StreamBody::new(
                BodyStream::new(body).take(1).chain(stream::pending()),
            )),
            _ => body,
        };
        Ok(Response::from_parts(parts, body))
    }
}

impl Service<Request<Body>> for Relay {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let relay = self.clone();
        Box::pin(async move { Ok(relay.answer(request).await.unwrap_or_else(Status::into_http)) })
    }
}
