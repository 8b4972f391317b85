//! An authority that issues certificates into a folder.

use std::path::PathBuf;

use rcgen::{
    BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    SanType,
};
use tempfile::TempDir;

/// What an authority issued: the files of a certificate and its key.
pub struct Issued {
    pub cert: PathBuf,
    pub key: PathBuf,
}

/// Issues certificates that are valid for a while, or were.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    folder: TempDir,
    /// The authority's own certificate.
    pub file: PathBuf,
}

impl Authority {
    pub fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let key = KeyPair::generate().unwrap();
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("authority.pem");
        std::fs::write(&file, params.self_signed(&key).unwrap().pem()).unwrap();
        Self {
            issuer: Issuer::new(params, key),
            folder,
            file,
        }
    }

    /// A certificate for these names: URIs, host names and addresses.
    pub fn issue(&self, names: &[&str]) -> Issued {
        self.issue_until(names, 2096)
    }

    /// One that is valid until a year.
    pub fn issue_until(&self, names: &[&str], year: i32) -> Issued {
        let (uris, hosts): (Vec<&str>, Vec<&str>) = names.iter().partition(|name| name.contains("://"));
        let hosts: Vec<String> = hosts.into_iter().map(str::to_owned).collect();
        let mut params = CertificateParams::new(hosts).unwrap();
        let uris = uris.into_iter().map(|uri| SanType::URI(uri.try_into().unwrap()));
        params.subject_alt_names.extend(uris);
        params.extended_key_usages = vec![
            ExtendedKeyUsagePurpose::ServerAuth,
            ExtendedKeyUsagePurpose::ClientAuth,
        ];
        params.not_before = rcgen::date_time_ymd(2020, 1, 1);
        params.not_after = rcgen::date_time_ymd(year, 1, 1);
        let key = KeyPair::generate().unwrap();
        let cert = params.signed_by(&key, &self.issuer).unwrap();
        let stem = names.join("_").replace(['/', ':', '*'], "-");
        let path = |what: &str| self.folder.path().join(format!("{stem}-{year}.{what}.pem"));
        let issued = Issued {
            cert: path("cert"),
            key: path("key"),
        };
        std::fs::write(&issued.cert, cert.pem()).unwrap();
        std::fs::write(&issued.key, key.serialize_pem()).unwrap();
        issued
    }
}
