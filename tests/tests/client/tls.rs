//! TLS: the right server only, and a certificate of one's own, by which the server knows the caller.

use anyhow::{Context as _, ensure};
use redress_client::contracts::redress::gateway::v1::CreateApiKeyRequest;
use redress_client::contracts::redress::orders::v1::GetOrderRequest;
use redress_client::{BuildError, Builder, Error, Identity, Reason, Role};
use redress_tests::shop::SHOP;
use tokio::process::Command;
use tonic::Code;

use crate::papers::{Papers, SERVER};
use crate::stage::{Stage, order_of, quick};

async fn place(builder: Builder, request_id: &str) -> anyhow::Result<Result<String, Error>> {
    let placed = builder
        .build()?
        .orders()
        .place_order(order_of("byr_tls", request_id))
        .await;
    Ok(placed
        .map(|order| order.into_inner().order_id)
        .map_err(Error::from))
}

/// Whether the server was not even spoken to.
fn is_distrusted(result: &Result<String, Error>) -> bool {
    result
        .as_ref()
        .is_err_and(|error| error.code() == Code::Unavailable)
}

#[tokio::test]
async fn only_a_server_with_a_trusted_certificate_of_its_name_is_talked_to() -> anyhow::Result<()> {
    let (papers, others) = (Papers::new()?, Papers::new()?);
    let stage = Stage::with(&papers.settings()?).await?;
    let (chain, key) = papers.client()?;
    let endpoint = format!("https://{}", stage.server.address());
    let client = || {
        quick(&endpoint)
            .server_name(SERVER)
            .client_certificate(&chain, &key)
    };
    ensure!(place(client().ca_file(papers.ca_file()), "tls-1").await?.is_ok());
    let other_authority = place(client().ca_file(others.ca_file()), "tls-2").await?;
    ensure!(is_distrusted(&other_authority), "{other_authority:?}");
    let system = place(client(), "tls-3").await?;
    ensure!(is_distrusted(&system), "{system:?}");
    let other_name = client().ca_file(papers.ca_file()).server_name("another.example");
    let other_name = place(other_name, "tls-4").await?;
    ensure!(is_distrusted(&other_name), "{other_name:?}");
    let no_key = client().client_certificate(&chain, &chain).build();
    ensure!(matches!(no_key, Err(BuildError::Tls(_))), "{no_key:?}");
    stage.strike().await
}

#[tokio::test]
async fn a_certificate_says_who_calls_and_for_whom() -> anyhow::Result<()> {
    let (papers, others) = (Papers::new()?, Papers::new()?);
    let stage = Stage::with(&papers.settings()?).await?;
    let endpoint = format!("https://{}", stage.server.address());
    let nobody = || quick(&endpoint).server_name(SERVER).ca_file(papers.ca_file());
    let refused = place(nobody(), "mtls-1").await?;
    let is_unknown = |error: &Error| error.reason() == Some(Reason::CallerUnknown);
    ensure!(refused.as_ref().is_err_and(is_unknown), "{refused:?}");
    let (chain, key) = others.client()?;
    ensure!(
        place(nobody().client_certificate(&chain, &key), "mtls-2")
            .await?
            .is_err()
    );
    let (chain, key) = papers.client()?;
    let service = || nobody().client_certificate(&chain, &key);
    let order_id = place(service(), "mtls-3").await?.map_err(anyhow::Error::from)?;
    for (name, may) in [("byr_tls", true), ("byr_other", false)] {
        let buyer = service()
            .identity(Identity::stated(Some(SHOP), Role::Buyer, name))
            .build()?;
        let request = GetOrderRequest {
            order_id: order_id.clone(),
        };
        ensure!(buyer.orders().get_order(request).await.is_ok() == may, "{name}");
    }
    stage.strike().await
}

#[tokio::test]
async fn a_command_comes_in_with_a_key_and_sends_it_to_nobody_who_could_be_read() -> anyhow::Result<()> {
    let papers = Papers::new()?;
    let stage = Stage::with(&papers.settings()?).await?;
    let (chain, key) = papers.client()?;
    let endpoint = format!("https://{}", stage.server.address());
    let operator = quick(&endpoint)
        .ca_file(papers.ca_file())
        .client_certificate(&chain, &key)
        .identity(Identity::stated(None, Role::Operator, "me"))
        .build()?;
    let wanted = CreateApiKeyRequest {
        marketplace_id: SHOP.to_owned(),
        role: Role::Agent.into(),
        principal: "ada".to_owned(),
        ..CreateApiKeyRequest::default()
    };
    let secret = operator.keys().create_api_key(wanted).await?.into_inner().secret;
    let ca_file = papers.ca_file();
    let erase = |server: &str, token: Option<&str>| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_redress-under-test"));
        command
            .args([
                "privacy",
                "erase",
                "--dry-run",
                "--marketplace",
                SHOP,
                "--buyer",
                "byr_tls",
            ])
            .args(["--server", server, "--ca-file"])
            .arg(&ca_file)
            .envs(token.map(|token| ("REDRESS_TOKEN", token)));
        async move { command.output().await.context("the command does not run") }
    };
    let done = erase(&endpoint, Some(&secret)).await?;
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    ensure!(done.status.success(), "{said}");
    for (server, token, why) in [
        (endpoint.as_str(), None, "authorization"),
        (endpoint.as_str(), Some("rdk_wrong"), "API key"),
        (
            "http://redress.example:50051",
            Some(secret.as_str()),
            "by https:// only",
        ),
    ] {
        let refused = erase(server, token).await?;
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        ensure!(!refused.status.success() && said.contains(why), "{why}: {said}");
        ensure!(!said.contains(&secret), "the key is shown");
    }
    stage.strike().await
}
