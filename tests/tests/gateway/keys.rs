//! API keys: shown once, two live while they are exchanged, bound to their marketplace, seller, role and scopes, limited, and
//! gone when they are revoked.

use anyhow::{Context as _, ensure};
use redress::config::Config;
use redress_db::Backend;
use redress_tests::http::{Http, Reply};
use redress_tests::scene::{SELLER, SHOP, Scene};
use serde_json::{Value, json};

fn secret_of(reply: &Reply) -> anyhow::Result<String> {
    let secret = reply.json()?["secret"].as_str().unwrap_or_default().to_owned();
    ensure!(secret.starts_with("rdk_"), "{:?}", reply.json());
    Ok(secret)
}

fn new_key(role: &str, principal: &str, scopes: &[&str]) -> Value {
    json!({"marketplace_id": SHOP, "role": role, "principal": principal, "scopes": scopes, "description": "a test"})
}

async fn expect(http: &Http, path: &str, status: u16, reason: &str) -> anyhow::Result<()> {
    let reply = http.get(path).await?;
    let told = reply.json()?["reason"].as_str().unwrap_or_default().to_owned();
    ensure!(
        (reply.status, told.as_str()) == (status, reason),
        "{path}: {:?}",
        reply.json()
    );
    Ok(())
}

async fn a_key(backend: Backend) -> anyhow::Result<()> {
    let scene = Scene::with_gateway(backend, Config::default()).await?;
    let order = scene.paid("order", 1).await?;
    let operator = scene.http()?;
    let path = format!("/v1/orders/{}", order.order_id);

    let created = operator
        .post(
            "/v1/api-keys",
            "admin",
            &new_key("ROLE_SELLER_ADMIN", SELLER, &[]),
        )
        .await?;
    let first = secret_of(&created)?;
    let id = created.json()?["api_key_id"]
        .as_str()
        .context("no id")?
        .to_owned();
    let replayed = operator
        .post(
            "/v1/api-keys",
            "admin",
            &new_key("ROLE_SELLER_ADMIN", SELLER, &[]),
        )
        .await?;
    ensure!(
        replayed.json()?["api_key_id"] == id.as_str() && replayed.json()?["secret"] == "",
        "{replayed:?}"
    );
    let key_path = format!("/v1/api-keys/{id}");
    let kept = operator.get(&key_path).await?.json()?;
    ensure!(
        kept["secret"] == "" && kept["secrets"][0]["hint"] == first[first.len() - 4..],
        "{kept}"
    );
    if backend == Backend::Postgres {
        let as_it_is = format!("api_key_secrets WHERE sha256 = '{first}' OR hint = '{first}'");
        ensure!(
            scene.place().count_in("gateway", &as_it_is)? == 0,
            "a secret is kept as it is"
        );
        let kept = scene.place().count_in("gateway", "api_key_secrets")?;
        ensure!(kept == 1, "{kept} secrets are kept");
    }

    let seller = operator.with_bearer(&first);
    expect(&seller, &path, 200, "").await?;
    let other_order = scene.paid("other", 1).await?;
    ensure!(
        seller
            .get(&format!("/v1/orders/{}", other_order.order_id))
            .await?
            .status
            == 200
    );
    ensure!(
        operator.get(&key_path).await?.json()?["last_use_time"].is_string(),
        "its use is not noted"
    );

    // A seller admin gives no more than it has.
    let staff = seller
        .post(
            "/v1/api-keys",
            "staff",
            &json!({"role": "ROLE_SELLER", "scopes": ["orders:read"]}),
        )
        .await?;
    let staff = operator.with_bearer(&secret_of(&staff)?);
    expect(&staff, &path, 200, "").await?;
    expect(&staff, "/v1/returns", 403, "SCOPE_MISSING").await?;
    for (name, refused) in [
        ("agent", new_key("ROLE_AGENT", "agent", &[])),
        ("operator", new_key("ROLE_OPERATOR", "operator", &[])),
    ] {
        let reply = seller.post("/v1/api-keys", name, &refused).await?;
        ensure!(reply.status == 403, "{name}: {:?}", reply.json());
    }
    let foreign = seller
        .post(
            "/v1/api-keys",
            "foreign",
            &new_key("ROLE_SELLER", "sel_other", &[]),
        )
        .await?;
    ensure!(
        foreign.status == 400 && foreign.json()?["errors"][0]["field"] == "principal",
        "{foreign:?}"
    );
    let elsewhere = json!({"marketplace_id": "kwoking", "role": "ROLE_SELLER"});
    ensure!(seller.post("/v1/api-keys", "elsewhere", &elsewhere).await?.status == 404);
    let unknown = operator
        .post(
            "/v1/api-keys",
            "scope",
            &new_key("ROLE_AGENT", "a", &["everything"]),
        )
        .await?;
    ensure!(
        unknown.json()?["errors"][0]["field"] == "scopes[0]",
        "{unknown:?}"
    );

    // A key that is limited gives nobody more than it has.
    for name in ["gateway:write", "nothing:read"] {
        let asked = new_key("ROLE_AGENT", "a", &[name]);
        let refused = operator.post("/v1/api-keys", name, &asked).await?;
        ensure!(
            refused.json()?["errors"][0]["field"] == "scopes[0]",
            "{refused:?}"
        );
    }
    let limited = new_key("ROLE_AGENT", "limited", &["gateway:read", "orders:write"]);
    let limited = operator.post("/v1/api-keys", "limited", &limited).await?;
    let limited = operator.with_bearer(&secret_of(&limited)?);
    expect(&limited, &key_path, 200, "").await?;
    for path in [
        format!("{key_path}:rotate"),
        format!("{key_path}:revoke"),
        format!("{path}:link"),
    ] {
        let refused = limited.post(&path, "more", &json!({})).await?;
        ensure!(
            refused.json()?["reason"] == "SCOPE_MISSING",
            "{path}: {refused:?}"
        );
    }
    let shop = new_key("ROLE_SERVICE", "shop", &["gateway:link"]);
    let shop = operator.post("/v1/api-keys", "shop", &shop).await?;
    let shop = operator.with_bearer(&secret_of(&shop)?);
    let link = shop.post(&format!("{path}:link"), "link", &json!({})).await?;
    ensure!(link.status == 200, "{link:?}");
    expect(&shop, &path, 403, "SCOPE_MISSING").await?;

    // Two secrets live at once, never three.
    let second = secret_of(
        &operator
            .post(
                &format!("{key_path}:rotate"),
                "r1",
                &json!({"overlap_seconds": 3600}),
            )
            .await?,
    )?;
    expect(&operator.with_bearer(&second), &path, 200, "").await?;
    expect(&seller, &path, 200, "").await?;
    let third = secret_of(
        &operator
            .post(&format!("{key_path}:rotate"), "r2", &json!({}))
            .await?,
    )?;
    expect(&operator.with_bearer(&third), &path, 200, "").await?;
    expect(&operator.with_bearer(&second), &path, 200, "").await?;
    expect(&seller, &path, 401, "CALLER_UNKNOWN").await?;
    scene.days(2).await?;
    expect(&operator.with_bearer(&second), &path, 401, "CALLER_UNKNOWN").await?;
    expect(&operator.with_bearer(&third), &path, 200, "").await?;
    let revoked = operator
        .post(&format!("{key_path}:revoke"), "end", &json!({}))
        .await?;
    ensure!(revoked.json()?["state"] == "API_KEY_STATE_REVOKED", "{revoked:?}");
    expect(&operator.with_bearer(&third), &path, 401, "CALLER_UNKNOWN").await?;
    let again = operator
        .post(&format!("{key_path}:rotate"), "r3", &json!({}))
        .await?;
    ensure!(again.json()?["reason"] == "ILLEGAL_TRANSITION", "{again:?}");

    for wrong in [
        "rdk_",
        "rdk_x",
        &format!("{first}x"),
        "eyJhbGciOiJub25lIn0.e30.",
        "rol_x.y",
    ] {
        expect(&operator.with_bearer(wrong), &path, 401, "CALLER_UNKNOWN").await?;
    }
    scene.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_opens_what_it_is_for_on_sqlite() -> anyhow::Result<()> {
    a_key(Backend::Sqlite).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_opens_what_it_is_for_on_postgres() -> anyhow::Result<()> {
    a_key(Backend::Postgres).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_may_come_only_so_often() -> anyhow::Result<()> {
    let mut config = Config::default();
    config.gateway.requests_per_minute = 5;
    let scene = Scene::with_gateway(Backend::Sqlite, config).await?;
    let operator = scene.http()?;
    let mut secrets = Vec::new();
    for name in ["one", "two"] {
        let created = operator
            .post("/v1/api-keys", name, &new_key("ROLE_AGENT", name, &[]))
            .await?;
        secrets.push(secret_of(&created)?);
    }
    let one = operator.with_bearer(&secrets[0]);
    for left in (0..5).rev() {
        let reply = one.get("/v1/orders").await?;
        ensure!(reply.status == 200, "{reply:?}");
        ensure!(
            reply.header("ratelimit-policy") == "\"key\";q=5;w=60",
            "{reply:?}"
        );
        ensure!(
            reply.header("ratelimit") == format!("\"key\";r={left}"),
            "{reply:?}"
        );
    }
    let refused = one.get("/v1/orders").await?;
    ensure!(
        refused.status == 429 && refused.json()?["reason"] == "RATE_LIMITED",
        "{refused:?}"
    );
    let wait: u64 = refused.header("retry-after").parse()?;
    ensure!((1..=12).contains(&wait), "{wait}");
    ensure!(
        operator.with_bearer(&secrets[1]).get("/v1/orders").await?.status == 200,
        "another key is held back"
    );
    scene.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_key_nobody_comes_in_where_it_is_required() -> anyhow::Result<()> {
    let mut config = Config::default();
    config.server.access = redress_rpc::AccessMode::Required;
    let scene = Scene::with_gateway(Backend::Sqlite, config).await?;
    let http = scene.http()?;
    expect(&http, "/v1/orders", 401, "CALLER_UNKNOWN").await?;
    let reply = http.get("/v1/orders").await?;
    ensure!(
        reply.header("www-authenticate").starts_with("Bearer"),
        "{reply:?}"
    );
    // Nobody says for themselves who they are.
    let forged = [("redress-role", "operator"), ("redress-principal", "me")];
    let to = (tonic::codegen::http::Method::GET, "/v1/orders");
    let forged = http.send(to, &forged, tonic::codegen::Bytes::new()).await?;
    ensure!(forged.status == 401, "{forged:?}");
    scene.stop().await
}
