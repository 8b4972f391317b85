//! A watch over HTTP: each state as an event, as it comes.

use anyhow::{Context as _, ensure};
use http_body_util::BodyExt as _;
use redress::config::Config;
use redress_db::Backend;
use redress_tests::scene::Scene;
use redress_tests::shop;
use std::time::Duration;
use tonic::codegen::Bytes;
use tonic::codegen::http::Method;

/// How long an event may take.
const LIMIT: Duration = Duration::from_secs(20);

/// Reads until the text is there.
async fn read_to(body: &mut hyper::body::Incoming, wanted: &str) -> anyhow::Result<String> {
    let mut text = String::new();
    while !text.contains(wanted) {
        let frame = tokio::time::timeout(LIMIT, body.frame()).await;
        let frame = frame.with_context(|| format!("no {wanted} in {text}"))?;
        let frame = frame.with_context(|| format!("the watch ended after {text}"))??;
        if let Ok(data) = frame.into_data() {
            text.push_str(&String::from_utf8_lossy(&data));
        }
    }
    Ok(text)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watch_tells_each_state_and_ends_with_the_gateway() -> anyhow::Result<()> {
    let mut config = Config::default();
    config.gateway.max_watches = 1;
    let scene = Scene::with_gateway(Backend::Sqlite, config).await?;
    let order = scene.paid("watched", 1).await?;
    let http = scene.http()?;
    let nobody = http.get("/v1/orders/ord_nobody:watch").await?;
    ensure!(
        nobody.status == 404 && nobody.json()?["reason"] == "NOT_FOUND",
        "{nobody:?}"
    );
    let path = format!("/v1/orders/{}:watch", order.order_id);
    let answer = http.open((Method::GET, &path), &[], Bytes::new()).await?;
    ensure!(
        answer.headers()["content-type"] == "text/event-stream",
        "{answer:?}"
    );
    let mut body = answer.into_body();
    let first = read_to(&mut body, "\n\n").await?;
    ensure!(
        first.starts_with("event: Order\ndata: {") && first.contains("\nid: "),
        "{first}"
    );
    let full = http.get(&path).await?;
    ensure!(
        full.status == 503 && full.json()?["reason"] == "OVERLOADED",
        "{full:?}"
    );
    let ship = shop::ship("ship", &order.order_id);
    scene.clients.orders.clone().mark_shipped(ship).await?;
    read_to(&mut body, "ORDER_STATE_SHIPPED").await?;
    // Stopping does not wait for the reader.
    let ended = tokio::spawn(async move {
        while let Some(frame) = body.frame().await {
            frame?;
        }
        anyhow::Ok(())
    });
    scene.stop().await?;
    tokio::time::timeout(LIMIT, ended)
        .await
        .context("the watch goes on")???;
    Ok(())
}
