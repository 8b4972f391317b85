//! Serving gRPC: one builder that gives every context the same health, reflection, limits and way to stop.
//!
//! A server starts `NOT_SERVING`; whoever started it says through [`Health`] when it is ready. Stopping goes in order:
//! health says `NOT_SERVING` and open-ended streams end; no connection is taken any more; calls in flight finish, until
//! the drain's time limit cuts the rest with `UNAVAILABLE`. TLS and HTTP/1 are not here: a mesh or a gateway stands in
//! front.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tonic::transport::server::TcpIncoming;

use crate::call::{Calls, Drain, InFlight, Phase, Rules};
use crate::services::Services;

mod config;
mod health;
mod listen;
mod reflection;

pub use config::{AccessMode, ServerConfig};
pub use health::{Health, LIVENESS};
pub use listen::{ServeError, bind};

/// The largest HTTP/2 frame taken, in bytes: files come in few large ones instead of many small ones.
const MAX_FRAME: u32 = 256 * 1024;
/// How long connections may take to close after the last call was cut.
const CLOSE_TIME_LIMIT: Duration = Duration::from_secs(1);

/// A server that is being put together.
#[derive(Debug)]
pub struct Server {
    config: ServerConfig,
    services: Services,
}

/// How a server ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// Every call in flight had finished.
    Drained,
    /// The drain's time limit was over, and what was still in flight was cut.
    Cut,
}

/// A server ready to serve, with the handle to its health.
pub struct Ready {
    config: ServerConfig,
    calls: Calls,
    phases: watch::Sender<Phase>,
    health: Health,
}

impl Server {
    /// A server without services.
    pub fn new(config: ServerConfig) -> Self {
        Self {
            config,
            services: Services::new(),
        }
    }

    /// With the services of one more context.
    #[must_use]
    pub fn with(mut self, services: Services) -> Self {
        self.services = self.services.merge(services);
        self
    }

    /// Adds health and reflection and fixes the rules. Health is `NOT_SERVING` for every service.
    ///
    /// # Errors
    ///
    /// [`ServeError::Config`] when a setting cannot be used, [`ServeError::Descriptors`] when reflection cannot read the
    /// contracts.
    pub async fn build(self) -> Result<Ready, ServeError> {
        let Self { config, services } = self;
        config.check()?;
        let names = services.names();
        let (health, health_service) = Health::new(&names).await;
        let mut services = services.with(health_service);
        if config.reflection {
            services = reflection::add(services, &names)?;
        }
        let (drain, phases) = Drain::new();
        let rules = Rules {
            access: config.access,
            default_timeout: Some(config.default_timeout()),
            max_timeout: Some(config.max_timeout()),
            in_flight: Some(InFlight::new(config.max_in_flight, config.max_watches)),
            max_message_bytes: Some(config.max_message_bytes),
            drain,
        };
        Ok(Ready {
            calls: Calls::new(services, rules),
            config,
            phases,
            health,
        })
    }
}

impl Ready {
    /// The handle that says whether the server's services are ready.
    pub fn health(&self) -> Health {
        self.health.clone()
    }

    /// Serves on `listener` (see [`bind`]) until `shutdown` returns and the drain is over.
    ///
    /// # Errors
    ///
    /// [`ServeError::OpenToTheNetwork`] when callers without identity would be let in from other machines.
    pub async fn serve(
        self,
        listener: TcpListener,
        shutdown: impl Future<Output = ()> + Send,
    ) -> Result<Stopped, ServeError> {
        let address = listener.local_addr().map_err(ServeError::Listener)?;
        self.refuse_open_access(address)?;
        tracing::info!(%address, "serving gRPC");
        let stop = Arc::new(tokio::sync::Notify::new());
        let stopped = Arc::clone(&stop);
        let serving = transport(&self.config).serve_with_incoming_shutdown(
            self.calls,
            TcpIncoming::from(listener).with_nodelay(Some(true)),
            async move { stopped.notified().await },
        );
        tokio::pin!(serving);
        tokio::select! {
            ended = &mut serving => return ended.map(|()| Stopped::Drained).map_err(ServeError::Transport),
            () = shutdown => {}
        }
        tracing::info!("draining");
        self.health.stop().await;
        self.phases.send_replace(Phase::Draining);
        stop.notify_one();
        if let Ok(ended) = tokio::time::timeout(self.config.drain_time_limit(), &mut serving).await {
            return ended.map(|()| Stopped::Drained).map_err(ServeError::Transport);
        }
        tracing::warn!("the drain's time limit is over; cutting what is in flight");
        self.phases.send_replace(Phase::Cut);
        // A connection whose peer reads nothing does not close; its socket goes with the process.
        let _ = tokio::time::timeout(CLOSE_TIME_LIMIT, serving).await;
        Ok(Stopped::Cut)
    }

    fn refuse_open_access(&self, address: SocketAddr) -> Result<(), ServeError> {
        if self.config.access == AccessMode::OpenOnLoopback && !address.ip().is_loopback() {
            return Err(ServeError::OpenToTheNetwork(address));
        }
        Ok(())
    }
}

fn transport(config: &ServerConfig) -> tonic::transport::Server {
    tonic::transport::Server::builder()
        .max_concurrent_streams(config.max_streams_per_connection)
        .max_frame_size(Some(MAX_FRAME))
        .http2_keepalive_interval(Some(config.keep_alive_interval()))
        .http2_keepalive_timeout(Some(config.keep_alive_timeout()))
}
