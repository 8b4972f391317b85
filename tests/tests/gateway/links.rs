//! Links: the buyer of one order sees and does what belongs to it, and nothing else.

use anyhow::{Context as _, ensure};
use redress::config::Config;
use redress_db::Backend;
use redress_tests::scene::Scene;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_link_opens_one_order() -> anyhow::Result<()> {
    let scene = Scene::with_gateway(Backend::Sqlite, Config::default()).await?;
    let own = scene.delivered("own", 2).await?;
    let other = scene.delivered("other", 2).await?;
    let operator = scene.http()?;
    let nobody = operator
        .post("/v1/orders/ord_nobody:link", "l0", &json!({}))
        .await?;
    ensure!(nobody.status == 404, "{nobody:?}");
    let path = format!("/v1/orders/{}:link", own.order_id);
    let link = operator
        .post(&path, "l1", &json!({"valid_seconds": 3600}))
        .await?
        .json()?;
    let buyer = operator.with_bearer(link["token"].as_str().context("no token")?);

    let seen = buyer.get(&format!("/v1/orders/{}", own.order_id)).await?;
    ensure!(seen.status == 200, "{:?}", seen.json());
    let foreign = buyer
        .get(&format!("/v1/orders/{}", other.order_id))
        .await?
        .json()?;
    let missing = buyer.get("/v1/orders/ord_nobody").await?.json()?;
    ensure!(
        foreign["reason"] == "NOT_FOUND" && foreign["title"] == missing["title"],
        "{foreign}"
    );
    let listed = buyer.get("/v1/orders").await?.json()?;
    let orders = listed["orders"].as_array().context("no list")?;
    ensure!(
        orders.len() == 1 && orders[0]["order_id"] == own.order_id.as_str(),
        "{listed}"
    );

    let ask = |order: &str| {
        json!({
            "order_id": order, "ground": "GROUND_CHANGE_OF_MIND", "wished_remedy": "REMEDY_REFUND",
            "explanation": "It does not fit.", "lines": [{"line_id": "1", "quantity": 1}],
        })
    };
    let refused = buyer
        .post("/v1/returns", "ask-other", &ask(&other.order_id))
        .await?;
    ensure!(refused.status == 404, "{:?}", refused.json());
    let asked = buyer.post("/v1/returns", "ask-own", &ask(&own.order_id)).await?;
    ensure!(asked.json()?["reason"] != "NOT_FOUND", "{:?}", asked.json());
    // It is a buyer's, and no more.
    let path = format!("/v1/orders/{}:link", own.order_id);
    ensure!(buyer.post(&path, "l2", &json!({})).await?.status == 403);
    scene.days(1).await?;
    ensure!(
        buyer.get("/v1/orders").await?.status == 401,
        "it works beyond its time"
    );
    scene.stop().await
}
