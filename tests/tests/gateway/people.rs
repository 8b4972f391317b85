//! People who come in with a token of their identity provider, over HTTP and over gRPC. The provider is another library's.

use anyhow::{Context as _, ensure};
use redress::config::Config;
use redress_contracts::redress::orders::v1::{GetOrderRequest, ListOrdersRequest};
use redress_db::Backend;
use redress_identity::IssuerConfig;
use redress_rpc::Role;
use redress_tests::http::{Http, Reply};
use redress_tests::scene::{BUYER, SELLER, SHOP, Scene};
use redress_tests::tools::python;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tonic::codegen::http::Method;

/// A provider in a process of its own.
struct Provider {
    address: String,
    http: Http,
    _process: Child,
}

impl Provider {
    async fn start() -> anyhow::Result<Provider> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("interop/issuer.py");
        let mut process = Command::new(python()?)
            .arg(script)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let stdout = process.stdout.take().context("it prints nothing")?;
        let address = BufReader::new(stdout).lines().next_line().await?;
        let address = address.context("the provider did not start")?;
        let http = Http::new(address.trim_start_matches("http://").parse()?);
        Ok(Provider {
            address,
            http,
            _process: process,
        })
    }

    async fn post(&self, path: &str, body: &Value) -> anyhow::Result<String> {
        let reply = self
            .http
            .send((Method::POST, path), &[], body.to_string())
            .await?;
        ensure!(reply.status == 200, "{reply:?}");
        Ok(String::from_utf8(reply.body.to_vec())?)
    }

    async fn sign(&self, (key, alg): (&str, &str), claims: &Value) -> anyhow::Result<String> {
        let order = json!({"key": key, "alg": alg, "claims": claims});
        self.post("/sign", &order).await
    }

    async fn fetches(&self) -> anyhow::Result<u32> {
        let reply = self.http.get("/fetches").await?;
        Ok(std::str::from_utf8(&reply.body)?.parse()?)
    }

    fn config(&self) -> IssuerConfig {
        let roles = [
            ("support", Role::Agent),
            ("books", Role::Finance),
            ("shop", Role::Seller),
            ("customer", Role::Buyer),
        ];
        IssuerConfig {
            issuer: self.address.clone(),
            audience: "redress".to_owned(),
            jwks_url: None,
            ca_file: None,
            marketplace: None,
            marketplace_claim: Some("market".to_owned()),
            role_claim: "/access/roles".to_owned(),
            roles: roles.map(|(word, role)| (word.to_owned(), role)).into(),
            principal_claim: "sub".to_owned(),
            seller_claim: Some("seller".to_owned()),
            buyer_claim: Some("customer".to_owned()),
        }
    }

    /// What it says of somebody, as of the scene's clock.
    fn claims(&self, scene: &Scene, roles: &[&str]) -> Value {
        let now = scene.now().timestamp();
        json!({
            "iss": self.address, "aud": ["other", "redress"], "sub": "ana", "iat": now, "exp": now + 300,
            "market": SHOP, "seller": SELLER, "customer": BUYER, "access": {"roles": roles},
        })
    }
}

async fn scene_of(provider: &Provider, backend: Backend) -> anyhow::Result<Scene> {
    let mut config = Config::default();
    config.identity.issuers = vec![provider.config()];
    Scene::with_gateway(backend, config).await
}

/// Claims with one of them other.
fn with(claims: &Value, name: &str, value: Value) -> Value {
    let mut claims = claims.clone();
    claims[name] = value;
    claims
}

fn without(claims: &Value, name: &str) -> Value {
    let mut claims = claims.clone();
    claims.as_object_mut().map(|claims| claims.remove(name));
    claims
}

fn expect(reply: &Reply, status: u16, words: &str) -> anyhow::Result<()> {
    let text = String::from_utf8_lossy(&reply.body);
    ensure!(
        reply.status == status && text.contains(words),
        "{status} {words}: {reply:?}"
    );
    Ok(())
}

/// The answer of gRPC to the same token.
async fn over_grpc(scene: &Scene, token: &str) -> Result<usize, tonic::Status> {
    let mut request = tonic::Request::new(ListOrdersRequest::default());
    let value = format!("Bearer {token}").parse();
    let value = value.expect("a token is visible ASCII");
    request.metadata_mut().insert("authorization", value);
    let listed = scene.clients.orders.clone().list_orders(request).await?;
    Ok(listed.into_inner().orders.len())
}

