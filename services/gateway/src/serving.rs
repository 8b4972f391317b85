//! Connections: taken, bounded in number and in patience, and ended.
//!
//! A caller who sends the head of a request slowly, or nothing at all, loses the connection; so does one who leaves it idle.
//! When told to end, connections finish the requests under way and take no other.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::ServiceExt as _;

/// How often a silent HTTP/2 connection is probed.
const PROBE: Duration = Duration::from_secs(30);
/// How long to wait when the system gives no connection, as when it has no more files.
const PAUSE: Duration = Duration::from_millis(100);

/// How many connections there may be, and how long each may take over the head of a request.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    pub connections: usize,
    pub head: Duration,
}

/// Serves until `ended` returns, and then what is under way.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    (patience, ended): (Patience, impl Future<Output = ()>),
) {
    let places = Arc::new(Semaphore::new(patience.connections));
    let ending = GracefulShutdown::new();
    tokio::pin!(ended);
    loop {
        // Whoever finds no place waits in the system's own queue.
        let next = async {
            let place = places.clone().acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            () = &mut ended => break,
            next = next => next,
        };
        match (place, accepted) {
            (Ok(place), Ok((stream, _))) => {
                let connection = connection(stream, router.clone(), (patience.head, place), ending.watcher());
                tokio::spawn(connection);
            }
            (_, Err(error)) => {
                tracing::warn!(%error, "no connection can be taken");
                tokio::time::sleep(PAUSE).await;
            }
            (Err(_closed), _) => break,
        }
    }
    drop(listener);
    ending.shutdown().await;
}

async fn connection(
    stream: TcpStream,
    router: Router,
    (head, _place): (Duration, OwnedSemaphorePermit),
    watcher: Watcher,
) {
    // Small answers go out at once; without it they only come later.
    let _ = stream.set_nodelay(true);
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(head);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(PROBE)
        .keep_alive_timeout(head);
    let has_asked = Arc::new(AtomicBool::new(false));
    let asked = has_asked.clone();
    let service = router.map_request(move |request: http::Request<Incoming>| {
        asked.store(true, Ordering::Relaxed);
        request.map(Body::new)
    });
    let serving = builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
    let serving = watcher.watch(serving);
    tokio::pin!(serving);
    // What a connection breaks by is its caller's own business.
    tokio::select! {
        _ = &mut serving => return,
        () = tokio::time::sleep(head) => {}
    }
    if has_asked.load(Ordering::Relaxed) {
        let _ = serving.await;
    }
}
