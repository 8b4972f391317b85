//! A refunds context on a fresh database, with a clock that the test moves and a bus that the test listens to.
//!
//! A world that ends well has nothing left to do, balanced books, and workers that stopped.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use prost::Message;
use redress_bus::{Bus, BusError, Consumer, Envelope, InProcess};
use redress_contracts::google::r#type::Money;
use redress_contracts::redress::orders::v1::{
    LineCapture, Payment, PaymentConfirmed, PayoutDetails, RefundOwed,
};
use redress_contracts::redress::policies::v1::{
    Breakdown, BreakdownLine, BreakdownPart, Party, RefundMethod,
};
use redress_contracts::redress::refunds::v1;
use redress_contracts::redress::refunds::v1::refund_service_client::RefundServiceClient;
use redress_contracts::redress::refunds::v1::sandbox_provider_service_client::SandboxProviderServiceClient;
use redress_core::{Clock, Ids, ManualClock};
use redress_db::testing::{Place, assert_twins, backends};
use redress_db::{Backend, Db, Environment};
use redress_refunds::{Config, Deps};
use redress_rpc::{AccessMode, Caller, Channel, Role, Services};
use tonic::Status;
use tonic_types::StatusExt as _;

pub const MARKETPLACE: &str = "kwoking";
pub const ORDER: &str = "ord_01jq0000000000000000000001";
pub const BUYER: &str = "buyer-1";

/// How long anything may take that happens by itself.
const PATIENCE: Duration = Duration::from_secs(60);

pub type Refunds = RefundServiceClient<Channel>;

/// Runs a test on each database, in a world with one paid order: line 1 of 60.00, line 2 of 30.00, shipping 10.00.
pub async fn on_each_backend(test: impl AsyncFn(&mut World)) {
    with_config(Config::default(), test).await;
}

/// The same with other settings.
pub async fn with_config(config: Config, test: impl AsyncFn(&mut World)) {
    for backend in backends() {
        let mut world = World::new(backend, config.clone()).await;
        world.pay(ORDER, "p1", &[("1", 6_000), ("2", 3_000)], 1_000).await;
        test(&mut world).await;
        world.end().await;
    }
}

pub struct World {
    pub hand: ManualClock,
    pub bus: Arc<Recorder>,
    config: Config,
    place: Place,
    environment: Environment,
    running: Option<Running>,
    events: u32,
}

/// What stops with the process.
struct Running {
    db: Db,
    services: Services,
    context: redress_context::Running,
}

impl World {
    async fn new(backend: Backend, config: Config) -> World {
        assert_twins(&redress_refunds::MIGRATIONS);
        let start = Utc.with_ymd_and_hms(2026, 3, 2, 9, 0, 0).unwrap();
        let (clock, hand) = Clock::manual(start);
        let mut world = World {
            hand,
            bus: Arc::default(),
            config,
            place: Place::new(backend),
            environment: Environment::new(clock, Ids::system()),
            running: None,
            events: 0,
        };
        world.start().await;
        world
    }

    /// Starts the context on the world's database.
    pub async fn start(&mut self) {
        let bus = Arc::new(Recorder {
            heard: self.bus.heard.clone(),
            ..Recorder::default()
        });
        self.bus = bus.clone();
        let db = self
            .place
            .open(redress_refunds::MIGRATIONS, self.environment.clone())
            .await
            .unwrap();
        let context = redress_refunds::build(Deps {
            db: db.clone(),
            bus,
            config: self.config.clone(),
        });
        self.running = Some(Running {
            db,
            services: context.services(),
            context: context.start(),
        });
    }

    /// Ends everything in the middle of whatever it is doing, as a killed process does.
    pub async fn kill(&mut self) {
        // Dropping what runs ends it wherever it is.
        drop(self.running.take().expect("a running context"));
    }

    /// Ends in order, and checks that nothing is left behind.
    pub async fn end(&mut self) {
        self.settle().await;
        let mut client = self.client(finance());
        let balance = client
            .get_trial_balance(v1::GetTrialBalanceRequest::default())
            .await;
        assert!(balance.unwrap().into_inner().is_balanced);
        let running = self.running.take().expect("a running context");
        tokio::time::timeout(PATIENCE, running.context.stop())
            .await
            .expect("the workers stop");
    }

