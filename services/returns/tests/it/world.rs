//! The context with a database, neighbours and a clock of its own, and the calls that tests make again and again.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use diesel::prelude::*;
use prost::Message;
use redress_bus::{Bus, Envelope, InProcess};
use redress_context::{Context, Running};
use redress_contracts::google::r#type::{Money, PostalAddress};
use redress_contracts::redress::evidence::v1 as evidence;
use redress_contracts::redress::orders::v1 as orders;
use redress_contracts::redress::policies::v1::{Ground, Party, Remedy};
use redress_contracts::redress::refunds::v1 as refunds;
use redress_contracts::redress::returns::v1 as pb;
use redress_contracts::redress::returns::v1::return_service_client::ReturnServiceClient;
use redress_core::{Clock, Ids, ManualClock, Money as Exact};
use redress_db::testing::{TestDb, assert_twins, backends};
use redress_db::{Backend, Environment, on_conn};
use redress_returns::{Deps, MIGRATIONS, build};
use redress_rpc::convert::{money_from_wire, money_to_wire};
use redress_rpc::{AccessMode, Caller, Channel, Role, Services};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::neighbours::Neighbours;

pub type Client = ReturnServiceClient<Channel>;

pub struct World {
    pub db: TestDb,
    pub clock: ManualClock,
    pub neighbours: Neighbours,
    pub bus: Arc<InProcess>,
    services: Services,
    context: Option<Context>,
    numbers: AtomicUsize,
}

impl World {
    async fn new(backend: Backend) -> Self {
        assert_twins(&MIGRATIONS);
        let (clock, hand) = Clock::manual(start());
        let db = TestDb::open(backend, MIGRATIONS, Environment::new(clock, Ids::seeded(11))).await;
        let (neighbours, bus) = (Neighbours::default(), Arc::new(InProcess::new()));
        let context = build(Deps {
            db: db.clone(),
            bus: bus.clone(),
            policies: neighbours.channel(),
            orders: neighbours.channel(),
            logistics: neighbours.channel(),
        });
        let services = context.services();
        Self {
            db,
            clock: hand,
            neighbours,
            bus,
            services,
            context: Some(context),
            numbers: AtomicUsize::new(0),
        }
    }

    /// A channel to the context's services, in the name of a caller.
    pub fn channel(&self, caller: Caller) -> Channel {
        Channel::in_process(self.services.clone(), AccessMode::OpenOnLoopback).acting_as(caller)
    }

    /// A client of the local operator, who speaks for anybody.
    pub fn operator(&self) -> Client {
        Client::new(self.channel(Caller::local_operator()))
    }

    /// A client of a caller bound to a marketplace.
    pub fn bound(&self, marketplace: &str, role: Role, principal: &str) -> Client {
        Client::new(self.channel(Caller::new(Some(marketplace), role, principal)))
    }

    /// Starts the workers.
    pub fn start(&mut self) -> Running {
        self.context.take().unwrap().start()
    }

    /// Asks for a return that is not refused.
    pub async fn asked(&self, request: pb::RequestReturnRequest) -> pb::Return {
        self.operator()
            .request_return(request)
            .await
            .unwrap()
            .into_inner()
    }

    /// A return as it is now.
    pub async fn found(&self, case: &pb::Return) -> pb::Return {
        let request = pb::GetReturnRequest {
            return_id: case.return_id.clone(),
        };
        self.operator().get_return(request).await.unwrap().into_inner()
    }

    /// The platform approves with a remedy.
    pub async fn approve(&self, case: &pb::Return, remedy: Remedy) -> pb::Return {
        let request = decision(case, true, remedy);
        self.operator().decide_return(request).await.unwrap().into_inner()
    }

