//! The context with a database of its own and a clock that the test moves.

use std::sync::Arc;

use chrono::{DateTime, TimeZone, Utc};
use diesel::prelude::*;
use prost::Message;
use redress_bus::InProcess;
use redress_contracts::redress::policies::v1 as pb;
use redress_contracts::redress::policies::v1::policy_service_client::PolicyServiceClient;
use redress_core::{Clock, Ids, ManualClock};
use redress_db::testing::{TestDb, assert_twins, backends};
use redress_db::{Backend, Environment, on_conn};
use redress_policies::{Deps, MIGRATIONS, build};
use redress_policy::packs::Source;
use redress_rpc::convert::time_to_wire;
use redress_rpc::{AccessMode, Caller, Channel, Role, Services};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

pub type Client = PolicyServiceClient<Channel>;

pub struct World {
    pub db: TestDb,
    pub clock: ManualClock,
    services: Services,
}

impl World {
    pub async fn new(backend: Backend, packs: Vec<Source>) -> Self {
        assert_twins(&MIGRATIONS);
        let (clock, hand) = Clock::manual(start());
        let db = TestDb::open(backend, MIGRATIONS, Environment::new(clock, Ids::seeded(7))).await;
        let services = start_again(&db, packs).await;
        Self {
            db,
            clock: hand,
            services,
        }
    }

    /// A client of the local operator.
    pub fn operator(&self) -> Client {
        self.client(Caller::local_operator())
    }

    /// A client of a caller bound to a marketplace.
    pub fn bound(&self, marketplace: &str, role: Role, principal: &str) -> Client {
        self.client(Caller::new(Some(marketplace), role, principal))
    }

    fn client(&self, caller: Caller) -> Client {
        PolicyServiceClient::new(self.channel().acting_as(caller))
    }

    /// A way to the context that names no caller.
    pub fn channel(&self) -> Channel {
        Channel::in_process(self.services.clone(), AccessMode::OpenOnLoopback)
    }

    /// The committed events of a kind, decoded.
    pub async fn events<M: Message + Default>(&self, kind: &'static str) -> Vec<M> {
        use redress_db::schema::outbox::dsl as col;
        let query = move |conn: &mut redress_db::Conn| {
            on_conn!(conn, |c| col::outbox
                .filter(col::kind.eq(kind))
                .order(col::seq)
                .select(col::payload)
                .load(c))
        };
        let payloads: Vec<Vec<u8>> = self.db.read(query).await.unwrap();
        payloads
            .iter()
            .map(|payload| M::decode(payload.as_slice()).unwrap())
            .collect()
    }

    /// Publishes a source as the operator.
    pub async fn publish(&self, source: &str) -> pb::Policy {
        let request = pb::PublishPolicyRequest {
            source: source.to_owned(),
            ..Default::default()
        };
        self.operator()
            .publish_policy(request)
            .await
            .unwrap()
            .into_inner()
    }
}

/// The services of a context built anew on the same database.
pub async fn start_again(db: &redress_db::Db, packs: Vec<Source>) -> Services {
    let context = build(Deps {
        db: db.clone(),
        bus: Arc::new(InProcess::new()),
        packs,
    })
    .await
    .unwrap();
    context.services()
}

/// Runs a test in a fresh world per backend.
pub async fn everywhere(test: impl AsyncFn(World)) {
    for backend in backends() {
        test(World::new(backend, Vec::new()).await).await;
    }
}

pub fn start() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 5, 4, 8, 0, 0).unwrap()
}

pub fn wire(time: DateTime<Utc>) -> Option<prost_types::Timestamp> {
    Some(time_to_wire(time))
}

/// The code, the registered reason and the bad fields of an error.
pub fn refusal<T: std::fmt::Debug>(outcome: Result<T, Status>) -> (Code, String, Vec<(String, String)>) {
    let status = outcome.unwrap_err();
    let reason = status
        .get_details_error_info()
        .map(|info| info.reason)
        .unwrap_or_default();
    let fields = status
        .get_details_bad_request()
        .map(|bad| bad.field_violations)
        .unwrap_or_default();
    (
        status.code(),
        reason,
        fields
            .into_iter()
            .map(|field| (field.field, field.description))
            .collect(),
    )
}

/// Code and reason alone.
pub fn code<T: std::fmt::Debug>(outcome: Result<T, Status>) -> (Code, String) {
    let (code, reason, _) = refusal(outcome);
    (code, reason)
}
