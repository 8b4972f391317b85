//! The context with a database, a shelf of policies and a clock of its own, and the calls that tests make again and
//! again.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use diesel::prelude::*;
use prost::Message;
use redress_bus::{Bus, Envelope, InProcess};
use redress_context::{Context, Running};
use redress_contracts::redress::orders::v1 as pb;
use redress_contracts::redress::orders::v1::order_service_client::OrderServiceClient;
use redress_contracts::redress::orders::v1::personal_data_service_client::PersonalDataServiceClient;
use redress_contracts::redress::policies::v1::{Ground, Party};
use redress_core::{Clock, Ids, ManualClock};
use redress_db::testing::{TestDb, assert_twins, backends};
use redress_db::{Backend, Environment, on_conn};
use redress_orders::{Deps, MIGRATIONS, build};
use redress_rpc::{AccessMode, Caller, Channel, Role, Services};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::draft::Draft;
use crate::shelf::Shelf;

pub type Client = OrderServiceClient<Channel>;

pub struct World {
    pub db: TestDb,
    pub clock: ManualClock,
    pub shelf: Shelf,
    pub bus: Arc<InProcess>,
    services: Services,
    context: Option<Context>,
}

impl World {
    async fn new(backend: Backend) -> Self {
        assert_twins(&MIGRATIONS);
        let (clock, hand) = Clock::manual(start());
        let db = TestDb::open(backend, MIGRATIONS, Environment::new(clock, Ids::seeded(11))).await;
        let (shelf, bus) = (Shelf::new(), Arc::new(InProcess::new()));
        let policies = Channel::in_process(shelf.services(), AccessMode::OpenOnLoopback);
        let context = build(Deps {
            db: db.clone(),
            bus: bus.clone(),
            policies,
        });
        let services = context.services();
        Self {
            db,
            clock: hand,
            shelf,
            bus,
            services,
            context: Some(context),
        }
    }

    /// A client of the local operator, who speaks for anybody.
    pub fn operator(&self) -> Client {
        self.client(Caller::local_operator())
    }

    /// A client of a caller bound to a marketplace.
    pub fn bound(&self, marketplace: &str, role: Role, principal: &str) -> Client {
        self.client(Caller::new(Some(marketplace), role, principal))
    }

    fn client(&self, caller: Caller) -> Client {
        OrderServiceClient::new(self.channel(caller))
    }

    /// A client of what buyers' data is asked of, for an operator of a marketplace.
    pub fn personal(&self, marketplace: &str) -> PersonalDataServiceClient<Channel> {
        let caller = Caller::new(Some(marketplace), Role::Operator, "privacy");
        PersonalDataServiceClient::new(self.channel(caller))
    }

    fn channel(&self, caller: Caller) -> Channel {
        let channel = Channel::in_process(self.services.clone(), AccessMode::OpenOnLoopback);
        channel.acting_as(caller)
    }

    /// Starts the workers.
    pub fn start(&mut self) -> Running {
        self.context.take().unwrap().start()
    }

    /// Places an order.
    pub async fn place(&self, draft: Draft) -> pb::Order {
        self.operator()
            .place_order(draft.request())
            .await
            .unwrap()
            .into_inner()
    }

    /// Places an order and confirms its payment.
    pub async fn paid(&self, draft: Draft) -> pb::Order {
        let order = self.place(draft).await;
        self.pay(&order).await
    }

    /// Confirms the order's payment.
    pub async fn pay(&self, order: &pb::Order) -> pb::Order {
        let request = pb::ConfirmPaymentRequest {
            order_id: order.order_id.clone(),
            ..pb::ConfirmPaymentRequest::default()
        };
        self.operator()
            .confirm_payment(request)
            .await
            .unwrap()
            .into_inner()
    }

