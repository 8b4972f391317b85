//! Browsers: gRPC-web, and which pages may call.

use anyhow::{Context as _, ensure};
use prost::Message as _;
use redress::config::Config;
use redress_contracts::redress::orders::v1::{GetOrderRequest, Order};
use redress_db::Backend;
use redress_tests::scene::Scene;
use tonic::codegen::Bytes;
use tonic::codegen::http::Method;

/// A message behind its prefix.
fn framed(message: &[u8]) -> anyhow::Result<Vec<u8>> {
    let length = u32::try_from(message.len())?.to_be_bytes();
    Ok([&[0], &length[..], message].concat())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_calls_by_grpc_web() -> anyhow::Result<()> {
    let scene = Scene::with_gateway(Backend::Sqlite, Config::default()).await?;
    let order = scene.paid("order", 1).await?;
    let http = scene.http()?;
    let call = async |order_id: &str| {
        let request = GetOrderRequest {
            order_id: order_id.to_owned(),
        };
        let headers = [
            ("content-type", "application/grpc-web+proto"),
            ("x-grpc-web", "1"),
        ];
        let path = "/redress.orders.v1.OrderService/GetOrder";
        http.send((Method::POST, path), &headers, framed(&request.encode_to_vec())?)
            .await
    };
    let answered = call(&order.order_id).await?;
    ensure!(answered.status == 200, "{answered:?}");
    let body = &answered.body[..];
    let length = u32::from_be_bytes(body[1..5].try_into()?) as usize;
    let read = Order::decode(&body[5..5 + length])?;
    ensure!(read.order_id == order.order_id);
    let trailer = String::from_utf8_lossy(&body[5 + length + 5..]).to_lowercase();
    ensure!(trailer.contains("grpc-status:0"), "{trailer}");
    let missing = call("ord_nobody").await?;
    let told = format!(
        "{} {}",
        missing.header("grpc-status"),
        String::from_utf8_lossy(&missing.body)
    );
    ensure!(told.contains('5'), "{missing:?}");
    let wrong = http.with_bearer("rdk_x");
    let headers = [("content-type", "application/grpc-web+proto")];
    let refused = wrong
        .send(
            (Method::POST, "/redress.orders.v1.OrderService/GetOrder"),
            &headers,
            Bytes::new(),
        )
        .await?;
    ensure!(refused.status == 401, "{refused:?}");
    scene.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn only_pages_of_configured_origins_may_call() -> anyhow::Result<()> {
    let mut config = Config::default();
    config.gateway.cors_origins = vec!["https://shop.example".to_owned()];
    let scene = Scene::with_gateway(Backend::Sqlite, config).await?;
    let http = scene.http()?;
    let asked = async |origin: &str| {
        let headers = [
            ("origin", origin),
            ("access-control-request-method", "POST"),
            (
                "access-control-request-headers",
                "content-type,idempotency-key,authorization",
            ),
        ];
        http.send((Method::OPTIONS, "/v1/orders"), &headers, Bytes::new())
            .await
    };
    let own = asked("https://shop.example").await?;
    ensure!(
        own.header("access-control-allow-origin") == "https://shop.example",
        "{own:?}"
    );
    ensure!(
        own.header("access-control-allow-headers")
            .contains("idempotency-key"),
        "{own:?}"
    );
    // Nor may a foreign page that does not ask, or a name that was made to lead here.
    for (name, value) in [("origin", "https://evil.example"), ("host", "evil.example")] {
        let forged = http
            .send((Method::GET, "/v1/orders"), &[(name, value)], Bytes::new())
            .await?;
        ensure!(
            forged.status == 403 && forged.json()?["reason"] == "CALLER_FORBIDDEN",
            "{forged:?}"
        );
    }
    let other = asked("https://evil.example").await?;
    ensure!(
        other.header("access-control-allow-origin").is_empty(),
        "{other:?}"
    );
    scene.stop().await.context("it stops")
}
