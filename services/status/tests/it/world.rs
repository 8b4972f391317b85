//! The context with a database, a clock and played neighbours of its own.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use redress_bus::{Bus as _, Envelope, InProcess};
use redress_contracts::redress::orders::v1 as orders;
use redress_contracts::redress::status::v1 as pb;
use redress_contracts::redress::status::v1::status_service_client::StatusServiceClient;
use redress_core::{Clock, Ids};
use redress_db::testing::{TestDb, assert_twins, backends};
use redress_db::{Backend, Environment};
use redress_policy::packs;
use redress_rpc::{AccessMode, Caller, Channel, Role, Services};
use redress_status::{Deps, MIGRATIONS, build};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::upstream::Upstream;

pub const ORDER: &str = "ord_01jq0000000000000000000000";

pub type Client = StatusServiceClient<Channel>;

pub struct World {
    pub upstream: Upstream,
    bus: Arc<InProcess>,
    services: Services,
    _db: TestDb,
    _policies_db: TestDb,
}

impl World {
    async fn new(backend: Backend) -> Self {
        assert_twins(&MIGRATIONS);
        let (clock, _) = Clock::manual(start());
        let environment = Environment::new(clock, Ids::seeded(11));
        let policies_db = TestDb::open(backend, redress_policies::MIGRATIONS, environment.clone()).await;
        let bus = Arc::new(InProcess::new());
        let policies = redress_policies::build(redress_policies::Deps {
            db: policies_db.clone(),
            bus: bus.clone(),
            packs: packs::all().collect(),
        });
        let policies = Channel::in_process(policies.await.unwrap().services(), AccessMode::OpenOnLoopback);
        let upstream = Upstream::default();
        upstream.known().orders.push(order());
        let neighbours = Channel::in_process(upstream.services(), AccessMode::Required);
        let db = TestDb::open(backend, MIGRATIONS, environment).await;
        let context = build(Deps {
            db: db.clone(),
            bus: bus.clone(),
            orders: neighbours.clone(),
            returns: neighbours.clone(),
            refunds: neighbours.clone(),
            logistics: neighbours,
            policies,
        });
        Self {
            upstream,
            bus,
            services: context.services(),
            _db: db,
            _policies_db: policies_db,
        }
    }

    /// Delivers an event; what follows is done when it returns.
    pub async fn hear(&self, event: Envelope) {
        self.bus.publish(event).await.unwrap();
    }

    /// An agent of the marketplace, who sees all of it.
    pub fn agent(&self) -> Client {
        self.bound("kwoking", Role::Agent, "mia")
    }

    pub fn bound(&self, marketplace: &str, role: Role, principal: &str) -> Client {
        let caller = Caller::new(Some(marketplace), role, principal);
        let channel = Channel::in_process(self.services.clone(), AccessMode::Required);
        StatusServiceClient::new(channel.acting_as(caller))
    }

    /// The view as the agent sees it.
    pub async fn view(&self) -> pb::OrderStatus {
        let request = pb::GetOrderStatusRequest {
            order_id: ORDER.to_owned(),
        };
        self.agent().get_order_status(request).await.unwrap().into_inner()
    }

    /// The whole timeline as a client sees it: source, change and case of each entry.
    pub async fn timeline(&self, mut client: Client) -> Vec<(String, String, String)> {
        let listed = client.list_timeline(list()).await.unwrap().into_inner();
        let what = |entry: pb::TimelineEntry| (entry.source, entry.change, entry.case_id);
        listed.entries.into_iter().map(what).collect()
    }
}

/// Runs a test in a fresh world per backend.
pub async fn everywhere(test: impl AsyncFn(&World)) {
    for backend in backends() {
        test(&World::new(backend).await).await;
    }
}

pub fn start() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 5, 4, 8, 0, 0).unwrap()
}

/// So many hours after the start.
pub fn at(hours: i64) -> Option<prost_types::Timestamp> {
    Some(redress_rpc::convert::time_to_wire(
        start() + TimeDelta::hours(hours),
    ))
}

/// A paid order of two sellers.
pub fn order() -> orders::Order {
    let line = |line_id: &str, seller_id: &str| orders::Line {
        line_id: line_id.to_owned(),
        seller_id: seller_id.to_owned(),
        quantity: 1,
        ..Default::default()
    };
    orders::Order {
        order_id: ORDER.to_owned(),
        marketplace_id: "kwoking".to_owned(),
        buyer_id: "bo".to_owned(),
        state: orders::OrderState::Paid.into(),
        lines: vec![line("1", "ana"), line("2", "ben")],
        terms: Some(orders::OrderTerms {
            policy_id: "kwoking".to_owned(),
            policy_version: 1,
            sellers: Vec::new(),
        }),
        ..Default::default()
    }
}

pub fn list() -> pb::ListTimelineRequest {
    pb::ListTimelineRequest {
        order_id: ORDER.to_owned(),
        page_size: 200,
        ..Default::default()
    }
}

/// The code and the registered reason of an error.
pub fn code<T: std::fmt::Debug>(outcome: Result<T, Status>) -> (Code, String) {
    let status = outcome.unwrap_err();
    let reason = status.get_details_error_info().map(|info| info.reason);
    (status.code(), reason.unwrap_or_default())
}
