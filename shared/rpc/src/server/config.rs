//! The settings of a server, as they stand in the configuration file.
//!
//! Every key has a default that is safe on one machine. Times are whole milliseconds and named so.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::listen::ServeError;
use crate::tls::ServerTls;

/// The decoding limit of generated servers, which a setting cannot exceed.
const MESSAGE_CEILING: usize = 4 * 1024 * 1024;

/// How a gRPC server listens and what it lets in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ServerConfig {
    /// Address and port to listen on. Port 0 takes a free one.
    pub listen: SocketAddr,
    /// Whether calls without identity are let in.
    pub access: AccessMode,
    /// The deadline of calls that bring none. Streams named `Watch…`, `Upload…` and `Download…` are exempt.
    pub default_timeout_ms: u64,
    /// The longest deadline a call may bring; a longer one is shortened to this. Streams named `Upload…` and `Download…` are
    /// exempt.
    pub max_timeout_ms: u64,
    /// How many calls may be in flight; more are refused with `RESOURCE_EXHAUSTED`.
    pub max_in_flight: usize,
    /// How many `Watch…` streams may be open; they do not count as calls in flight.
    pub max_watches: usize,
    /// The largest message taken or sent, in bytes; at most 4 MiB.
    pub max_message_bytes: usize,
    /// How many calls one connection may have open at once.
    pub max_streams_per_connection: u32,
    /// How often a silent connection is probed.
    pub keep_alive_interval_ms: u64,
    /// How long a probe may stay unanswered before the connection is closed.
    pub keep_alive_timeout_ms: u64,
    /// How long calls in flight may go on after the server was told to stop.
    pub drain_time_limit_ms: u64,
    /// Whether clients may ask for the contracts (gRPC server reflection).
    pub reflection: bool,
    /// Whether other machines may call without TLS, because what stands in front of the server encrypts.
    pub plaintext: bool,
    /// TLS, and the certificates of callers.
    pub tls: ServerTls,
}

/// Whether calls without identity are let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccessMode {
    /// Calls without identity are the local operator's. Only allowed on a loopback address.
    #[default]
    OpenOnLoopback,
    /// Every call says who makes it, and proves it where other machines can call.
    Required,
}

impl Default for ServerConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 50_051)),
            access: AccessMode::OpenOnLoopback,
            default_timeout_ms: 10_000,
            max_timeout_ms: 60_000,
            max_in_flight: 1_024,
            max_watches: 1_024,
            max_message_bytes: MESSAGE_CEILING,
            max_streams_per_connection: 256,
            keep_alive_interval_ms: 30_000,
            keep_alive_timeout_ms: 10_000,
            drain_time_limit_ms: 20_000,
            reflection: true,
            plaintext: false,
            tls: ServerTls::default(),
        }
    }
}

impl ServerConfig {
    pub(super) fn default_timeout(&self) -> Duration {
        Duration::from_millis(self.default_timeout_ms)
    }

    pub(super) fn max_timeout(&self) -> Duration {
        Duration::from_millis(self.max_timeout_ms)
    }

    pub(super) fn keep_alive_interval(&self) -> Duration {
        Duration::from_millis(self.keep_alive_interval_ms)
    }

    pub(super) fn keep_alive_timeout(&self) -> Duration {
        Duration::from_millis(self.keep_alive_timeout_ms)
    }

    pub(super) fn drain_time_limit(&self) -> Duration {
        Duration::from_millis(self.drain_time_limit_ms)
    }

    /// Whether every setting can be used.
    ///
    /// # Errors
    ///
    /// [`ServeError::Config`] with the key and what is wrong with it; [`ServeError::OpenToTheNetwork`] when callers without
    /// identity would be let in from other machines, [`ServeError::Plaintext`] when their calls could be read on the way.
    pub fn check(&self) -> Result<(), ServeError> {
        self.refuse_danger(self.listen)?;
        self.tls.check()?;
        let wrong = |key, problem| Err(ServeError::Config { key, problem });
        let above_zero = [
            ("default_timeout_ms", self.default_timeout_ms),
            ("max_in_flight", self.max_in_flight as u64),
            ("max_message_bytes", self.max_message_bytes as u64),
            (
                "max_streams_per_connection",
                u64::from(self.max_streams_per_connection),
            ),
            ("keep_alive_interval_ms", self.keep_alive_interval_ms),
            ("keep_alive_timeout_ms", self.keep_alive_timeout_ms),
        ];
        if let Some((key, _)) = above_zero.into_iter().find(|(_, value)| *value == 0) {
            return wrong(key, "must be above zero");
        }
        if self.max_timeout_ms < self.default_timeout_ms {
            return wrong("max_timeout_ms", "must not be below default_timeout_ms");
        }
        if self.max_message_bytes > MESSAGE_CEILING {
            return wrong("max_message_bytes", "must be at most 4194304 (4 MiB)");
        }
        let most_places = tokio::sync::Semaphore::MAX_PERMITS;
        if self.max_in_flight > most_places || self.max_watches > most_places {
            return wrong("max_in_flight", "and max_watches are too large");
        }
        Ok(())
    }

    /// Whether these settings are safe on an address.
    pub(super) fn refuse_danger(&self, address: SocketAddr) -> Result<(), ServeError> {
        if address.ip().is_loopback() {
            return Ok(());
        }
        if self.access == AccessMode::OpenOnLoopback {
            return Err(ServeError::OpenToTheNetwork(address));
        }
        if self.tls.cert_file.is_none() && !self.plaintext {
            return Err(ServeError::Plaintext(address));
        }
        Ok(())
    }
}