    /// A return of a camera at Kwoking that was approved with a refund and awaits its parcel.
    pub async fn approved(&self) -> pb::Return {
        let order_id = format!("ord_camera_{}", self.next());
        self.neighbours.keep_order(camera(&order_id));
        let asked = self
            .asked(ask(&order_id, Ground::ChangeOfMind, &[("1", 1)]))
            .await;
        self.approve(&asked, Remedy::PartialRefund).await
    }

    /// The same, with its goods back.
    pub async fn received(&self) -> pb::Return {
        let approved = self.approved().await;
        let request = receipt(&approved, &[]);
        self.operator()
            .receive_parcel(request)
            .await
            .unwrap()
            .into_inner()
    }

    /// The same, with everything found in order.
    pub async fn inspected(&self) -> pb::Return {
        let received = self.received().await;
        let request = inspection(&received, &[]);
        self.operator()
            .inspect_return(request)
            .await
            .unwrap()
            .into_inner()
    }

    /// Something happened to a piece of evidence of a return.
    pub async fn evidence(&self, case: &pb::Return, (id, kind): (&str, &str), party: Party, change: &str) {
        let changed = evidence::EvidenceChanged {
            evidence: Some(evidence::Evidence {
                evidence_id: id.to_owned(),
                case_id: case.return_id.clone(),
                kind: kind.to_owned(),
                party: party.into(),
                ..evidence::Evidence::default()
            }),
            change: change.to_owned(),
            ..evidence::EvidenceChanged::default()
        };
        self.publish(&case.return_id, "evidence.evidence_changed", &changed)
            .await;
    }

    /// The refunds context says how a refund of a return stands.
    pub async fn refund(&self, case: &pb::Return, minor: i64, state: refunds::RefundState) {
        let changed = refunds::RefundChanged {
            refund: Some(refunds::Refund {
                refund_id: "ref_1".to_owned(),
                order_id: case.order_id.clone(),
                cause_id: case.return_id.clone(),
                amount: Some(money("EUR", minor)),
                state: state.into(),
                ..refunds::Refund::default()
            }),
            ..refunds::RefundChanged::default()
        };
        self.publish("ref_1", "refunds.refund_changed", &changed).await;
    }

    /// A number that was not given before.
    fn next(&self) -> usize {
        self.numbers.fetch_add(1, Ordering::Relaxed)
    }

    /// Delivers an event of another context.
    pub async fn publish<M: Message>(&self, aggregate: &str, kind: &str, message: &M) {
        let event = Envelope {
            id: format!("evt_{}", self.next()),
            source: "test".to_owned(),
            aggregate: aggregate.to_owned(),
            kind: kind.to_owned(),
            payload: message.encode_to_vec(),
            trace_parent: None,
            time: start(),
        };
        self.bus.publish(event).await.unwrap();
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
        let events: Vec<pb::ReturnChanged> = self.events("returns.return_changed").await;
        events
            .into_iter()
            .map(|event| (event.change.clone(), event.audience().collect()))
            .collect()
    }

    /// How often something happened.
    pub async fn count(&self, change: &str) -> usize {
        let changes = self.changes().await;
        changes.iter().filter(|(what, _)| what == change).count()
    }