async fn people(backend: Backend) -> anyhow::Result<()> {
    let provider = Provider::start().await?;
    let scene = scene_of(&provider, backend).await?;
    let order = scene.delivered("o", 1).await?;
    let http = scene.http()?;
    let path = format!("/v1/orders/{}", order.order_id);

    // Every kind of key, and every role by what it sees.
    let support = provider.claims(&scene, &["support"]);
    for (key, alg) in [
        ("rsa", "RS256"),
        ("rsa", "RS512"),
        ("rsa", "PS256"),
        ("ec", "ES256"),
        ("ed", "EdDSA"),
    ] {
        let token = provider.sign((key, alg), &support).await?;
        expect(&http.with_bearer(&token).get(&path).await?, 200, &order.order_id)?;
        ensure!(over_grpc(&scene, &token).await? == 1, "{alg}");
    }
    for (roles, changed, status) in [
        (["shop"], None, 200),
        (["shop"], Some(("seller", "sel_other")), 404),
        (["customer"], None, 200),
        (["customer"], Some(("customer", "byr_other")), 404),
        (["support"], Some(("market", "kwoking")), 404),
    ] {
        let mut claims = provider.claims(&scene, &roles);
        if let Some((name, value)) = changed {
            claims = with(&claims, name, json!(value));
        }
        let token = provider.sign(("ec", "ES256"), &claims).await?;
        let reply = http.with_bearer(&token).get(&path).await?;
        ensure!(reply.status == status, "{roles:?} {changed:?}: {reply:?}");
    }

    // Several roles: the caller says which.
    let both = provider.claims(&scene, &["books", "support", "unknown"]);
    let both = http.with_bearer(&provider.sign(("ec", "ES256"), &both).await?);
    expect(&both.get(&path).await?, 401, "agent, finance")?;
    let get = |role| {
        let (both, path) = (both.clone(), path.clone());
        async move {
            both.send((Method::GET, &path), &[("redress-role", role)], "")
                .await
        }
    };
    expect(&get("finance").await?, 200, &order.order_id)?;
    expect(&get("operator").await?, 401, "gives other roles")?;
    scene.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn people_come_in_with_their_providers_tokens_on_sqlite() -> anyhow::Result<()> {
    people(Backend::Sqlite).await
}

#[tokio::test(flavor = "multi_thread")]
async fn people_come_in_with_their_providers_tokens_on_postgres() -> anyhow::Result<()> {
    people(Backend::Postgres).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_does_not_hold_lets_nobody_in() -> anyhow::Result<()> {
    let provider = Provider::start().await?;
    let other = Provider::start().await?;
    let scene = scene_of(&provider, Backend::Sqlite).await?;
    let http = scene.http()?;
    let good = provider.claims(&scene, &["support"]);
    let now = scene.now().timestamp();
    let ec = ("ec", "ES256");
    let cases = [
        (
            ec,
            with(&good, "iss", json!("https://login.example")),
            "not believed",
        ),
        (ec, with(&good, "aud", json!("somebody")), "for somebody else"),
        (ec, without(&good, "aud"), "lacks exp, iss or aud"),
        (ec, without(&good, "exp"), "lacks exp, iss or aud"),
        (ec, without(&good, "iss"), "names no issuer"),
        (ec, with(&good, "exp", json!(now - 61)), "has expired"),
        (ec, with(&good, "nbf", json!(now + 61)), "not valid yet"),
        (ec, with(&good, "iat", json!(now + 3600)), "not valid yet"),
        (ec, with(&good, "exp", json!(1e300)), "lacks exp"),
        (
            ec,
            with(&good, "access", json!({"roles": ["boss"]})),
            "gives no role",
        ),
        (ec, with(&good, "access", json!("support")), "gives no role"),
        (ec, without(&good, "market"), "no claim market"),
        (ec, with(&good, "market", json!("a b")), "no claim market"),
        (ec, with(&good, "sub", json!(7)), "no claim sub"),
        (
            ("never", "ES256"),
            good.clone(),
            "key that its issuer does not have",
        ),
        (("rsa", "none"), good.clone(), "is no"),
        (("rsa", "HS256"), good.clone(), "not signed as tokens must be"),
        (("ec", "HS256"), good.clone(), "not signed as tokens must be"),
    ];
    for (signer, claims, why) in cases {
        let token = provider.sign(signer, &claims).await?;
        let reply = http.with_bearer(&token).get("/v1/orders").await?;
        expect(&reply, 401, why).with_context(|| format!("{signer:?} {claims}"))?;
        ensure!(
            !String::from_utf8_lossy(&reply.body).contains(&token),
            "the answer repeats the token"
        );
        let refused = over_grpc(&scene, &token).await.err().context("gRPC lets it in")?;
        ensure!(refused.code() == tonic::Code::Unauthenticated, "{refused:?}");
    }
    // Signed by somebody else in the issuer's name, with a key of the same name; tampered with; asking for what is unknown.
    let foreign = other.sign(ec, &good).await?;
    let token = provider.sign(ec, &good).await?;
    let (head, rest) = token.split_once('.').context("no token")?;
    let (_, tag) = rest.split_once('.').context("no token")?;
    let raised = provider.sign(ec, &with(&good, "sub", json!("boss"))).await?;
    let raised = raised.split('.').nth(1).context("no token")?;
    let swapped = format!("{head}.{raised}.{tag}");
    let critical =
        json!({"key": "ec", "alg": "ES256", "claims": good, "headers": {"crit": ["b64"], "b64": false}});
    let unnamed = json!({"key": "never", "alg": "ES256", "claims": good, "headers": {"kid": "ec"}});
    for (token, why) in [
        (foreign, "not signed by its issuer"),
        (swapped, "not signed by its issuer"),
        (provider.post("/sign", &critical).await?, ""),
        (
            provider.post("/sign", &unnamed).await?,
            "not signed by its issuer",
        ),
        (format!("{head}.{rest}.x"), ""),
        (format!("ey{}", "x".repeat(20_000)), ""),
        (format!("eyJ.{}.x", "x".repeat(17_000)), "is too long"),
    ] {
        expect(&http.with_bearer(&token).get("/v1/orders").await?, 401, why)?;
    }
    scene.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_fetched_when_needed_and_serve_on_while_the_provider_is_away() -> anyhow::Result<()> {
    let provider = Provider::start().await?;
    let scene = scene_of(&provider, Backend::Sqlite).await?;
    let http = scene.http()?;
    let claims = provider.claims(&scene, &["support"]);
    let good = http.with_bearer(&provider.sign(("ec", "ES256"), &claims).await?);
    let unknown = http.with_bearer(&provider.sign(("never", "ES256"), &claims).await?);
    ensure!(provider.fetches().await? == 0, "fetched before anybody came");
    let all = (0..16).map(|_| good.get("/v1/orders"));
    for reply in futures::future::try_join_all(all).await? {
        ensure!(reply.status == 200, "{reply:?}");
    }
    ensure!(provider.fetches().await? == 1, "fetched for each request");
    for _ in 0..16 {
        expect(&unknown.get("/v1/orders").await?, 401, "does not have")?;
    }
    ensure!(provider.fetches().await? <= 2, "fetched for each unknown key");
    provider.post("/end", &json!({})).await?;
    ensure!(
        good.get("/v1/orders").await?.status == 200,
        "known keys are forgotten"
    );

    // A provider that is away from the beginning is no reason to let anybody in, nor the token's fault.
    let away = Provider::start().await?;
    away.post("/end", &json!({})).await?;
    let lone = scene_of(&away, Backend::Sqlite).await?;
    let token = away
        .sign(("ec", "ES256"), &away.claims(&lone, &["support"]))
        .await?;
    let reply = lone.http()?.with_bearer(&token).get("/v1/orders").await?;
    expect(&reply, 503, "keys of the token's issuer")?;
    lone.stop().await?;
    scene.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_and_a_link_also_open_grpc() -> anyhow::Result<()> {
    let scene = Scene::with_gateway(Backend::Sqlite, Config::default()).await?;
    let order = scene.paid("o", 1).await?;
    let operator = scene.http()?;
    let limited =
        json!({"marketplace_id": SHOP, "role": "ROLE_AGENT", "principal": "erp", "scopes": ["returns:read"]});
    let key = operator.post("/v1/api-keys", "k", &limited).await?.json()?;
    let link = format!("/v1/orders/{}:link", order.order_id);
    let link = operator.post(&link, "l", &json!({})).await?.json()?;
    let ask = |token: &Value| {
        let mut request = tonic::Request::new(GetOrderRequest {
            order_id: order.order_id.clone(),
        });
        let value = format!("Bearer {}", token.as_str().unwrap_or_default()).parse();
        let mut orders = scene.clients.orders.clone();
        async move {
            request.metadata_mut().insert("authorization", value?);
            anyhow::Ok(orders.get_order(request).await)
        }
    };
    let found = ask(&link["token"]).await??.into_inner();
    ensure!(found.order_id == order.order_id, "{found:?}");
    let refused = ask(&key["secret"])
        .await?
        .err()
        .context("the scope is not held")?;
    ensure!(
        refused.code() == tonic::Code::PermissionDenied && refused.message().contains("orders:read"),
        "{refused:?}"
    );
    let refused = ask(&json!("rdk_x")).await?.err().context("a wrong key opens")?;
    ensure!(refused.code() == tonic::Code::Unauthenticated, "{refused:?}");
    scene.stop().await
}
