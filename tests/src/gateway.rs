//! What the gateway costs: reading an order by HTTP with an API key, beside the same call by gRPC, in turns.

use crate::client::Clients;
use crate::decisions::median;
use crate::http::Http;
use crate::shop;
use anyhow::Context as _;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use redress::config::Config;
use redress::suite::{Suite, Time};
use redress_contracts::redress::orders::v1::GetOrderRequest;
use redress_core::{Clock, Ids};
use serde_json::json;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Instant;

/// Calls in flight.
const AT_ONCE: usize = 8;
/// How often each way is measured.
const ROUNDS: usize = 5;

/// Measures, and prints the figures.
///
/// # Errors
/// The suite does not start, or a call fails.
pub async fn run(count: usize) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let mut config = Config {
        data: folder.path().join("data"),
        ..Config::default()
    };
    config.server.listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    config.gateway.listen = config.server.listen;
    config.gateway.requests_per_minute = 0;
    let time = Time {
        clock: Clock::system(),
        ids: Ids::system(),
    };
    let suite = Suite::start(&config, time).await?;
    let clients = Clients::connect(suite.address())?;
    let http = Http::new(suite.http().context("there is no gateway")?);
    let order = clients.orders.clone().place_order(shop::order("gateway")).await?;
    let order_id = order.into_inner().order_id;
    let key = json!({"marketplace_id": shop::SHOP, "role": "ROLE_AGENT", "principal": "bench"});
    let key = http.post("/v1/api-keys", "bench", &key).await?.json()?;
    let http = http.with_bearer(key["secret"].as_str().context("no key")?);
    let path = format!("/v1/orders/{order_id}");
    let (mut by_grpc, mut by_http) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let begin = Instant::now();
        let calls = (0..count).map(|_| async {
            let request = GetOrderRequest {
                order_id: order_id.clone(),
            };
            clients.orders.clone().get_order(request).await?;
            anyhow::Ok(())
        });
        stream::iter(calls)
            .buffer_unordered(AT_ONCE)
            .try_collect::<Vec<()>>()
            .await?;
        by_grpc.push(count as f64 / begin.elapsed().as_secs_f64());
        let begin = Instant::now();
        let calls = (0..count).map(|_| async {
            let reply = http.get(&path).await?;
            anyhow::ensure!(reply.status == 200, "{reply:?}");
            Ok(())
        });
        stream::iter(calls)
            .buffer_unordered(AT_ONCE)
            .try_collect::<Vec<()>>()
            .await?;
        by_http.push(count as f64 / begin.elapsed().as_secs_f64());
    }
    let (by_http, by_grpc) = (median(by_http), median(by_grpc));
    println!(
        "reading an order: {by_http:.0} a second over HTTP with an API key, {by_grpc:.0} over gRPC: {:.2} x",
        by_http / by_grpc
    );
    suite.stop().await
}
