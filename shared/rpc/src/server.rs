//! Serving gRPC: one builder that gives every context the same health, reflection, limits and way to stop.
//!
//! A server starts `NOT_SERVING`; whoever started it says through [`Health`] when it is ready. Stopping goes in order:
//! health says `NOT_SERVING` and open-ended streams end; no connection is taken any more; calls in flight finish, until
//! the drain's time limit cuts the rest with `UNAVAILABLE`. A server that can be called from other machines encrypts, or is told
//! that what stands in front of it does, and believes only callers who prove who they are.

use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tonic::transport::server::TcpIncoming;

use crate::call::{Calls, Drain, InFlight, Phase, Rules};
use crate::proof::{Proofs, Prove};
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
/// How long an encrypted connection takes new calls.
const MAX_TLS_CONNECTION_AGE: Duration = Duration::from_secs(3_600);
/// How long the two sides may take to agree on encryption.
const HANDSHAKE_TIME_LIMIT: Duration = Duration::from_secs(10);
/// How long connections may take to close after the last call was cut.
const CLOSE_TIME_LIMIT: Duration = Duration::from_secs(1);

/// A server that is being put together.
#[derive(Debug)]
pub struct Server {
    config: ServerConfig,
    services: Services,
    tokens: Option<Arc<dyn Prove>>,
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
    services: Services,
    rules: Rules,
    transport: tonic::transport::Server,
    phases: watch::Sender<Phase>,
    health: Health,
}

impl Server {
    /// A server without services.
    pub fn new(config: ServerConfig) -> Self {
        Self {
            config,
            services: Services::new(),
            tokens: None,
        }
    }

    /// With somebody who tells whose a bearer token is; without, tokens prove nothing.
    #[must_use]
    pub fn proving_tokens_by(mut self, tokens: Arc<dyn Prove>) -> Self {
        self.tokens = Some(tokens);
        self
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
    /// [`ServeError::Config`] when a setting cannot be used, [`ServeError::File`] and [`ServeError::Tls`] when TLS cannot be
    /// spoken, [`ServeError::Descriptors`] when reflection cannot read the contracts.
    pub async fn build(self) -> Result<Ready, ServeError> {
        let Self {
            config,
            services,
            tokens,
        } = self;
        config.check()?;
        let transport = transport(&config)?;
        let names = services.names();
        let (health, health_service) = Health::new(&names).await;
        let mut services = services.with(health_service);
        if config.reflection {
            services = reflection::add(services, &names)?;
        }
        let (drain, phases) = Drain::new();
        let rules = Rules {
            proofs: Proofs {
                is_local: false,
                access: config.access,
                certified: config.tls.callers.clone().into(),
                tokens,
            },
            default_timeout: Some(config.default_timeout()),
            max_timeout: Some(config.max_timeout()),
            in_flight: Some(InFlight::new(config.max_in_flight, config.max_watches)),
            max_message_bytes: Some(config.max_message_bytes),
            drain,
        };
        Ok(Ready {
            config,
            services,
            rules,
            transport,
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
    /// [`ServeError::OpenToTheNetwork`] when callers without identity would be let in from other machines,
    /// [`ServeError::Plaintext`] when their calls could be read on the way.
    pub async fn serve(
        mut self,
        listener: TcpListener,
        shutdown: impl Future<Output = ()> + Send,
    ) -> Result<Stopped, ServeError> {
        let address = listener.local_addr().map_err(ServeError::Listener)?;
        self.config.refuse_danger(address)?;
        self.rules.proofs.is_local = address.ip().is_loopback() && self.config.tls.client_ca_file.is_none();
        tracing::info!(%address, "serving gRPC");
        let stop = Arc::new(tokio::sync::Notify::new());
        let stopped = Arc::clone(&stop);
        let serving = self.transport.serve_with_incoming_shutdown(
            Calls::new(self.services, self.rules),
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
}

fn transport(config: &ServerConfig) -> Result<tonic::transport::Server, ServeError> {
    let server = tonic::transport::Server::builder()
        .max_concurrent_streams(config.max_streams_per_connection)
        .max_frame_size(Some(MAX_FRAME))
        .http2_keepalive_interval(Some(config.keep_alive_interval()))
        .http2_keepalive_timeout(Some(config.keep_alive_timeout()));
    let Some(tls) = config.tls.load()? else {
        return Ok(server);
    };
    // Certificates are looked at when a connection begins: none lasts much longer than they may.
    let server = server.max_connection_age(MAX_TLS_CONNECTION_AGE);
    server
        .tls_config(tls.timeout(HANDSHAKE_TIME_LIMIT))
        .map_err(ServeError::Tls)
}
