//! Logistics beside the policies context, each on a fresh database, with a clock that the test moves, and the calls that
//! tests make again and again.
//!
//! A world that ends well has nothing left to do.

use std::cell::Cell;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, TimeZone as _, Utc};
use diesel::prelude::*;
use prost::Message;
use redress_bus::{Bus, Envelope, InProcess};
use redress_context::Running;
use redress_contracts::redress::logistics::v1 as pb;
use redress_contracts::redress::logistics::v1::logistics_service_client::LogisticsServiceClient;
use redress_contracts::redress::policies::v1 as policies;
use redress_contracts::redress::policies::v1::policy_service_client::PolicyServiceClient;
use redress_core::{Clock, Ids, ManualClock};
use redress_db::testing::{TestDb, assert_twins, backends};
use redress_db::{Backend, Environment, on_conn};
use redress_logistics::{Deps, MIGRATIONS, build};
use redress_policy::packs;
use redress_rpc::{AccessMode, Caller, Channel, Role, Services};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::order_book;

pub type Client = LogisticsServiceClient<Channel>;

/// Numbers that UPS could have given.
pub const NUMBER: &str = "1Z999AA10123456784";
pub const OTHER_NUMBER: &str = "1Z5R89390357567127";
/// One digit of the first is wrong.
pub const WRONG_NUMBER: &str = "1Z999AA10123456785";

/// How long anything may take that happens by itself.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct World {
    pub db: TestDb,
    pub clock: ManualClock,
    pub bus: Arc<InProcess>,
    policies: Channel,
    services: Services,
    running: Vec<Running>,
    requests: Cell<u32>,
    _policies_db: TestDb,
}

/// Runs a test in a fresh world per backend.
pub async fn everywhere(test: impl AsyncFn(&World)) {
    for backend in backends() {
        let world = World::new(backend).await;
        test(&world).await;
        world.end().await;
    }
}

impl World {
    async fn new(backend: Backend) -> Self {
        assert_twins(&MIGRATIONS);
        let (clock, hand) = Clock::manual(start());
        let environment = Environment::new(clock, Ids::seeded(17));
        let policies_db = TestDb::open(backend, redress_policies::MIGRATIONS, environment.clone()).await;
        let bus = Arc::new(InProcess::new());
        let policies = redress_policies::build(redress_policies::Deps {
            db: policies_db.clone(),
            bus: bus.clone(),
            packs: packs::all().collect(),
        });
        let policies = policies.await.unwrap();
        let channel = Channel::in_process(policies.services(), AccessMode::Required);
        let db = TestDb::open(backend, MIGRATIONS, environment).await;
        let context = build(Deps {
            db: db.clone(),
            bus: bus.clone(),
            policies: channel.clone(),
            orders: order_book::channel(),
        });
        Self {
            db,
            clock: hand,
            bus,
            policies: channel,
            services: context.services(),
            running: vec![policies.start(), context.start()],
            requests: Cell::default(),
            _policies_db: policies_db,
        }
    }

    async fn end(self) {
        self.rest().await;
        for running in self.running {
            tokio::time::timeout(PATIENCE, running.stop())
                .await
                .expect("the workers stop");
        }
    }

    /// Waits until no event is on its way and nothing is due. An event may set off work in a context that was looked at
    /// before it: two quiet rounds rule that out.
    pub async fn rest(&self) {
        let resting = async {
            let mut quiet_rounds = 0;
            while quiet_rounds < 2 {
                let mut outstanding = 0;
                for running in &self.running {
                    outstanding += running.outstanding().await.unwrap();
                }
                quiet_rounds = if outstanding == 0 { quiet_rounds + 1 } else { 0 };
            }
        };
        tokio::time::timeout(PATIENCE, resting)
            .await
            .expect("the contexts come to rest");
    }

    /// Moves the clock and waits for what follows.
    pub async fn at(&self, time: DateTime<Utc>) {
        self.clock.set(time);
        self.rest().await;
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.db.environment().clock.now()
    }

    pub fn client(&self, caller: Caller) -> Client {
        let channel = Channel::in_process(self.services.clone(), AccessMode::Required);
        LogisticsServiceClient::new(channel.acting_as(caller))
    }

    /// A client of another process on the same database, which has served nothing yet.
    pub fn replica(&self) -> Client {
        let context = build(Deps {
            db: self.db.clone(),
            bus: Arc::new(InProcess::new()),
            policies: self.policies.clone(),
            orders: order_book::channel(),
        });
        let channel = Channel::in_process(context.services(), AccessMode::Required);
        LogisticsServiceClient::new(channel.acting_as(Caller::local_operator()))
    }

    /// A client of the local operator, who speaks for anybody.
    pub fn operator(&self) -> Client {
        self.client(Caller::local_operator())
    }

