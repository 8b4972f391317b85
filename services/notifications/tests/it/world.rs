//! The context with a database, a mail folder and a clock of its own.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::{DateTime, TimeZone, Utc};
use prost::Message as _;
use redress_bus::{Bus, BusError, Consumer, Envelope, InProcess};
use redress_context::Running;
use redress_contracts::redress::notifications::v1 as pb;
use redress_contracts::redress::notifications::v1::notification_service_client::NotificationServiceClient;
use redress_core::{Clock, Ids, ManualClock};
use redress_db::testing::{TestDb, assert_twins, backends};
use redress_db::{Backend, Environment};
use redress_notifications::{Config, Deps, MIGRATIONS, build};
use redress_policy::packs;
use redress_rpc::{AccessMode, Caller, Channel, Role, Services};
use tempfile::TempDir;

use crate::events::{order_event, refund_event};
use redress_contracts::redress::orders::v1::OrderChanged;
use redress_contracts::redress::refunds::v1::RefundChanged;

pub type Client = NotificationServiceClient<Channel>;

pub struct World {
    pub db: TestDb,
    pub clock: ManualClock,
    pub folder: TempDir,
    pub bus: Arc<InProcess>,
    /// For the next start.
    pub config: Config,
    policies: Channel,
    services: Services,
    running: Option<Running>,
    announced: Arc<Announced>,
    _policies_db: TestDb,
}

/// The messages announced as sent.
#[derive(Default)]
struct Announced(Mutex<Vec<pb::Message>>);

#[async_trait]
impl Consumer for Announced {
    async fn deliver(&self, event: &Envelope) -> Result<(), BusError> {
        let message = pb::MessageSent::decode(event.payload.as_slice())
            .unwrap()
            .message
            .unwrap();
        self.0.lock().unwrap().push(message);
        Ok(())
    }
}

impl World {
    async fn new(backend: Backend) -> Self {
        assert_twins(&MIGRATIONS);
        let (clock, hand) = Clock::manual(start());
        let environment = Environment::new(clock, Ids::seeded(11));
        let policies_db = TestDb::open(backend, redress_policies::MIGRATIONS, environment.clone()).await;
        let bus = Arc::new(InProcess::new());
        let policies = redress_policies::build(redress_policies::Deps {
            db: policies_db.clone(),
            bus: bus.clone(),
            packs: packs::all().collect(),
        });
        let policies = Channel::in_process(policies.await.unwrap().services(), AccessMode::OpenOnLoopback);
        let announced = Arc::new(Announced::default());
        let mut world = Self {
            db: TestDb::open(backend, MIGRATIONS, environment).await,
            clock: hand,
            folder: tempfile::tempdir().unwrap(),
            bus,
            config: Config::default(),
            policies,
            services: Services::new(),
            running: None,
            announced,
            _policies_db: policies_db,
        };
        world.start();
        world
    }

    /// Starts the context on its database, with a bus of its own; the one before has to be stopped.
    pub fn start(&mut self) {
        self.bus = Arc::new(InProcess::new());
        self.bus
            .subscribe("test", &["notifications.message_sent"], self.announced.clone());
        let context = build(Deps {
            db: self.db.clone(),
            bus: self.bus.clone(),
            policies: self.policies.clone(),
            mail_folder: self.mail_folder(),
            config: self.config.clone(),
        })
        .unwrap();
        self.services = context.services();
        self.running = Some(context.start());
    }

    pub async fn stop(&mut self) {
        self.running.take().unwrap().stop().await;
    }

    pub fn mail_folder(&self) -> PathBuf {
        self.folder.path().join("mail")
    }

    /// Waits until no event is on its way and nothing is due. A deadline may fire into an event just after events were
    /// counted: two quiet rounds rule that out.
    pub async fn rest(&self) {
        let running = self.running.as_ref().unwrap();
        let mut quiet_rounds = 0;
        while quiet_rounds < 2 {
            let is_quiet = running.outstanding().await.unwrap() == 0;
            quiet_rounds = if is_quiet { quiet_rounds + 1 } else { 0 };
        }
    }

    /// Delivers an event of the order and waits until what follows is done.
    pub async fn order(&self, id: &str, message: &OrderChanged) {
        self.bus.publish(order_event(id, message)).await.unwrap();
        self.rest().await;
    }

    /// Delivers an event of a refund and waits until what follows is done.
    pub async fn refund(&self, id: &str, message: &RefundChanged) {
        self.bus.publish(refund_event(id, message)).await.unwrap();
        self.rest().await;
    }

    /// Delivers an event of a return, a parcel or evidence and waits until what follows is done.
    pub async fn hear(&self, event: Envelope) {
        self.bus.publish(event).await.unwrap();
        self.rest().await;
    }

    /// Every message, oldest first.
    pub async fn messages(&self) -> Vec<pb::Message> {
        let request = pb::ListMessagesRequest {
            marketplace_id: "kwoking".to_owned(),
            page_size: 200,
            ..Default::default()
        };
        let listed = self.operator().list_messages(request).await.unwrap().into_inner();
        listed.messages.into_iter().rev().collect()
    }

    /// The messages announced as sent.
    pub fn announced(&self) -> Vec<pb::Message> {
        self.announced.0.lock().unwrap().clone()
    }

    /// The mail files, by name, with their text.
    pub fn mail(&self) -> Vec<(String, String)> {
        let Ok(files) = std::fs::read_dir(self.mail_folder()) else {
            return Vec::new();
        };
        let mut mail: Vec<_> = files
            .map(|file| file.unwrap())
            .map(|file| {
                let text = std::fs::read_to_string(file.path()).unwrap();
                (file.file_name().into_string().unwrap(), text)
            })
            .collect();
        mail.sort();
        mail
    }

    pub fn operator(&self) -> Client {
        self.client(Caller::local_operator())
    }

    pub fn bound(&self, marketplace: &str, role: Role, principal: &str) -> Client {
        self.client(Caller::new(Some(marketplace), role, principal))
    }

    fn client(&self, caller: Caller) -> Client {
        let channel = Channel::in_process(self.services.clone(), AccessMode::OpenOnLoopback);
        NotificationServiceClient::new(channel.acting_as(caller))
    }
}

/// Runs a test in a fresh world per backend; afterwards nothing may be left to do.
pub async fn everywhere(test: impl AsyncFn(&mut World)) {
    for backend in backends() {
        let mut world = World::new(backend).await;
        test(&mut world).await;
        world.rest().await;
        world.stop().await;
    }
}

pub fn start() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 5, 4, 8, 0, 0).unwrap()
}
