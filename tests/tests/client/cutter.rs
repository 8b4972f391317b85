//! Cuts connections at the very moment when a reply begins to come back: the call took effect, and nobody heard of it.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// The head of an HTTP/2 frame: three bytes of length, the type, flags, the stream.
const HEAD: usize = 9;
/// The type of the frame that a reply begins with.
const HEADERS: u8 = 1;

/// Listens before a server; ends with its value.
pub struct Cutter {
    address: SocketAddr,
    cut: Arc<AtomicU32>,
    task: JoinHandle<()>,
}

impl Cutter {
    /// Cuts the first so many connections, each when its first reply begins; then lets all pass.
    pub async fn before(server: SocketAddr, times: u32) -> anyhow::Result<Cutter> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let cut = Arc::new(AtomicU32::new(0));
        let count = cut.clone();
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(relay(client, server, count.clone(), times));
            }
        });
        Ok(Cutter { address, cut, task })
    }

    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many connections were cut.
    pub fn cut(&self) -> u32 {
        self.cut.load(Ordering::Relaxed)
    }
}

impl Drop for Cutter {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn relay(client: TcpStream, server: SocketAddr, cut: Arc<AtomicU32>, times: u32) -> io::Result<()> {
    let (mut from_client, to_client) = client.into_split();
    let (from_server, mut to_server) = TcpStream::connect(server).await?.into_split();
    let is_cut = cut.load(Ordering::Relaxed) < times;
    tokio::select! {
        sent = copy(&mut from_client, &mut to_server) => sent.map(|_| ()),
        answered = answers(from_server, to_client, is_cut) => {
            if is_cut {
                cut.fetch_add(1, Ordering::Relaxed);
            }
            answered
        }
    }
}

async fn answers(
    mut from_server: OwnedReadHalf,
    mut to_client: OwnedWriteHalf,
    is_cut: bool,
) -> io::Result<()> {
    loop {
        let mut head = [0; HEAD];
        from_server.read_exact(&mut head).await?;
        if is_cut && head[3] == HEADERS {
            return Ok(());
        }
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        to_client.write_all(&head).await?;
        copy(&mut (&mut from_server).take(u64::from(length)), &mut to_client).await?;
    }
}
