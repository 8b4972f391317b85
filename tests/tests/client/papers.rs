//! An authority, and the certificates that it signs: the server's, and those that clients show.

use std::net::Ipv4Addr;
use std::path::PathBuf;

use rcgen::string::Ia5String;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, SanType};
use tempfile::TempDir;

/// The name in the server's certificate.
pub const SERVER: &str = "redress.example";
/// The name in a client's certificate.
pub const CLIENT: &str = "spiffe://shop.example/back-end";

/// An authority, and a folder with what it signed.
pub struct Papers {
    folder: TempDir,
    authority: CertifiedIssuer<'static, KeyPair>,
}

impl Papers {
    pub fn new() -> anyhow::Result<Papers> {
        let mut params = CertificateParams::new(vec![])?;
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
        let papers = Papers {
            folder: tempfile::tempdir()?,
            authority,
        };
        std::fs::write(papers.ca_file(), papers.authority.pem())?;
        Ok(papers)
    }

    /// The authority's own certificate.
    pub fn ca_file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// A client's certificate and its key, in two files.
    pub fn client(&self) -> anyhow::Result<(PathBuf, PathBuf)> {
        self.signed("client", vec![SanType::URI(Ia5String::try_from(CLIENT)?)])
    }

    /// The settings of a server that shows its certificate, and takes this authority's clients for a service.
    pub fn settings(&self) -> anyhow::Result<String> {
        let names = vec![
            SanType::DnsName(Ia5String::try_from(SERVER)?),
            SanType::IpAddress(Ipv4Addr::LOCALHOST.into()),
        ];
        let (chain, key) = self.signed("server", names)?;
        Ok(format!(
            "[server]\naccess = \"required\"\n\n[server.tls]\ncert_file = {chain:?}\nkey_file = {key:?}\n\
             client_ca_file = {:?}\n\n[[server.tls.callers]]\nname = {CLIENT:?}\nrole = \"service\"\nacts_for = [\"buyer\", \"operator\"]\n",
            self.ca_file()
        ))
    }

    fn signed(&self, file: &str, names: Vec<SanType>) -> anyhow::Result<(PathBuf, PathBuf)> {
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::new(vec![])?;
        params.subject_alt_names = names;
        let chain = params.signed_by(&key, &self.authority)?.pem();
        let path = |ending: &str| self.folder.path().join(format!("{file}.{ending}"));
        std::fs::write(path("pem"), chain)?;
        std::fs::write(path("key"), key.serialize_pem())?;
        Ok((path("pem"), path("key")))
    }
}
