//! What ends TLS before a server that has none, as a proxy does; and the certificates for both sides.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tempfile::TempDir;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};

/// The name in the server's certificate.
pub const NAME: &str = "redress.example";

/// An authority, and what it signed.
pub struct Papers {
    folder: TempDir,
    authority: CertifiedIssuer<'static, KeyPair>,
}

impl Papers {
    /// An authority whose certificate is in `ca.pem`.
    pub fn new() -> anyhow::Result<Papers> {
        let mut params = CertificateParams::new(vec![])?;
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
        let folder = tempfile::tempdir()?;
        std::fs::write(folder.path().join("ca.pem"), authority.pem())?;
        Ok(Papers { folder, authority })
    }

    pub fn ca_file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// A certificate and its key, in two files.
    pub fn client(&self) -> anyhow::Result<(PathBuf, PathBuf)> {
        let key = KeyPair::generate()?;
        let certificate =
            CertificateParams::new(vec!["shop.example".to_owned()])?.signed_by(&key, &self.authority)?;
        let file = |name: &str| Path::new(self.folder.path()).join(name);
        std::fs::write(file("client.pem"), certificate.pem())?;
        std::fs::write(file("client.key"), key.serialize_pem())?;
        Ok((file("client.pem"), file("client.key")))
    }

    fn server(&self, wants_certificate: bool) -> anyhow::Result<ServerConfig> {
        let key = KeyPair::generate()?;
        let certificate = CertificateParams::new(vec![NAME.to_owned()])?.signed_by(&key, &self.authority)?;
        let provider = Arc::new(ring::default_provider());
        let config =
            ServerConfig::builder_with_provider(provider.clone()).with_safe_default_protocol_versions()?;
        let config = if wants_certificate {
            let mut roots = RootCertStore::empty();
            roots.add(self.authority.der().clone())?;
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build()?;
            config.with_client_cert_verifier(verifier)
        } else {
            config.with_no_client_auth()
        };
        let key = PrivateKeyDer::try_from(key.serialize_der()).map_err(anyhow::Error::msg)?;
        let mut config = config.with_single_cert(vec![certificate.der().clone()], key)?;
        config.alpn_protocols = vec![b"h2".to_vec()];
        Ok(config)
    }
}

/// Ends TLS; ends with its value.
pub struct TlsEnd {
    pub endpoint: String,
    task: JoinHandle<()>,
}

impl TlsEnd {
    pub async fn before(
        server: SocketAddr,
        papers: &Papers,
        wants_certificate: bool,
    ) -> anyhow::Result<TlsEnd> {
        let acceptor = TlsAcceptor::from(Arc::new(papers.server(wants_certificate)?));
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let endpoint = format!("https://{}", listener.local_addr()?);
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    let mut client = acceptor.accept(client).await?;
                    copy_bidirectional(&mut client, &mut TcpStream::connect(server).await?).await
                });
            }
        });
        Ok(TlsEnd { endpoint, task })
    }
}

impl Drop for TlsEnd {
    fn drop(&mut self) {
        self.task.abort();
    }
}
