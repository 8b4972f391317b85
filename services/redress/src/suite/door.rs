//! The HTTP gateway of a suite: it calls the contexts in process, in the name of whom it let in.

use crate::config::Config;
use crate::suite::Time;
use anyhow::Context as _;
use redress_gateway::{Credentials, Gateway, GatewayDeps, bind};
use redress_rpc::{AccessMode, Channel, Services};
use std::net::SocketAddr;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A running gateway.
pub(super) struct Door {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

impl Door {
    /// Opens it before these services, if the settings want one.
    ///
    /// # Errors
    /// The address is in use, or the contracts cannot be served.
    pub(super) async fn open(
        config: &Config,
        time: &Time,
        (services, credentials): (Services, Credentials),
    ) -> anyhow::Result<Option<Self>> {
        if !config.gateway.enabled {
            return Ok(None);
        }
        let listen = config.gateway.listen;
        let listener = bind(listen)
            .await
            .with_context(|| format!("the HTTP gateway cannot listen on {listen}"))?;
        let address = listener.local_addr()?;
        let gateway = Gateway::new(GatewayDeps {
            channel: Channel::in_process(services, AccessMode::Required),
            credentials,
            clock: time.clock.clone(),
            ids: time.ids.clone(),
            config: config.gateway.clone(),
        })?;
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(async move {
            let shutdown = async move {
                // An error means that the suite was dropped, which also asks to stop.
                let _ = stopped.await;
            };
            gateway.serve(listener, shutdown).await;
        });
        Ok(Some(Self {
            address,
            stop,
            serving,
        }))
    }

    /// Where it listens.
    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Closes it: no new requests, those under way finish.
    ///
    /// # Errors
    /// It had failed.
    pub(super) async fn close(self) -> anyhow::Result<()> {
        // It may have ended by itself; then there is nobody to tell.
        let _ = self.stop.send(());
        self.serving.await.context("the gateway broke down")
    }
}