    /// Ships lines of an order, or all that may ship.
    pub async fn ship(&self, order: &pb::Order, lines: &[(&str, i32)]) -> Result<pb::Order, Status> {
        let parcel = pb::Parcel {
            lines: quantities(lines),
            carrier: "ups".to_owned(),
            ..pb::Parcel::default()
        };
        let request = pb::MarkShippedRequest {
            order_id: order.order_id.clone(),
            parcel: Some(parcel),
            ..pb::MarkShippedRequest::default()
        };
        Ok(self.operator().mark_shipped(request).await?.into_inner())
    }

    /// Marks a parcel as delivered.
    pub async fn deliver(&self, order: &pb::Order, parcel_id: &str) -> Result<pb::Order, Status> {
        let request = pb::MarkDeliveredRequest {
            order_id: order.order_id.clone(),
            parcel_id: parcel_id.to_owned(),
            ..pb::MarkDeliveredRequest::default()
        };
        Ok(self.operator().mark_delivered(request).await?.into_inner())
    }

    /// Asks to cancel.
    pub async fn cancel(&self, request: pb::CancelOrderRequest) -> Result<pb::Cancellation, Status> {
        Ok(self.operator().cancel_order(request).await?.into_inner())
    }

    /// The order as it is now.
    pub async fn order(&self, order: &pb::Order) -> pb::Order {
        let request = pb::GetOrderRequest {
            order_id: order.order_id.clone(),
        };
        self.operator().get_order(request).await.unwrap().into_inner()
    }

    /// The cancellation as it is now.
    pub async fn cancellation(&self, cancellation: &pb::Cancellation) -> pb::Cancellation {
        let request = pb::GetCancellationRequest {
            cancellation_id: cancellation.cancellation_id.clone(),
        };
        self.operator()
            .get_cancellation(request)
            .await
            .unwrap()
            .into_inner()
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

    /// What happened, in order, each with who is told.
    pub async fn changes(&self) -> Vec<(String, Vec<Party>)> {
        let events: Vec<pb::OrderChanged> = self.events("orders.order_changed").await;
        events
            .into_iter()
            .map(|event| (event.change.clone(), event.audience().collect()))
            .collect()
    }

    /// What is owed, as events say.
    pub async fn debts(&self) -> Vec<pb::RefundOwed> {
        self.events("orders.refund_owed").await
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
            time: start(),
        };
        self.bus.publish(event).await.unwrap();
    }
}

/// Runs a test in a fresh world per backend.
pub async fn everywhere(test: impl AsyncFn(World)) {
    for backend in backends() {
        test(World::new(backend).await).await;
    }
}

/// Waits until everything that is due has been done.
pub async fn rest(running: &Running) {
    let done = async {
        while running.outstanding().await.unwrap() > 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), done)
        .await
        .unwrap();
}

/// When every test begins.
pub fn start() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 16, 10, 0, 0).unwrap()
}

pub fn wire(time: DateTime<Utc>) -> Option<prost_types::Timestamp> {
    Some(redress_rpc::convert::time_to_wire(time))
}

pub fn hours(hours: i64) -> TimeDelta {
    TimeDelta::hours(hours)
}

pub fn quantities(lines: &[(&str, i32)]) -> Vec<pb::LineQuantity> {
    lines
        .iter()
        .map(|(id, quantity)| pb::LineQuantity {
            line_id: (*id).to_owned(),
            quantity: *quantity,
        })
        .collect()
}

/// A request to cancel lines of an order, or all of it.
pub fn ask(order: &pb::Order, party: Party, ground: Ground, lines: &[(&str, i32)]) -> pb::CancelOrderRequest {
    pb::CancelOrderRequest {
        order_id: order.order_id.clone(),
        requested_by: party.into(),
        ground: ground.into(),
        lines: quantities(lines),
        explanation: if party == Party::Buyer {
            String::new()
        } else {
            "It broke.".to_owned()
        },
        ..pb::CancelOrderRequest::default()
    }
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

/// One of an error's metadata.
pub fn metadata<T: std::fmt::Debug>(outcome: &Result<T, Status>, key: &str) -> String {
    let info = outcome.as_ref().unwrap_err().get_details_error_info().unwrap();
    info.metadata.get(key).cloned().unwrap_or_default()
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