    /// What is owed, as events say.
    pub async fn debts(&self) -> Vec<orders::RefundOwed> {
        self.events("returns.refund_owed").await
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

pub fn days(days: i64) -> TimeDelta {
    TimeDelta::days(days)
}

pub fn wire(time: DateTime<Utc>) -> Option<prost_types::Timestamp> {
    Some(redress_rpc::convert::time_to_wire(time))
}

pub fn time(time: &Option<prost_types::Timestamp>) -> DateTime<Utc> {
    redress_rpc::convert::time_from_wire(time.as_ref().unwrap()).unwrap()
}

pub fn money(currency: &str, minor: i64) -> Money {
    money_to_wire(Exact::new(minor, currency.parse().unwrap()))
}

pub fn minor(money: &Option<Money>) -> i64 {
    money
        .as_ref()
        .map_or(0, |money| money_from_wire(money).unwrap().minor)
}

/// Kwoking: a camera for 199.00 with 5.00 shipping and two batteries for 8.99 each, to Switzerland, delivered yesterday.
pub fn camera(order_id: &str) -> orders::Order {
    shipped(
        order_id,
        ("kwoking", "EUR", "CH"),
        &[("kwoking", 1, 19_900), ("kwoking", 2, 899)],
        true,
    )
}

/// KakaClo: two dresses for 22.00 each to the United States, delivered yesterday, or still under way.
pub fn dresses(order_id: &str, is_delivered: bool) -> orders::Order {
    shipped(
        order_id,
        ("kakaclo", "USD", "US"),
        &[("sel_a", 2, 2_200)],
        is_delivered,
    )
}

/// The RMA shop: a router for 90.00 to Canada, delivered yesterday, or still under way.
pub fn router(order_id: &str, is_delivered: bool) -> orders::Order {
    shipped(
        order_id,
        ("rma-shop", "USD", "CA"),
        &[("factory", 1, 9_000)],
        is_delivered,
    )
}

/// KAJIVAP: a fan for 1800.00 to the United States, delivered yesterday.
pub fn fan(order_id: &str) -> orders::Order {
    shipped(order_id, ("kajivap", "PHP", "US"), &[("sel_k", 1, 180_000)], true)
}

/// An order of these lines (seller, quantity, price), paid by card, sent in one parcel three days ago.
pub fn shipped(
    order_id: &str,
    (marketplace, currency, country): (&str, &str, &str),
    items: &[(&str, i32, i64)],
    is_delivered: bool,
) -> orders::Order {
    let line = |(index, (seller, quantity, price)): (usize, &(&str, i32, i64))| orders::Line {
        line_id: (index + 1).to_string(),
        seller_id: (*seller).to_owned(),
        sku: format!("sku-{}", index + 1),
        title: "A thing".to_owned(),
        quantity: *quantity,
        unit_price: Some(money(currency, *price)),
        shipped_quantity: *quantity,
        delivered_quantity: if is_delivered { *quantity } else { 0 },
        ..orders::Line::default()
    };
    let lines: Vec<orders::Line> = items.iter().enumerate().map(line).collect();
    let total: i64 = items
        .iter()
        .map(|(_, quantity, price)| i64::from(*quantity) * price)
        .sum();
    let parcel = orders::Parcel {
        parcel_id: "p1".to_owned(),
        carrier: "ups".to_owned(),
        lines: lines
            .iter()
            .map(|line| orders::LineQuantity {
                line_id: line.line_id.clone(),
                quantity: line.quantity,
            })
            .collect(),
        ship_time: wire(start() - days(3)),
        estimated_delivery_time: wire(start() - days(1)),
        deliver_time: if is_delivered {
            wire(start() - days(1))
        } else {
            None
        },
        ..orders::Parcel::default()
    };
    orders::Order {
        order_id: order_id.to_owned(),
        marketplace_id: marketplace.to_owned(),
        buyer_id: "byr_mara".to_owned(),
        total: Some(money(currency, total)),
        payments: vec![orders::Payment {
            kind: orders::PaymentKind::Card.into(),
            amount: Some(money(currency, total)),
            confirm_time: wire(start() - days(4)),
            ..orders::Payment::default()
        }],
        shipping_address: Some(PostalAddress {
            region_code: country.to_owned(),
            locality: "Home town".to_owned(),
            address_lines: vec!["1 Market Street".to_owned()],
            recipients: vec!["Mara Example".to_owned()],
            ..PostalAddress::default()
        }),
        place_time: wire(start() - days(5)),
        parcels: vec![parcel],
        lines,
        ..orders::Order::default()
    }
}

/// A request of the buyer that gives all that any shop asks for.
pub fn ask(order_id: &str, ground: Ground, lines: &[(&str, i32)]) -> pb::RequestReturnRequest {
    pb::RequestReturnRequest {
        order_id: order_id.to_owned(),
        requested_by: Party::Buyer.into(),
        ground: ground.into(),
        lines: lines
            .iter()
            .map(|(line_id, quantity)| pb::ReturnLine {
                line_id: (*line_id).to_owned(),
                quantity: *quantity,
                ..pb::ReturnLine::default()
            })
            .collect(),
        explanation: "It is not what I hoped for.".to_owned(),
        contact: Some(pb::Contact {
            name: "Mara Example".to_owned(),
            email: "mara@example.test".to_owned(),
            phone: "+41 44 123 45 67".to_owned(),
        }),
        invoice: "INV-1".to_owned(),
        ..pb::RequestReturnRequest::default()
    }
}

/// A decision of the platform.
pub fn decision(case: &pb::Return, approve: bool, remedy: Remedy) -> pb::DecideReturnRequest {
    pb::DecideReturnRequest {
        return_id: case.return_id.clone(),
        decided_by: Party::Platform.into(),
        approve,
        remedy: remedy.into(),
        reason: "Seen.".to_owned(),
        ..pb::DecideReturnRequest::default()
    }
}

/// A parcel on its way back.
pub fn announcement(case: &pb::Return, lines: &[(&str, i32)]) -> pb::AnnounceParcelRequest {
    pb::AnnounceParcelRequest {
        return_id: case.return_id.clone(),
        carrier: "ups".to_owned(),
        tracking_number: "1Z999AA10123456784".to_owned(),
        lines: quantities(lines),
        ..pb::AnnounceParcelRequest::default()
    }
}

/// What the warehouse received.
pub fn receipt(case: &pb::Return, lines: &[(&str, i32)]) -> pb::ReceiveParcelRequest {
    pb::ReceiveParcelRequest {
        return_id: case.return_id.clone(),
        rma_number: case.rma_number.clone(),
        lines: quantities(lines),
        ..pb::ReceiveParcelRequest::default()
    }
}

/// An inspection by Kwoking's checklist in which all but these points pass.
pub fn inspection(case: &pb::Return, failed: &[&str]) -> pb::InspectReturnRequest {
    let points = [
        "original state",
        "unused",
        "undamaged but for the named problem",
        "original packaging",
        "all accessories such as cables, chargers and batteries",
    ];
    checked(case, &points, failed)
}

/// An inspection of these points in which all but the failed ones pass.
pub fn checked(case: &pb::Return, points: &[&str], failed: &[&str]) -> pb::InspectReturnRequest {
    let point = |name: &&str| pb::InspectionPoint {
        point: (*name).to_owned(),
        passed: !failed.contains(name),
        note: if failed.contains(name) {
            "Seen at the bench."
        } else {
            ""
        }
        .to_owned(),
    };
    pb::InspectReturnRequest {
        return_id: case.return_id.clone(),
        points: points.iter().map(point).collect(),
        is_ground_confirmed: true,
        ..pb::InspectReturnRequest::default()
    }
}

pub fn quantities(lines: &[(&str, i32)]) -> Vec<orders::LineQuantity> {
    lines
        .iter()
        .map(|(id, quantity)| orders::LineQuantity {
            line_id: (*id).to_owned(),
            quantity: *quantity,
        })
        .collect()
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
        let (mut request, mut other) = ($request, $other);
        request.request_id = "again".to_owned();
        other.request_id = "again".to_owned();
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

/// That a command refuses a stale etag and changes nothing then.
#[macro_export]
macro_rules! check_stale {
    ($client:expr, $method:ident, $request:expr) => {{
        let mut request = $request;
        request.etag = "stale".to_owned();
        let stale = $client.$method(request).await;
        assert_eq!(
            $crate::world::code(stale),
            (tonic::Code::Aborted, "STALE_ETAG".to_owned())
        );
    }};
}
