//! An HTTP server that keeps what it is sent and answers as it is told.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// One request.
#[derive(Clone, Debug)]
pub struct Received {
    /// Method, path and version.
    pub line: String,
    /// By name, in lower case.
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

#[derive(Default)]
struct Desk {
    received: Mutex<Vec<Received>>,
    answers: Mutex<VecDeque<String>>,
    connections: AtomicUsize,
    arrived: Notify,
}

pub struct Receiver {
    address: SocketAddr,
    desk: Arc<Desk>,
    serving: JoinHandle<()>,
}

impl Receiver {
    pub async fn start() -> Self {
        Self::listen("127.0.0.1:0", None).await
    }

    /// Listens on this address, behind TLS if it is given any.
    pub async fn listen(address: &str, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let desk = Arc::new(Desk::default());
        let serving = tokio::spawn(serve(listener, desk.clone(), tls));
        Self {
            address,
            desk,
            serving,
        }
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    pub fn url(&self) -> String {
        format!("http://{}/hooks?shop=1", self.address)
    }

    /// Lets the next request without an answer be answered like this: a status line and headers, without the empty line.
    pub fn answer(&self, head: &str) {
        self.desk.answers.lock().unwrap().push_back(head.to_owned());
    }

    /// Everything so far, oldest first.
    pub fn received(&self) -> Vec<Received> {
        self.desk.received.lock().unwrap().clone()
    }

    /// How often somebody connected.
    pub fn connections(&self) -> usize {
        self.desk.connections.load(Ordering::SeqCst)
    }

    /// Returns once a request has arrived.
    pub async fn arrived(&self) {
        self.desk.arrived.notified().await;
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(listener: TcpListener, desk: Arc<Desk>, tls: Option<TlsAcceptor>) {
    while let Ok((stream, _)) = listener.accept().await {
        desk.connections.fetch_add(1, Ordering::SeqCst);
        let (desk, tls) = (desk.clone(), tls.clone());
        tokio::spawn(async move {
            match tls {
                None => answer(stream, &desk).await,
                Some(tls) => {
                    if let Ok(stream) = tls.accept(stream).await {
                        answer(stream, &desk).await;
                    }
                }
            }
        });
    }
}

/// One request and its answer; `hang` never answers.
async fn answer(mut stream: impl AsyncRead + AsyncWrite + Unpin, desk: &Desk) {
    let Some(received) = read(&mut stream).await else {
        return;
    };
    desk.received.lock().unwrap().push(received);
    desk.arrived.notify_one();
    let head = desk.answers.lock().unwrap().pop_front();
    let head = head.unwrap_or_else(|| "204 No Content".to_owned());
    if head == "hang" {
        std::future::pending::<()>().await;
    }
    let text = match head.as_str() {
        "nonsense" => "this is no HTTP\r\n\r\n".to_owned(),
        head => format!("HTTP/1.1 {head}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"),
    };
    // Whoever called may be gone by now.
    let _ = stream.write_all(text.as_bytes()).await;
    let _ = stream.shutdown().await;
}

async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Option<Received> {
    let mut bytes = Vec::new();
    loop {
        let mut piece = [0; 4096];
        let length = stream.read(&mut piece).await.ok().filter(|length| *length > 0)?;
        bytes.extend_from_slice(&piece[..length]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let mut lines = head.lines();
        let line = lines.next()?.to_owned();
        let headers: BTreeMap<String, String> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        let expected: usize = headers.get("content-length")?.parse().ok()?;
        if body.len() >= expected {
            let body = body.to_owned();
            return Some(Received { line, headers, body });
        }
    }
}
