//! Health by the gRPC health checking protocol.
//!
//! The name [`LIVENESS`] is `SERVING` as long as the process answers, whatever its databases do: it is what restarts a
//! process. Each service's name, and the empty name for all of them, is readiness: it is what sends traffic. Once the
//! server stops, nothing becomes ready again.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::Mutex;
use tonic_health::ServingStatus;
use tonic_health::pb::health_server::HealthServer;
use tonic_health::server::{HealthReporter, HealthService};

/// The service name that answers for the process itself.
pub const LIVENESS: &str = "liveness";

/// Says which services of a server are ready. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Health {
    reporter: HealthReporter,
    states: Arc<Mutex<States>>,
}

#[derive(Debug)]
struct States {
    is_ready: BTreeMap<&'static str, bool>,
    is_stopping: bool,
}

impl Health {
    pub(super) async fn new(names: &[&'static str]) -> (Self, HealthServer<HealthService>) {
        let reporter = HealthReporter::new();
        let service = HealthServer::new(HealthService::from_health_reporter(reporter.clone()));
        let states = States {
            is_ready: names.iter().map(|name| (*name, false)).collect(),
            is_stopping: false,
        };
        let health = Self {
            reporter,
            states: Arc::new(Mutex::new(states)),
        };
        health
            .reporter
            .set_service_status(LIVENESS, ServingStatus::Serving)
            .await;
        health.publish(&*health.states.lock().await).await;
        (health, service)
    }

    /// Says whether the service of this full name (such as `redress.orders.v1.OrderService`) is ready.
    /// A name that the server does not serve is ignored.
    pub async fn set_ready(&self, service: &str, is_ready: bool) {
        let mut states = self.states.lock().await;
        if let Some(state) = states.is_ready.get_mut(service) {
            *state = is_ready;
        }
        self.publish(&states).await;
    }

    /// Says whether every service is ready.
    pub async fn set_all_ready(&self, is_ready: bool) {
        let mut states = self.states.lock().await;
        states.is_ready.values_mut().for_each(|state| *state = is_ready);
        self.publish(&states).await;
    }

    /// Makes everything but liveness not ready, for good.
    pub(super) async fn stop(&self) {
        let mut states = self.states.lock().await;
        states.is_stopping = true;
        self.publish(&states).await;
    }

    async fn publish(&self, states: &States) {
        let status = |is_ready: bool| {
            if is_ready && !states.is_stopping {
                ServingStatus::Serving
            } else {
                ServingStatus::NotServing
            }
        };
        for (name, is_ready) in &states.is_ready {
            self.reporter.set_service_status(*name, status(*is_ready)).await;
        }
        let all_ready = !states.is_ready.is_empty() && states.is_ready.values().all(|is_ready| *is_ready);
        self.reporter.set_service_status("", status(all_ready)).await;
    }
}