    /// A client of a caller of the marketplace.
    pub fn bound(&self, role: Role, principal: &str) -> Client {
        self.client(Caller::new(Some(MARKETPLACE), role, principal))
    }

    /// A request id that was not used before.
    pub fn request_id(&self) -> String {
        self.requests.set(self.requests.get() + 1);
        format!("r{}", self.requests.get())
    }

    pub async fn create(&self, request: pb::CreateShipmentRequest) -> Result<pb::Shipment, Status> {
        Ok(self.operator().create_shipment(request).await?.into_inner())
    }

    /// An outbound shipment of one parcel with this number of UPS.
    pub async fn sent(&self, number: &str) -> pb::Shipment {
        self.create(self.outbound(&[number])).await.unwrap()
    }

    /// What makes an outbound shipment known, sent now and expected in ten days.
    pub fn outbound(&self, numbers: &[&str]) -> pb::CreateShipmentRequest {
        let id = self.request_id();
        let parcels = numbers.iter().map(|number| pb::NewParcel {
            carrier: "UPS".to_owned(),
            tracking_number: (*number).to_owned(),
            ..pb::NewParcel::default()
        });
        pb::CreateShipmentRequest {
            order_id: format!("ord_{id}"),
            request_id: id,
            marketplace_id: MARKETPLACE.to_owned(),
            purpose: pb::ShipmentPurpose::Outbound.into(),
            source_id: "1".to_owned(),
            parcels: parcels.collect(),
            buyer_id: "byr_mara".to_owned(),
            seller_ids: vec!["sel_a".to_owned()],
            estimated_delivery_time: wire(self.now() + TimeDelta::days(10)),
            destination_country: "US".to_owned(),
            ..pb::CreateShipmentRequest::default()
        }
    }

    /// What makes a shipment on its way back known.
    pub fn way_back(&self, number: &str) -> pb::CreateShipmentRequest {
        pb::CreateShipmentRequest {
            purpose: pb::ShipmentPurpose::Return.into(),
            return_id: "ret_1".to_owned(),
            origin_country: "US".to_owned(),
            destination_country: "CN".to_owned(),
            ..self.outbound(&[number])
        }
    }

    /// A report of a parcel, now.
    pub fn report(&self, parcel: &pb::Parcel, status: pb::TrackingStatus) -> pb::TrackingReport {
        pb::TrackingReport {
            parcel_id: parcel.parcel_id.clone(),
            status: status.into(),
            event_time: wire(self.now()),
            source: "ups".to_owned(),
            ..pb::TrackingReport::default()
        }
    }

    pub async fn record(&self, report: pb::TrackingReport) -> Result<pb::Parcel, Status> {
        let request = pb::RecordTrackingEventRequest {
            request_id: self.request_id(),
            marketplace_id: MARKETPLACE.to_owned(),
            report: Some(report),
        };
        Ok(self.operator().record_tracking_event(request).await?.into_inner())
    }

    /// A carrier says where the first parcel of a shipment is now.
    pub async fn track(&self, shipment: &pb::Shipment, status: pb::TrackingStatus) -> pb::Parcel {
        let report = self.report(&shipment.parcels[0], status);
        self.record(report).await.unwrap()
    }

    pub async fn stream(&self, reports: Vec<pb::TrackingReport>) -> pb::StreamTrackingEventsResponse {
        let messages = reports.into_iter().map(|report| pb::StreamTrackingEventsRequest {
            marketplace_id: MARKETPLACE.to_owned(),
            report: Some(report),
        });
        let messages: Vec<_> = messages.collect();
        let mut client = self.operator();
        let reply = client
            .stream_tracking_events(futures::stream::iter(messages))
            .await;
        reply.unwrap().into_inner()
    }

    /// The shipment as it is now.
    pub async fn shipment(&self, shipment_id: &str) -> pb::Shipment {
        let request = pb::GetShipmentRequest {
            shipment_id: shipment_id.to_owned(),
        };
        self.operator().get_shipment(request).await.unwrap().into_inner()
    }

    /// The first parcel of a shipment as it is now.
    pub async fn parcel(&self, shipment: &pb::Shipment) -> pb::Parcel {
        self.shipment(&shipment.shipment_id).await.parcels.remove(0)
    }

    pub async fn list(&self, request: pb::ListShipmentsRequest) -> Vec<pb::Shipment> {
        let listed = self.operator().list_shipments(request).await;
        listed.unwrap().into_inner().shipments
    }

    /// The history of a parcel, the newest event first.
    pub async fn history(&self, parcel: &pb::Parcel) -> Vec<pb::TrackingEvent> {
        let request = pb::ListTrackingEventsRequest {
            parcel_id: parcel.parcel_id.clone(),
            ..pb::ListTrackingEventsRequest::default()
        };
        let listed = self.operator().list_tracking_events(request).await;
        listed.unwrap().into_inner().tracking_events
    }

