//! TLS: the right server only, and a certificate of one's own where it is wanted.

use anyhow::ensure;
use redress_client::{BuildError, Builder, Identity};
use tonic::Code;

use crate::stage::{Stage, order_of, quick};
use crate::tls_end::{NAME, Papers, TlsEnd};

/// Whether an order can be placed; a server that cannot be trusted is like one that is not there.
async fn gets_through(builder: Builder, request_id: &str) -> anyhow::Result<bool> {
    match builder
        .build()?
        .orders()
        .place_order(order_of("byr_tls", request_id))
        .await
    {
        Ok(_) => Ok(true),
        Err(status) => {
            ensure!(status.code() == Code::Unavailable, "{status}");
            Ok(false)
        }
    }
}

#[tokio::test]
async fn only_a_server_with_a_trusted_certificate_of_its_name_is_talked_to() -> anyhow::Result<()> {
    let stage = Stage::set().await?;
    let (papers, others) = (Papers::new()?, Papers::new()?);
    let end = TlsEnd::before(stage.server.address(), &papers, false).await?;
    // A token may go this way.
    let client = || {
        quick(&end.endpoint)
            .server_name(NAME)
            .identity(Identity::bearer("rk_1"))
    };
    ensure!(gets_through(client().ca_file(papers.ca_file()), "tls-1").await?);
    ensure!(
        !gets_through(client().ca_file(others.ca_file()), "tls-2").await?,
        "another authority"
    );
    ensure!(!gets_through(client(), "tls-3").await?, "what the system trusts");
    let elsewhere = client().ca_file(papers.ca_file()).server_name("another.example");
    ensure!(!gets_through(elsewhere, "tls-4").await?, "another name");
    let key_alone = client()
        .client_certificate(papers.ca_file(), papers.ca_file())
        .build();
    ensure!(
        matches!(key_alone, Err(BuildError::Tls(_))),
        "no private key in the file"
    );
    stage.strike().await
}

#[tokio::test]
async fn a_server_that_wants_a_certificate_gets_it() -> anyhow::Result<()> {
    let stage = Stage::set().await?;
    let (papers, others) = (Papers::new()?, Papers::new()?);
    let end = TlsEnd::before(stage.server.address(), &papers, true).await?;
    let client = || quick(&end.endpoint).server_name(NAME).ca_file(papers.ca_file());
    let (chain, key) = papers.client()?;
    ensure!(gets_through(client().client_certificate(chain, key), "mtls-1").await?);
    ensure!(!gets_through(client(), "mtls-2").await?, "no certificate");
    let (chain, key) = others.client()?;
    ensure!(
        !gets_through(client().client_certificate(chain, key), "mtls-3").await?,
        "somebody else's"
    );
    stage.strike().await
}
