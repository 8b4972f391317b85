//! The context with a database, names and a clock of its own.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use redress_bus::{Bus as _, Envelope, InProcess};
use redress_context::Running;
use redress_contracts::redress::webhooks::v1 as pb;
use redress_contracts::redress::webhooks::v1::webhook_service_client::WebhookServiceClient;
use redress_core::{Clock, Ids, ManualClock};
use redress_db::testing::{TestDb, assert_twins, backends};
use redress_db::{Backend, Environment};
use redress_rpc::{AccessMode, Binding, Caller, Channel, Role, Services};
use redress_webhooks::{Config, Deps, MIGRATIONS, build};

use crate::names::Names;
use crate::receiver::Receiver;

pub type Client = WebhookServiceClient<Channel>;

pub const SHOP: &str = "kwoking";

pub struct World {
    pub db: TestDb,
    pub clock: ManualClock,
    pub names: Arc<Names>,
    bus: Arc<InProcess>,
    config: Config,
    services: Services,
    /// To the contexts that are told what comes in; nobody is there until a test binds one.
    pub told: Option<Binding>,
    running: Option<Running>,
    requests: usize,
}

impl World {
    pub async fn new(backend: Backend, config: Config, start: DateTime<Utc>) -> Self {
        assert_twins(&MIGRATIONS);
        let (clock, hand) = Clock::manual(start);
        let environment = Environment::new(clock, Ids::seeded(11));
        let mut world = Self {
            db: TestDb::open(backend, MIGRATIONS, environment).await,
            clock: hand,
            names: Arc::default(),
            bus: Arc::new(InProcess::new()),
            config,
            services: Services::new(),
            told: None,
            running: None,
            requests: 0,
        };
        world.start();
        world
    }

    /// Starts the context on its database; the one before has to be stopped.
    pub fn start(&mut self) {
        // A bus of its own, so that nobody hears an event twice.
        self.bus = Arc::new(InProcess::new());
        let (told, binding) = Channel::late();
        self.told = Some(binding);
        let context = build(Deps {
            db: self.db.clone(),
            bus: self.bus.clone(),
            resolver: self.names.clone(),
            orders: told.clone(),
            logistics: told.clone(),
            refunds: told,
            config: self.config.clone(),
        });
        let context = context.unwrap();
        self.services = context.services();
        self.running = Some(context.start());
    }

    pub async fn stop(&mut self) {
        self.running.take().unwrap().stop().await;
    }

    /// Waits until nothing is due.
    pub async fn rest(&self) {
        let running = self.running.as_ref().unwrap();
        let mut quiet_rounds = 0;
        while quiet_rounds < 2 {
            let is_quiet = running.outstanding().await.unwrap() == 0;
            quiet_rounds = if is_quiet { quiet_rounds + 1 } else { 0 };
        }
    }

    /// Moves the clock on and waits until what is due then is done.
    pub async fn after(&self, step: TimeDelta) {
        self.clock.advance(step);
        self.rest().await;
    }

    /// Delivers an event of another context and waits until what follows is done.
    pub async fn hear(&self, event: Envelope) {
        self.bus.publish(event).await.unwrap();
        self.rest().await;
    }

    pub fn services(&self) -> Services {
        self.services.clone()
    }

    /// Where events come from.
    pub fn bus(&self) -> Arc<InProcess> {
        self.bus.clone()
    }

    /// A request id that was not used before.
    pub fn request_id(&mut self) -> String {
        self.requests += 1;
        format!("request-{}", self.requests)
    }

    pub fn client(&self, role: Role, principal: &str) -> Client {
        self.of(Caller::new(Some(SHOP), role, principal))
    }

    pub fn agent(&self) -> Client {
        self.client(Role::Agent, "alex")
    }

    pub fn seller(&self, seller_id: &str) -> Client {
        self.client(Role::SellerAdmin, seller_id)
    }

    pub fn of(&self, caller: Caller) -> Client {
        let channel = Channel::in_process(self.services.clone(), AccessMode::OpenOnLoopback);
        WebhookServiceClient::new(channel.acting_as(caller))
    }

    /// A new endpoint of the marketplace, or of this seller.
    pub async fn endpoint(&mut self, url: &str, seller_id: &str) -> pb::Endpoint {
        let request = pb::CreateEndpointRequest {
            request_id: self.request_id(),
            seller_id: seller_id.to_owned(),
            ..create(url)
        };
        self.agent().create_endpoint(request).await.unwrap().into_inner()
    }

    /// A test event to an endpoint, after what follows.
    pub async fn test_event(&mut self, endpoint: &pb::Endpoint) -> pb::Delivery {
        let request = pb::SendTestEventRequest {
            request_id: self.request_id(),
            endpoint_id: endpoint.endpoint_id.clone(),
        };
        let sent = self.agent().send_test_event(request).await.unwrap().into_inner();
        self.rest().await;
        self.delivery(&sent).await
    }

    /// A delivery as it is now.
    pub async fn delivery(&self, delivery: &pb::Delivery) -> pb::Delivery {
        let request = pb::GetDeliveryRequest {
            delivery_id: delivery.delivery_id.clone(),
        };
        self.agent().get_delivery(request).await.unwrap().into_inner()
    }

    /// An endpoint as it is now.
    pub async fn reread(&self, endpoint: &pb::Endpoint) -> pb::Endpoint {
        let request = pb::GetEndpointRequest {
            endpoint_id: endpoint.endpoint_id.clone(),
        };
        self.agent().get_endpoint(request).await.unwrap().into_inner()
    }

    /// The events of one view, oldest first.
    pub async fn events(&self, seller_id: &str) -> Vec<pb::Event> {
        let request = pb::ListEventsRequest {
            seller_id: seller_id.to_owned(),
            page_size: 200,
            ..Default::default()
        };
        let listed = self.agent().list_events(request).await.unwrap().into_inner();
        listed.events.into_iter().rev().collect()
    }
}

/// A request for an endpoint of the marketplace.
pub fn create(url: &str) -> pb::CreateEndpointRequest {
    pb::CreateEndpointRequest {
        marketplace_id: SHOP.to_owned(),
        url: url.to_owned(),
        ..Default::default()
    }
}

/// Settings under which the servers of a test may be called.
pub fn local() -> Config {
    Config {
        allow_loopback: true,
        ..Config::default()
    }
}

/// Runs a test in a fresh world per backend, with a server that the world may call; afterwards nothing may be left to do.
pub async fn everywhere(test: impl AsyncFn(&mut World, &Receiver)) {
    for backend in backends() {
        let receiver = Receiver::start().await;
        let mut world = World::new(backend, local(), start()).await;
        test(&mut world, &receiver).await;
        world.rest().await;
        world.stop().await;
    }
}

pub fn start() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 5, 4, 8, 0, 0).unwrap()
}
