//! Whose certificates are trusted: those of the public authorities, and what the operator adds.

use std::io;
use std::path::Path;
use std::sync::Arc;

use tokio_rustls::TlsConnector;

/// What opens a trusted connection.
///
/// # Errors
///
/// The file cannot be read, or holds something else than certificates.
pub fn connector(trust_file: Option<&Path>) -> io::Result<TlsConnector> {
    let config = redress_rpc::tls::trusting(trust_file)?;
    Ok(TlsConnector::from(Arc::new(config)))
}
