//! The settings of the gateway, as they stand in the configuration file.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::serving::Patience;

/// How the gateway listens and what it takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GatewayConfig {
    /// Whether there is one.
    pub enabled: bool,
    /// Address and port to listen on. Port 0 takes a free one.
    pub listen: SocketAddr,
    /// How long a call may take. Watches, uploads and downloads are exempt.
    pub timeout_ms: u64,
    /// How many connections may be open; more wait until one ends.
    pub max_connections: usize,
    /// How long a caller may take over the head of a request, or leave a connection idle; and over a body that is a message.
    pub slow_limit_ms: u64,
    /// How many requests may be worked on; more are refused with status 503.
    pub max_in_flight: usize,
    /// How many watches may be open; they do not count as requests that are worked on.
    pub max_watches: usize,
    /// How long a watch goes on before it ends; who still wants to watch comes again.
    pub watch_limit_ms: u64,
    /// The largest JSON body, and the largest line of a stream, in bytes.
    pub max_body_bytes: usize,
    /// The largest file that a form may bring, in bytes; larger ones go in as uploads that can be resumed.
    pub max_form_bytes: u64,
    /// How many requests a minute one key may make; no limit when 0.
    pub requests_per_minute: u32,
    /// The origins whose pages may call from a browser, such as `https://shop.example`; none when empty.
    pub cors_origins: Vec<String>,
    /// How long requests may go on after the gateway was told to stop.
    pub drain_time_limit_ms: u64,
    /// Whether other machines may call: the gateway speaks no TLS itself, so what stands in front of it has to encrypt.
    pub plaintext: bool,
}

impl Default for GatewayConfig {
    fn default() -> Self {
        Self {
            enabled: true,
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            timeout_ms: 10_000,
            max_connections: 4_096,
            slow_limit_ms: 30_000,
            max_in_flight: 1_024,
            max_watches: 1_024,
            watch_limit_ms: 3_600_000,
            max_body_bytes: 4 * 1024 * 1024,
            max_form_bytes: 64 * 1024 * 1024,
            requests_per_minute: 1_200,
            cors_origins: Vec::new(),
            drain_time_limit_ms: 20_000,
            plaintext: false,
        }
    }
}

/// A setting cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{key} {problem}")]
pub struct ConfigError {
    /// Which.
    pub key: &'static str,
    /// Why not.
    pub problem: String,
}

impl GatewayConfig {
    /// How long a call may take.
    pub fn timeout(&self) -> Duration {
        Duration::from_millis(self.timeout_ms)
    }

    /// How long a watch goes on.
    pub fn watch_limit(&self) -> Duration {
        Duration::from_millis(self.watch_limit_ms)
    }

    /// How long a caller may take to say what it wants.
    pub fn slow_limit(&self) -> Duration {
        Duration::from_millis(self.slow_limit_ms)
    }

    pub(crate) fn patience(&self) -> Patience {
        Patience {
            connections: self.max_connections,
            head: self.slow_limit(),
        }
    }

    /// How long requests may go on after the gateway was told to stop.
    pub fn drain_time_limit(&self) -> Duration {
        Duration::from_millis(self.drain_time_limit_ms)
    }

    /// Whether every setting can be used.
    ///
    /// # Errors
    /// The key and what is wrong with it.
    pub fn check(&self) -> Result<(), ConfigError> {
        let wrong = |key, problem: &str| {
            Err(ConfigError {
                key,
                problem: problem.to_owned(),
            })
        };
        if self.timeout_ms == 0 {
            return wrong("timeout_ms", "must be above zero");
        }
        for (key, limit) in [
            ("slow_limit_ms", self.slow_limit_ms),
            ("watch_limit_ms", self.watch_limit_ms),
        ] {
            if limit == 0 {
                return wrong(key, "must be above zero");
            }
        }
        for (key, places) in [
            ("max_connections", self.max_connections),
            ("max_in_flight", self.max_in_flight),
            ("max_watches", self.max_watches),
        ] {
            if !(1..=tokio::sync::Semaphore::MAX_PERMITS).contains(&places) {
                return wrong(key, "must be above zero, and not that large");
            }
        }
        if !(1_024..=64 * 1024 * 1024).contains(&self.max_body_bytes) {
            return wrong("max_body_bytes", "must lie between 1 KiB and 64 MiB");
        }
        if self.enabled && !self.plaintext && !self.listen.ip().is_loopback() {
            return wrong(
                "listen",
                "is reached over the network without TLS; set `plaintext = true` where what stands in front encrypts",
            );
        }
        for origin in &self.cors_origins {
            let is_origin = origin.parse::<http::Uri>().is_ok_and(|uri| {
                uri.scheme().is_some()
                    && uri.authority().is_some()
                    && !origin.ends_with('/')
                    && uri.query().is_none()
            });
            if !is_origin {
                return wrong(
                    "cors_origins",
                    &format!("must be origins such as https://shop.example, not {origin:?}"),
                );
            }
        }
        Ok(())
    }
}
