//! Calls: the same fields as over gRPC, safe to repeat, with etags, pages and problems.

use anyhow::ensure;
use redress::config::Config;
use redress_db::Backend;
use redress_tests::scene::{SHOP, Scene};
use serde_json::{Value, json};
use tonic::codegen::Bytes;
use tonic::codegen::http::Method;

/// A request for an order of one dress.
pub fn dress(reference: &str) -> Value {
    let dollars = |units: &str| json!({"currency_code": "USD", "units": units});
    json!({
        "marketplace_id": SHOP,
        "buyer_id": "byr_mara",
        "buyer_email": "mara@example.test",
        "lines": [{
            "seller_id": "sel_shenzhen", "sku": "dress", "title": "Dress", "quantity": 1,
            "unit_price": dollars("22"), "tax": dollars("0"), "shipping": dollars("0"),
            "product_class": "durable", "category": "dresses",
        }],
        "shipping": dollars("0"),
        "payments": [{"kind": "PAYMENT_KIND_CARD", "reference": reference, "amount": dollars("22")}],
        "shipping_address": {"region_code": "US", "locality": "Reno", "address_lines": ["1"], "recipients": ["Mara"]},
    })
}

async fn a_call(backend: Backend) -> anyhow::Result<()> {
    let scene = Scene::with_gateway(backend, Config::default()).await?;
    let http = scene.http()?;
    let placed = http.post("/v1/orders", "place", &dress("pay-1")).await?;
    ensure!(placed.status == 200, "{:?}", placed.json());
    let order = placed.json()?;
    let id = order["order_id"].as_str().unwrap_or_default().to_owned();
    ensure!(
        order["state"] == "ORDER_STATE_PLACED" && order["total"]["units"] == "22",
        "{order}"
    );
    // The same key has the same effect once, and another body under it is refused.
    let again = http.post("/v1/orders", "place", &dress("pay-1")).await?;
    ensure!(again.body == placed.body, "a repeated key was not answered alike");
    let other = http.post("/v1/orders", "place", &dress("pay-2")).await?;
    ensure!(
        other.status == 409 && other.json()?["reason"] == "REQUEST_ID_REUSED",
        "{other:?}"
    );
    // A key in the body and in the header must be one.
    let mut body = dress("pay-3");
    body["request_id"] = json!("another");
    let other = http.post("/v1/orders", "place-3", &body).await?;
    ensure!(
        other.status == 400 && other.json()?["errors"][0]["field"] == "request_id",
        "{other:?}"
    );

    let path = format!("/v1/orders/{id}");
    let read = http.get(&path).await?;
    let etag = read.header("etag").to_owned();
    ensure!(etag.starts_with('"') && read.status == 200, "{read:?}");
    let to = (Method::GET, path.as_str());
    let unchanged = http.send(to, &[("if-none-match", &etag)], Bytes::new()).await?;
    ensure!(
        unchanged.status == 304 && unchanged.body.is_empty(),
        "{unchanged:?}"
    );
    let head = http.send((Method::HEAD, &path), &[], Bytes::new()).await?;
    ensure!(head.status == 200 && head.body.is_empty(), "{head:?}");
    let cancel = format!("{path}:cancel");
    let asked =
        json!({"requested_by": "PARTY_BUYER", "ground": "GROUND_CHANGE_OF_MIND", "explanation": "Too red."});
    let headers = [
        ("content-type", "application/json"),
        ("if-match", "\"stale\""),
        ("idempotency-key", "c"),
    ];
    let stale = http
        .send((Method::POST, &cancel), &headers, asked.to_string())
        .await?;
    ensure!(
        stale.status == 412 && stale.json()?["reason"] == "STALE_ETAG",
        "{stale:?}"
    );
    let headers = [("content-type", "text/plain"), ("idempotency-key", "c")];
    let plain = http
        .send((Method::POST, &cancel), &headers, asked.to_string())
        .await?;
    ensure!(
        plain.status == 415 && plain.json()?["reason"] == "UNSUPPORTED_MEDIA_TYPE",
        "{plain:?}"
    );
    let none = http.send((Method::DELETE, &path), &[], Bytes::new()).await?;
    ensure!(none.status == 405 && none.header("allow") == "GET", "{none:?}");
    for broken in [
        "{",
        "[]",
        "null",
        "{\"request_id\": 1}",
        "{\"request_id\": \"a\"} x",
        "\u{0}",
    ] {
        let headers = [("content-type", "application/json")];
        let refused = http
            .send((Method::POST, "/v1/orders"), &headers, broken.to_owned())
            .await?;
        ensure!(
            refused.status == 400 && refused.header("content-type") == "application/problem+json",
            "{broken}"
        );
    }
    let large = format!("{{\"request_id\": \"{}\"}}", "x".repeat(5 * 1024 * 1024));
    let headers = [("content-type", "application/json")];
    let refused = http.send((Method::POST, "/v1/orders"), &headers, large).await?;
    ensure!(
        refused.status == 413 && refused.json()?["reason"] == "MESSAGE_TOO_LARGE",
        "{refused:?}"
    );
    pages(&scene).await?;
    scene.stop().await
}

/// The next page is where the link says.
async fn pages(scene: &Scene) -> anyhow::Result<()> {
    let http = scene.http()?;
    for number in 0..4 {
        let key = format!("page-{number}");
        http.post("/v1/orders", &key, &dress(&key)).await?;
    }
    let mut path = format!("/v1/orders?marketplace_id={SHOP}&page_size=2");
    let mut seen = Vec::new();
    loop {
        let page = http.get(&path).await?;
        let orders = page.json()?["orders"].as_array().cloned().unwrap_or_default();
        seen.extend(orders.iter().map(|order| order["order_id"].to_string()));
        let link = page.header("link");
        let Some((next, rel)) = link.trim_start_matches('<').split_once('>') else {
            break;
        };
        ensure!(rel == "; rel=\"next\"", "{link}");
        next.clone_into(&mut path);
    }
    seen.sort();
    seen.dedup();
    ensure!(seen.len() == 5, "{} of 5 orders", seen.len());
    let bad = http.get("/v1/orders?page_size=x&colour=red&page_size=1").await?;
    let problem = bad.json()?;
    let fields: Vec<&str> = problem["errors"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|error| error["field"].as_str())
        .collect();
    ensure!(
        bad.status == 400 && fields.contains(&"page_size") && fields.contains(&"colour"),
        "{problem}"
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_over_http_is_its_rpc_on_sqlite() -> anyhow::Result<()> {
    a_call(Backend::Sqlite).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_over_http_is_its_rpc_on_postgres() -> anyhow::Result<()> {
    a_call(Backend::Postgres).await
}
