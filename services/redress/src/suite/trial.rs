//! A suite for the demo and for tests: in a temporary folder, on a port of its own, on a clock that is moved by hand.

use super::{Suite, Time};
use crate::config::Config;
use anyhow::Context as _;
use chrono::{DateTime, Utc};
use redress_core::{Clock, Ids, ManualClock};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use tempfile::TempDir;

/// A running trial; its folder is removed when it ends.
pub struct Trial {
    suite: Arc<Suite>,
    clock: ManualClock,
    _folder: TempDir,
}

impl Trial {
    /// Starts one at a time (RFC 3339) on SQLite.
    ///
    /// # Errors
    /// As [`Suite::start`].
    pub async fn start(start: &str) -> anyhow::Result<Self> {
        Self::with(start, Config::default()).await
    }

    /// Starts one with other settings and without a gateway; its folder and address are its own.
    ///
    /// # Errors
    /// As [`Suite::start`].
    pub async fn with(start: &str, mut config: Config) -> anyhow::Result<Self> {
        config.gateway.enabled = false;
        Self::seeded(start, config, Ids::system()).await
    }

    /// Starts one with other settings and with its gateway; its folder and addresses are its own.
    ///
    /// # Errors
    /// As [`Suite::start`].
    pub async fn with_gateway(start: &str, mut config: Config) -> anyhow::Result<Self> {
        config.gateway.enabled = true;
        Self::seeded(start, config, Ids::system()).await
    }

    /// Starts one whose ids come from a source of the caller's, so that they can be had again.
    ///
    /// # Errors
    /// As [`Suite::start`].
    pub async fn seeded(start: &str, mut config: Config, ids: Ids) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
        config.data = folder.path().join("data");
        config.server.listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        config.gateway.listen = config.server.listen;
        let start: DateTime<Utc> = start.parse().context("the start is no time")?;
        let (clock, hand) = Clock::manual(start);
        let suite = Suite::start(&config, Time { clock, ids }).await?;
        Ok(Self {
            suite: Arc::new(suite),
            clock: hand,
            _folder: folder,
        })
    }

    /// The suite.
    pub fn suite(&self) -> Arc<Suite> {
        self.suite.clone()
    }

    /// The hand that moves its clock.
    pub fn clock(&self) -> ManualClock {
        self.clock.clone()
    }

    /// Stops the suite and removes its folder.
    ///
    /// # Errors
    /// Somebody still holds the suite, or its server had failed.
    pub async fn stop(self) -> anyhow::Result<()> {
        let suite = Arc::try_unwrap(self.suite)
            .ok()
            .context("a stage still holds the suite")?;
        suite.stop().await
    }
}