    /// Waits until nothing is left to do at this time.
    pub async fn settle(&self) {
        let context = &self.running().context;
        let settled = async {
            while context.outstanding().await.unwrap() > 0 {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        tokio::time::timeout(PATIENCE, settled)
            .await
            .expect("the context comes to rest");
    }

    /// Waits until the provider has had calls about so many refunds, whatever it answered.
    pub async fn until_called(&self, count: i64) {
        use redress_db::on_conn;
        let db = &self.running().db;
        let calls = async || -> Result<i64, redress_db::Error> {
            let requests =
                diesel::dsl::sql::<diesel::sql_types::BigInt>("SELECT COUNT(*) FROM sandbox_requests");
            db.read(|conn| on_conn!(conn, |c| diesel::RunQueryDsl::get_result(requests, c)))
                .await
        };
        let called = async {
            while calls().await.unwrap() < count {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        tokio::time::timeout(PATIENCE, called)
            .await
            .expect("the provider is called");
    }

    /// Runs a statement on the context's database, behind its back.
    pub async fn execute(&self, statement: &'static str) -> Result<usize, redress_db::Error> {
        use diesel::RunQueryDsl as _;
        use redress_db::on_conn;
        let db = &self.running().db;
        db.write(move |tx| on_conn!(tx.conn(), |c| diesel::sql_query(statement).execute(c)))
            .await
    }

    /// Moves the clock and waits until what that started is done.
    pub async fn advance(&self, by: TimeDelta) {
        self.hand.advance(by);
        self.settle().await;
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.environment.clock.now()
    }

    fn running(&self) -> &Running {
        self.running.as_ref().expect("a running context")
    }

    fn channel(&self, caller: Caller) -> Channel {
        Channel::in_process(self.running().services.clone(), AccessMode::Required).acting_as(caller)
    }

    pub fn client(&self, caller: Caller) -> Refunds {
        RefundServiceClient::new(self.channel(caller))
    }

    pub fn sandbox(&self) -> SandboxProviderServiceClient<Channel> {
        SandboxProviderServiceClient::new(self.channel(Caller::local_operator()))
    }

    /// Scripts the provider for every payment.
    pub async fn script(&self, behaviour: v1::ProviderBehaviour, call_count: i32) {
        let request = v1::ScriptProviderRequest {
            behaviour: behaviour.into(),
            call_count,
            ..Default::default()
        };
        self.sandbox().script_provider(request).await.unwrap();
    }

    /// What the provider really did.
    pub async fn effects(&self) -> Vec<v1::Effect> {
        let request = v1::ListEffectsRequest {
            page_size: 1_000,
            ..Default::default()
        };
        self.sandbox()
            .list_effects(request)
            .await
            .unwrap()
            .into_inner()
            .effects
    }

    pub async fn create(&self, request: v1::CreateRefundRequest) -> Result<v1::Refund, Status> {
        self.client(finance())
            .create_refund(request)
            .await
            .map(|reply| reply.into_inner())
    }

    pub async fn refund(&self, refund_id: &str) -> v1::Refund {
        let request = v1::GetRefundRequest {
            refund_id: refund_id.to_owned(),
        };
        self.client(finance())
            .get_refund(request)
            .await
            .unwrap()
            .into_inner()
    }

    /// All refunds of an order, oldest first.
    pub async fn refunds_of(&self, order_id: &str) -> Vec<v1::Refund> {
        let request = v1::ListRefundsRequest {
            order_id: order_id.to_owned(),
            page_size: 200,
            ..Default::default()
        };
        let mut refunds = self
            .client(finance())
            .list_refunds(request)
            .await
            .unwrap()
            .into_inner()
            .refunds;
        refunds.reverse();
        refunds
    }

    pub async fn payments_of(&self, order_id: &str) -> Vec<v1::PaymentFacts> {
        let request = v1::ListPaymentsRequest {
            order_id: order_id.to_owned(),
            ..Default::default()
        };
        self.client(finance())
            .list_payments(request)
            .await
            .unwrap()
            .into_inner()
            .payments
    }

    /// Held and refunded of the first payment, in cents.
    pub async fn held_and_refunded(&self) -> (i64, i64) {
        let payment = self.payments_of(ORDER).await.remove(0);
        (cents(&payment.held), cents(&payment.refunded))
    }

    /// Captured and taken per line of the first payment, in cents.
    pub async fn taken(&self) -> Vec<(String, i64)> {
        let payment = self.payments_of(ORDER).await.remove(0);
        payment
            .lines
            .into_iter()
            .map(|line| (line.line_id, cents(&line.taken)))
            .collect()
    }

    /// Tells the context that a payment was captured: for its lines, and for shipping of the order as a whole.
    pub async fn pay(&mut self, order_id: &str, payment_id: &str, lines: &[(&str, i64)], shipping: i64) {
        let captured = lines.iter().map(|(_, cents)| cents).sum::<i64>() + shipping;
        let line = |(line_id, cents): &(&str, i64)| LineCapture {
            line_id: (*line_id).to_owned(),
            seller_id: format!("seller-{line_id}"),
            amount: usd(*cents),
        };
        let event = PaymentConfirmed {
            order_id: order_id.to_owned(),
            marketplace_id: MARKETPLACE.to_owned(),
            payment: Some(Payment {
                payment_id: payment_id.to_owned(),
                kind: 1,
                reference: format!("ch_{order_id}_{payment_id}"),
                captured: usd(captured),
                ..Default::default()
            }),
            lines: lines.iter().map(line).collect(),
            shipping: usd(shipping),
            buyer_id: BUYER.to_owned(),
        };
        self.tell("orders.payment_confirmed", order_id, &event)
            .await
            .unwrap();
    }

    /// Tells the context that money is owed, and waits until that is settled as far as it settles by itself.
    pub async fn owe(&mut self, owed: RefundOwed) {
        let order_id = owed.order_id.clone();
        self.tell("orders.refund_owed", &order_id, &owed).await.unwrap();
        self.settle().await;
    }

    /// Tells the context that money is owed for a return, and waits likewise.
    pub async fn owe_for_return(&mut self, owed: RefundOwed) {
        let return_id = owed.cause_id.clone();
        self.tell("returns.refund_owed", &return_id, &owed).await.unwrap();
        self.settle().await;
    }

    /// Publishes an event under a new id.
    pub async fn tell(&mut self, kind: &str, aggregate: &str, event: &impl Message) -> Result<(), BusError> {
        self.events += 1;
        let envelope = Envelope {
            id: format!("evt_{}", self.events),
            source: "orders".to_owned(),
            aggregate: aggregate.to_owned(),
            kind: kind.to_owned(),
            payload: event.encode_to_vec(),
            trace_parent: None,
            time: self.now(),
        };
        self.bus.publish(envelope).await
    }

    /// The changes that were told of a refund, with their audience, in order.
    pub fn changes_of(&self, refund_id: &str) -> Vec<(String, Vec<Party>)> {
        let heard = self.bus.heard.lock().unwrap();
        let of_refund = heard.iter().filter(|event| event.aggregate == refund_id);
        let changes = of_refund.map(|event| v1::RefundChanged::decode(event.payload.as_slice()).unwrap());
        changes
            .map(|change| (change.change.clone(), change.audience().collect()))
            .collect()
    }

    /// What was rejected.
    pub fn rejections(&self) -> Vec<v1::RefundRejected> {
        let heard = self.bus.heard.lock().unwrap();
        let rejected = heard
            .iter()
            .filter(|event| event.kind == "refunds.refund_rejected");
        rejected
            .map(|event| v1::RefundRejected::decode(event.payload.as_slice()).unwrap())
            .collect()
    }
}

/// A bus that remembers what this context told.
#[derive(Default)]
pub struct Recorder {
    bus: InProcess,
    heard: Arc<Mutex<Vec<Envelope>>>,
}

#[async_trait]
impl Bus for Recorder {
    async fn publish(&self, event: Envelope) -> Result<(), BusError> {
        if event.source == "refunds" {
            self.heard.lock().unwrap().push(event.clone());
        }
        self.bus.publish(event).await
    }

    fn subscribe(&self, name: &str, kinds: &[&str], consumer: Arc<dyn Consumer>) {
        self.bus.subscribe(name, kinds, consumer);
    }
}

pub fn finance() -> Caller {
    Caller::new(Some(MARKETPLACE), Role::Finance, "fin-1")
}

pub fn buyer() -> Caller {
    Caller::new(Some(MARKETPLACE), Role::Buyer, BUYER)
}

/// Finance of another marketplace.
pub fn stranger() -> Caller {
    Caller::new(Some("kajet"), Role::Finance, "fin-9")
}

pub fn usd(cents: i64) -> Option<Money> {
    let (units, nanos) = (cents / 100, i32::try_from(cents % 100).unwrap() * 10_000_000);
    Some(Money {
        currency_code: "USD".to_owned(),
        units,
        nanos,
    })
}

pub fn cents(money: &Option<Money>) -> i64 {
    money
        .as_ref()
        .map_or(0, |money| money.units * 100 + i64::from(money.nanos / 10_000_000))
}

/// A breakdown of parts of order lines (an empty line is the order as a whole), with its sum.
pub fn breakdown(lines: &[(BreakdownPart, &str, i64)]) -> Option<Breakdown> {
    let line = |(part, line_id, cents): &(BreakdownPart, &str, i64)| BreakdownLine {
        part: (*part).into(),
        line_id: (*line_id).to_owned(),
        amount: usd(*cents),
        ..Default::default()
    };
    let sum = lines.iter().map(|(_, _, cents)| cents).sum();
    Some(Breakdown {
        lines: lines.iter().map(line).collect(),
        amount: usd(sum),
    })
}

/// A refund of some cents of line 1.
pub fn create_request(request_id: &str, cents: i64) -> v1::CreateRefundRequest {
    v1::CreateRefundRequest {
        request_id: request_id.to_owned(),
        order_id: ORDER.to_owned(),
        kind: v1::RefundKind::Owed.into(),
        breakdown: breakdown(&[(BreakdownPart::Item, "1", cents)]),
        reason: "the lamp was broken".to_owned(),
        ..Default::default()
    }
}

/// A debt of some parts of the order, paid back the way it was paid.
pub fn owed(owed_id: &str, lines: &[(BreakdownPart, &str, i64)]) -> RefundOwed {
    RefundOwed {
        order_id: ORDER.to_owned(),
        marketplace_id: MARKETPLACE.to_owned(),
        owed_id: owed_id.to_owned(),
        cause: "cancellation".to_owned(),
        cause_id: "can_1".to_owned(),
        breakdown: breakdown(lines),
        method: Some(RefundMethod {
            method: "original".to_owned(),
            ..Default::default()
        }),
        debtor: Party::Platform.into(),
        ..Default::default()
    }
}

/// A debt of 60.00 that is paid out to a wallet or an account.
pub fn owed_as_payout(owed_id: &str, payout: Option<PayoutDetails>) -> RefundOwed {
    let options = ["gcash", "bank_account"].map(str::to_owned);
    RefundOwed {
        method: Some(RefundMethod {
            method: "payout".to_owned(),
            payout_options: options.to_vec(),
            needs_payout_details: true,
            clause_ids: vec!["KV-07".to_owned()],
        }),
        payout,
        ..owed(owed_id, &[(BreakdownPart::Item, "1", 6_000)])
    }
}

/// The reason of an error, as programs see it.
pub fn reason(status: &Status) -> String {
    status
        .get_details_error_info()
        .expect("every error has a reason")
        .reason
}

/// The fields that an error names.
pub fn fields(status: &Status) -> Vec<String> {
    let bad = status
        .get_details_bad_request()
        .map(|details| details.field_violations);
    bad.unwrap_or_default()
        .into_iter()
        .map(|violation| violation.field)
        .collect()
}

/// Asserts that a refund is in a state.
pub fn assert_state(refund: &v1::Refund, state: v1::RefundState) {
    assert_eq!(refund.state(), state, "{refund:?}");
}
