//! Taking the address to serve on, and what can go wrong before a server serves.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use tokio::net::TcpListener;

/// Why a server cannot serve. Each reads as one line for whoever started it.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Another process listens there.
    #[error("{0} is in use by another process; stop it or set another `listen` address")]
    AddressInUse(SocketAddr),
    /// The address cannot be listened on for another reason.
    #[error("cannot listen on {address}")]
    Bind {
        /// The configured address.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The listener has no address.
    #[error("the listener has no address")]
    Listener(#[source] io::Error),
    /// Callers without identity would be let in from other machines.
    #[error(
        "{0} is open to the network; set `access = \"required\"` or listen on a loopback address such as 127.0.0.1"
    )]
    OpenToTheNetwork(SocketAddr),
    /// What is said could be read on the way.
    #[error(
        "{0} is reached over the network without TLS; set `tls.cert_file` and `tls.key_file`, or `plaintext = true` where what stands in front encrypts"
    )]
    Plaintext(SocketAddr),
    /// A file of keys or certificates cannot be used.
    #[error("cannot use {}", file.display())]
    File {
        /// Which.
        file: PathBuf,
        /// What is wrong with it.
        source: io::Error,
    },
    /// The certificate and the key do not go together, or are of a kind that is not taken.
    #[error("the server's certificate and key cannot be used")]
    Tls(#[source] tonic::transport::Error),
    /// A setting cannot be used.
    #[error("{key} {problem}")]
    Config {
        /// The key in the configuration.
        key: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The contracts cannot be offered by reflection.
    #[error("the contracts cannot be offered by reflection")]
    Descriptors(#[source] tonic_reflection::server::Error),
    /// The transport failed.
    #[error("the gRPC transport failed")]
    Transport(#[source] tonic::transport::Error),
}

/// Takes `address` to serve on.
///
/// # Errors
///
/// [`ServeError::AddressInUse`], or [`ServeError::Bind`] for anything else.
pub async fn bind(address: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address)
        .await
        .map_err(|source| match source.kind() {
            io::ErrorKind::AddrInUse => ServeError::AddressInUse(address),
            _ => ServeError::Bind { address, source },
        })
}
