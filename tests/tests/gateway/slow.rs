//! Callers who take their time: they lose the connection, and nobody else waits for them.

use anyhow::ensure;
use redress::config::Config;
use redress_db::Backend;
use redress_tests::scene::Scene;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Far more than the limit that the tests set.
const PATIENCE: Duration = Duration::from_secs(20);

async fn scene(connections: usize) -> anyhow::Result<Scene> {
    let mut config = Config::default();
    config.gateway.slow_limit_ms = 300;
    config.gateway.max_connections = connections;
    Scene::with_gateway(Backend::Sqlite, config).await
}

/// What comes back until the connection ends, after sending some bytes and no more.
async fn until_end(address: SocketAddr, sent: &[u8]) -> anyhow::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(sent).await?;
    let mut answer = Vec::new();
    let read = timeout(PATIENCE, stream.read_to_end(&mut answer)).await;
    ensure!(
        read.is_ok(),
        "{:?} keeps its connection",
        String::from_utf8_lossy(sent)
    );
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn who_takes_too_long_loses_the_connection() -> anyhow::Result<()> {
    let scene = scene(16).await?;
    let address = scene.http()?.address();
    let heads: [&[u8]; 5] = [
        b"",
        b"G",
        b"GET /livez HTTP/1.1\r\nhost: localhost\r\nx-slow: ",
        b"PRI * HTTP/2.0\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ];
    let ends = heads.map(|head| until_end(address, head));
    for answer in futures::future::try_join_all(ends).await? {
        ensure!(!answer.contains("200 OK"), "{answer}");
    }
    // A whole request is answered; the connection then is idle, and ends.
    let served = until_end(address, b"GET /livez HTTP/1.1\r\nhost: localhost\r\n\r\n").await?;
    ensure!(served.starts_with("HTTP/1.1 200 OK"), "{served}");
    let body = b"POST /v1/orders HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{";
    let refused = until_end(address, body).await?;
    ensure!(
        refused.starts_with("HTTP/1.1 400") && refused.contains("took too long"),
        "{refused}"
    );
    scene.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn who_finds_no_place_waits_until_one_is_given_back() -> anyhow::Result<()> {
    let scene = scene(1).await?;
    let http = scene.http()?;
    let silent = TcpStream::connect(http.address()).await?;
    let answered = timeout(PATIENCE, http.get("/livez")).await??;
    ensure!(answered.status == 200, "{answered:?}");
    drop(silent);
    scene.stop().await
}
