//! How a client is made: where the server is, how it is known to be the right one, who calls, and how patient calls are.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use http::Uri;
use tonic::transport::{Certificate, ClientTlsConfig, Endpoint, Identity as TlsIdentity};

use crate::channel::Channel;
use crate::client::Client;
use crate::identity::Identity;
use crate::retry::Retry;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const DEADLINE: Duration = Duration::from_secs(10);
const KEEP_ALIVE_INTERVAL: Duration = Duration::from_secs(30);
const KEEP_ALIVE_TIMEOUT: Duration = Duration::from_secs(10);

/// Settings of a [`Client`]; each has a default.
#[derive(Debug, Clone)]
#[must_use = "build() makes the client"]
pub struct Builder {
    endpoint: String,
    identity: Option<Identity>,
    deadline: Duration,
    connect_timeout: Duration,
    retry: Retry,
    ca_file: Option<PathBuf>,
    client_certificate: Option<(PathBuf, PathBuf)>,
    server_name: Option<String>,
}

/// Why a client cannot be made. Whether anybody answers only shows in calls.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// Not a URI of a server.
    #[error("{0:?} is not a URI such as https://redress.example.com or http://127.0.0.1:50051")]
    Endpoint(String),
    /// A token would go to another machine where anybody on the way can read it.
    #[error("a token is only sent over https://, or to this machine itself")]
    TokenInTheClear,
    /// A part of the identity is not visible ASCII.
    #[error("the identity has characters other than visible ASCII")]
    Identity,
    /// Certificates were given for a connection without TLS.
    #[error("certificates need an endpoint that begins with https://")]
    CertificateWithoutTls,
    /// A file of certificates cannot be read.
    #[error("cannot read {0}")]
    File(PathBuf, #[source] std::io::Error),
    /// What the files hold cannot be used.
    #[error("the TLS settings cannot be used")]
    Tls(#[source] tonic::transport::Error),
}

impl Builder {
    pub(crate) fn new(endpoint: String) -> Self {
        Self {
            endpoint,
            identity: None,
            deadline: DEADLINE,
            connect_timeout: CONNECT_TIMEOUT,
            retry: Retry::default(),
            ca_file: None,
            client_certificate: None,
            server_name: None,
        }
    }

    /// Who calls, unless a call says it by its own metadata. Without one it is whoever the client certificate stands for, or the
    /// operator of this machine, if that is where the server runs.
    pub fn identity(mut self, identity: Identity) -> Self {
        self.identity = Some(identity);
        self
    }

    /// The deadline of calls that have none of their own, over all attempts: 10 seconds by default. Calls that stream have
    /// none unless they bring it.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// How long connecting may take: 5 seconds by default.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How calls are repeated; [`Retry::none`] never does.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// Certificates (PEM) that the server's own must go back to, instead of those that the system trusts.
    pub fn ca_file(mut self, path: impl AsRef<Path>) -> Self {
        self.ca_file = Some(path.as_ref().to_owned());
        self
    }

    /// The certificate chain and the private key (PEM) that this client shows, for servers that want one (mTLS).
    pub fn client_certificate(mut self, chain: impl AsRef<Path>, key: impl AsRef<Path>) -> Self {
        self.client_certificate = Some((chain.as_ref().to_owned(), key.as_ref().to_owned()));
        self
    }

    /// The name in the server's certificate, where it is not the endpoint's.
    pub fn server_name(mut self, name: impl Into<String>) -> Self {
        self.server_name = Some(name.into());
        self
    }

    /// The client. It connects with the first call and reconnects by itself; must be called inside a Tokio runtime.
    ///
    /// # Errors
    ///
    /// [`BuildError`] when a setting cannot be used.
    pub fn build(self) -> Result<Client, BuildError> {
        let unusable = || BuildError::Endpoint(self.endpoint.clone());
        let uri: Uri = self.endpoint.parse().map_err(|_| unusable())?;
        let host = uri.host().ok_or_else(unusable)?.to_owned();
        let is_encrypted = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(unusable()),
        };
        let is_secret = self.identity.as_ref().is_some_and(Identity::is_secret);
        if is_secret && !is_encrypted && !is_loopback(&host) {
            return Err(BuildError::TokenInTheClear);
        }
        let headers = match &self.identity {
            Some(identity) => identity.headers().ok_or(BuildError::Identity)?,
            None => http::HeaderMap::new(),
        };
        let mut endpoint = Endpoint::from(uri)
            .connect_timeout(self.connect_timeout)
            .http2_keep_alive_interval(KEEP_ALIVE_INTERVAL)
            .keep_alive_timeout(KEEP_ALIVE_TIMEOUT);
        if is_encrypted {
            endpoint = endpoint.tls_config(self.tls()?).map_err(BuildError::Tls)?;
        } else if self.ca_file.is_some() || self.client_certificate.is_some() {
            return Err(BuildError::CertificateWithoutTls);
        }
        let channel = Channel::new(
            endpoint.connect_lazy(),
            Arc::new(headers),
            self.deadline,
            self.retry,
        );
        Ok(Client::over(channel))
    }

    fn tls(&self) -> Result<ClientTlsConfig, BuildError> {
        let read =
            |path: &PathBuf| std::fs::read(path).map_err(|error| BuildError::File(path.clone(), error));
        let mut tls = match &self.ca_file {
            Some(path) => ClientTlsConfig::new().ca_certificate(Certificate::from_pem(read(path)?)),
            None => ClientTlsConfig::new().with_native_roots(),
        };
        if let Some((chain, key)) = &self.client_certificate {
            tls = tls.identity(TlsIdentity::from_pem(read(chain)?, read(key)?));
        }
        if let Some(name) = &self.server_name {
            tls = tls.domain_name(name);
        }
        Ok(tls)
    }
}

fn is_loopback(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || host
            .parse()
            .is_ok_and(|address: std::net::IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build(endpoint: &str) -> Result<Client, BuildError> {
        Client::builder(endpoint)
            .identity(Identity::bearer("rdk_1"))
            .build()
    }

    #[tokio::test]
    async fn a_token_goes_over_tls_or_stays_on_this_machine() {
        for good in [
            "http://127.0.0.1:1",
            "http://[::1]:1",
            "http://localhost:1",
            "https://redress.example",
        ] {
            assert!(build(good).is_ok(), "{good}");
        }
        for bad in [
            "http://redress.example",
            "http://127.0.0.1.example",
            "http://10.0.0.1:50051",
        ] {
            assert!(matches!(build(bad), Err(BuildError::TokenInTheClear)), "{bad}");
        }
    }

    #[tokio::test]
    async fn what_is_no_endpoint_is_refused_in_one_line() {
        for bad in [
            "",
            "redress.example",
            "ftp://redress.example",
            "https://",
            "http://a b",
        ] {
            let error = build(bad).unwrap_err();
            assert!(matches!(error, BuildError::Endpoint(_)), "{bad}: {error}");
        }
        let without_tls = Client::builder("http://127.0.0.1:1").ca_file("ca.pem").build();
        assert!(matches!(without_tls, Err(BuildError::CertificateWithoutTls)));
        let no_file = Client::builder("https://redress.example")
            .ca_file("no/such.pem")
            .build();
        assert!(matches!(no_file, Err(BuildError::File(..))));
    }
}