    /// Everything that was told, in order.
    pub async fn told(&self) -> Vec<pb::ParcelChanged> {
        use redress_db::schema::outbox::dsl as col;
        let query = |conn: &mut redress_db::Conn| {
            on_conn!(conn, |c| col::outbox
                .filter(col::kind.eq("logistics.parcel_changed"))
                .order(col::seq)
                .select(col::payload)
                .load(c))
        };
        let payloads: Vec<Vec<u8>> = self.db.read(query).await.unwrap();
        payloads
            .iter()
            .map(|payload| pb::ParcelChanged::decode(payload.as_slice()).unwrap())
            .collect()
    }

    /// What happened, in order.
    pub async fn changes(&self) -> Vec<String> {
        let told = self.told().await;
        told.into_iter().map(|event| event.change).collect()
    }

    /// The last thing that was told, which must be this.
    pub async fn last_told(&self, change: &str) -> pb::ParcelChanged {
        let last = self.told().await.pop().expect("nothing was told");
        assert_eq!(last.change, change);
        last
    }

    /// Delivers an event of another context.
    pub async fn publish<M: Message>(&self, id: &str, kind: &str, message: &M) {
        let event = Envelope {
            id: id.to_owned(),
            source: "test".to_owned(),
            aggregate: "test".to_owned(),
            kind: kind.to_owned(),
            payload: message.encode_to_vec(),
            trace_parent: None,
            time: self.now(),
        };
        self.bus.publish(event).await.unwrap();
    }

    /// Declares a special period of the marketplace.
    pub async fn special_period(
        &self,
        region: &str,
        (from, to): (DateTime<Utc>, DateTime<Utc>),
    ) -> policies::SpecialPeriod {
        let request = policies::DeclareSpecialPeriodRequest {
            request_id: self.request_id(),
            marketplace_id: MARKETPLACE.to_owned(),
            kind: "weather".to_owned(),
            region: region.to_owned(),
            start_time: wire(from),
            end_time: wire(to),
            reason: "A storm closes the ports.".to_owned(),
        };
        let declared = self.policies().declare_special_period(request).await;
        let declared = declared.unwrap().into_inner();
        self.rest().await;
        declared
    }

    pub fn policies(&self) -> PolicyServiceClient<Channel> {
        PolicyServiceClient::new(self.policies.clone().acting_as(Caller::local_operator()))
    }
}

/// The marketplace of every test: working days of China, a stall after ten of them, overdue ten days after the estimate.
pub const MARKETPLACE: &str = "kakaclo";

/// When every test begins: a Monday, six in the evening in Shanghai.
pub fn start() -> DateTime<Utc> {
    at(3, 16, 10)
}

/// An hour of a day in 2026, UTC.
pub fn at(month: u32, day: u32, hour: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, month, day, hour, 0, 0).unwrap()
}

pub fn wire(time: DateTime<Utc>) -> Option<prost_types::Timestamp> {
    Some(redress_rpc::convert::time_to_wire(time))
}

/// When a clock of a parcel ends; `None` when none of this kind runs.
pub fn due(parcel: &pb::Parcel, kind: &str) -> Option<DateTime<Utc>> {
    let open = parcel.deadlines.iter().find(|open| open.kind == kind)?;
    Some(redress_rpc::convert::time_from_wire(open.due_time.as_ref().unwrap()).unwrap())
}

/// The code and the registered reason of an error.
pub fn code<T: std::fmt::Debug>(outcome: Result<T, Status>) -> (Code, String) {
    let status = outcome.unwrap_err();
    let reason = status
        .get_details_error_info()
        .map(|info| info.reason)
        .unwrap_or_default();
    (status.code(), reason)
}

/// The paths of the bad fields of an error.
pub fn bad_fields<T: std::fmt::Debug>(outcome: Result<T, Status>) -> Vec<String> {
    let status = outcome.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument, "{status:?}");
    let fields = status
        .get_details_bad_request()
        .map(|bad| bad.field_violations)
        .unwrap_or_default();
    fields.into_iter().map(|field| field.field).collect()
}

/// That a command is idempotent: the same request gets the same reply, another body under its id is refused.
#[macro_export]
macro_rules! check_replay {
    ($client:expr, $method:ident, $request:expr, $other:expr) => {{
        let (request, other) = ($request, $other);
        let first = $client.$method(request.clone()).await.unwrap().into_inner();
        let again = $client.$method(request.clone()).await.unwrap().into_inner();
        assert_eq!(first, again);
        let reused = $client.$method(other).await;
        assert_eq!(
            $crate::world::code(reused),
            (tonic::Code::AlreadyExists, "REQUEST_ID_REUSED".to_owned())
        );
        first
    }};
}
