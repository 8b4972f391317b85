//! TLS: what a server shows and whom it believes, and whose certificates are trusted when calling others. One provider of
//! cryptography, ring, serves all.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use tonic::transport::{Certificate, ClientTlsConfig, Identity, ServerTlsConfig};

use crate::proof::CertifiedCaller;
use crate::server::ServeError;

/// How a server encrypts, and which certificates of callers it believes. Files are PEM and read at start.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ServerTls {
    /// The server's certificate, and those up to the authority that issued it. Without one there is no TLS.
    pub cert_file: Option<PathBuf>,
    /// The certificate's private key.
    pub key_file: Option<PathBuf>,
    /// The authorities whose client certificates are believed. With them, metadata alone proves nothing any more.
    pub client_ca_file: Option<PathBuf>,
    /// Whom the client certificates stand for.
    pub callers: Vec<CertifiedCaller>,
}

impl ServerTls {
    /// Whether the settings fit together; no file is read.
    pub(crate) fn check(&self) -> Result<(), ServeError> {
        let wrong = |key, problem| Err(ServeError::Config { key, problem });
        if self.cert_file.is_some() != self.key_file.is_some() {
            return wrong("tls.cert_file", "and tls.key_file belong together");
        }
        if self.client_ca_file.is_some() && self.cert_file.is_none() {
            return wrong("tls.client_ca_file", "needs tls.cert_file and tls.key_file");
        }
        if !self.callers.is_empty() && self.client_ca_file.is_none() {
            return wrong(
                "tls.callers",
                "need tls.client_ca_file, which their certificates are checked against",
            );
        }
        if let Some(problem) = self.callers.iter().find_map(CertifiedCaller::fault) {
            return wrong("tls.callers", problem);
        }
        let is_twice = |at: usize| {
            self.callers[..at]
                .iter()
                .any(|earlier| earlier.name == self.callers[at].name)
        };
        if (0..self.callers.len()).any(is_twice) {
            return wrong("tls.callers", "name a certificate more than once");
        }
        Ok(())
    }

    /// Reads the files.
    ///
    /// # Errors
    ///
    /// [`ServeError::File`] for the file that cannot be used.
    pub(crate) fn load(&self) -> Result<Option<ServerTlsConfig>, ServeError> {
        let (Some(cert), Some(key)) = (&self.cert_file, &self.key_file) else {
            return Ok(None);
        };
        expect_certificates(cert)?;
        let tls = ServerTlsConfig::new().identity(Identity::from_pem(read(cert)?, read(key)?));
        let Some(authorities) = &self.client_ca_file else {
            return Ok(Some(tls));
        };
        expect_certificates(authorities)?;
        // Health needs no certificate, and a token can stand in for one: each call says what it lacks.
        let tls = tls
            .client_ca_root(Certificate::from_pem(read(authorities)?))
            .client_auth_optional(true);
        Ok(Some(tls))
    }
}

/// How a client encrypts. Files are PEM and read when it is made.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ClientTls {
    /// The authorities that servers are believed by; the public ones when absent.
    pub ca_file: Option<PathBuf>,
    /// The client's own certificate, for a server that asks for one.
    pub cert_file: Option<PathBuf>,
    /// The certificate's private key.
    pub key_file: Option<PathBuf>,
}

impl ClientTls {
    /// Reads the files.
    pub(crate) fn load(&self) -> io::Result<ClientTlsConfig> {
        let mut tls = ClientTlsConfig::new();
        match &self.ca_file {
            Some(file) => tls = tls.ca_certificate(Certificate::from_pem(std::fs::read(file)?)),
            None => tls = tls.trust_anchors(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
        }
        if let (Some(cert), Some(key)) = (&self.cert_file, &self.key_file) {
            tls = tls.identity(Identity::from_pem(std::fs::read(cert)?, std::fs::read(key)?));
        }
        Ok(tls)
    }
}

fn read(file: &Path) -> Result<Vec<u8>, ServeError> {
    std::fs::read(file).map_err(|source| unusable(file, source))
}

/// A file without a certificate would be taken for one that believes nobody.
fn expect_certificates(file: &Path) -> Result<(), ServeError> {
    match certificates(file) {
        Ok(found) if found.is_empty() => Err(unusable(file, io::Error::other("it holds no certificate"))),
        Ok(_) => Ok(()),
        Err(source) => Err(unusable(file, source)),
    }
}

fn unusable(file: &Path, source: io::Error) -> ServeError {
    ServeError::File {
        file: file.to_owned(),
        source,
    }
}

fn certificates(file: &Path) -> io::Result<Vec<CertificateDer<'static>>> {
    let found = CertificateDer::pem_file_iter(file).map_err(io::Error::other)?;
    found.map(|found| found.map_err(io::Error::other)).collect()
}

/// What a client of other protocols trusts: the public authorities, and what the operator adds.
///
/// # Errors
///
/// The file cannot be read, or holds something else than certificates.
pub fn trusting(trust_file: Option<&Path>) -> io::Result<ClientConfig> {
    let mut roots = RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    if let Some(file) = trust_file {
        for certificate in certificates(file)? {
            roots.add(certificate).map_err(io::Error::other)?;
        }
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(config)
}
