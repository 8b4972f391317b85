//! From the outbox over the bus to the inbox: at least once, in order per aggregate, exactly once in effect.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use async_trait::async_trait;
use redress_bus::{Bus, BusError, Consumer, Envelope, InProcess};
use redress_core::{Clock, Ids};
use redress_db::testing::{TestDb, backends};
use redress_db::{
    Apply, CancellationToken, Db, Environment, Error, Event, Handler, HandlerError, Inbox, Relay,
    RelayConfig, Tx,
};
use tokio::sync::mpsc;

use crate::ledger::{MIGRATIONS, labels, ledger, step};

const KIND: &str = "test.Stepped";

fn emit(tx: &mut Tx, aggregate: &str, payload: &str) {
    tx.emit(Event {
        aggregate: aggregate.to_owned(),
        kind: KIND,
        payload: payload.as_bytes().to_vec(),
    });
}

/// Steps a counter named as the event's aggregate, and can be made to refuse one aggregate.
struct Stepper {
    unwilling: AtomicBool,
    plans: AtomicUsize,
}

#[async_trait]
impl Handler for Stepper {
    async fn plan(&self, event: &Envelope) -> Result<Apply, HandlerError> {
        self.plans.fetch_add(1, Ordering::SeqCst);
        if event.aggregate == "stuck" && self.unwilling.load(Ordering::SeqCst) {
            return Err(Error::Busy.into());
        }
        let (aggregate, payload) = (event.aggregate.clone(), String::from_utf8(event.payload.clone())?);
        Ok(Box::new(move |tx| {
            step(tx, &aggregate, 1, &format!("{aggregate} {payload}"))?;
            Ok(())
        }))
    }
}

fn stepper(unwilling: bool) -> Arc<Stepper> {
    Arc::new(Stepper {
        unwilling: AtomicBool::new(unwilling),
        plans: AtomicUsize::new(0),
    })
}

fn inbox(db: &Db, handler: &Arc<Stepper>) -> Arc<Inbox> {
    Arc::new(Inbox::new(db.clone(), "consumer", handler.clone()))
}

/// Tells the test of every event that the consumers before it have taken.
struct Witness(mpsc::UnboundedSender<String>);

#[async_trait]
impl Consumer for Witness {
    async fn deliver(&self, event: &Envelope) -> Result<(), BusError> {
        let text = format!("{} {}", event.aggregate, String::from_utf8_lossy(&event.payload));
        self.0
            .send(text)
            .map_err(|gone| BusError::Transport(Box::new(gone)))
    }
}

struct Running {
    stop: CancellationToken,
    task: tokio::task::JoinHandle<()>,
}

impl Running {
    fn start(db: &TestDb, bus: &InProcess) -> Running {
        let stop = CancellationToken::new();
        let db = Db::clone(db);
        let config = RelayConfig::of(&db);
        let relay = Relay::new(db, Arc::new(bus.clone()), "test", config);
        Running {
            task: tokio::spawn(relay.run(stop.clone())),
            stop,
        }
    }

    async fn stop(self) {
        self.stop.cancel();
        self.task.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn committed_events_arrive_in_their_order_also_those_from_before_the_start() {
    for backend in backends() {
        let (producer, _) = ledger(backend).await;
        let (consumer, _) = ledger(backend).await;
        let bus = InProcess::new();
        let (seen, mut arrived) = mpsc::unbounded_channel();
        bus.subscribe("consumer", &[KIND], inbox(&consumer, &stepper(false)));
        bus.subscribe("witness", &[KIND], Arc::new(Witness(seen)));
        let write = |from: usize| {
            let producer = Db::clone(&producer);
            async move {
                for n in from..from + 20 {
                    let written: Result<(), Error> = producer
                        .write(move |tx| {
                            emit(tx, "a", &format!("{n:02}"));
                            emit(tx, "b", &format!("{n:02}"));
                            Ok(())
                        })
                        .await;
                    written.unwrap();
                }
            }
        };
        write(0).await;
        let relay = Running::start(&producer, &bus);
        write(20).await;
        for _ in 0..80 {
            arrived.recv().await.unwrap();
        }
        relay.stop().await;
        for aggregate in ["a", "b"] {
            let expected: Vec<String> = (0..40).map(|n| format!("{aggregate} {n:02}")).collect();
            assert_eq!(labels(&consumer, aggregate).await, expected);
        }
        assert_eq!(producer.unpublished_events().await.unwrap(), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_aggregate_waits_in_order_while_others_go_on() {
    for backend in backends() {
        let (producer, _) = ledger(backend).await;
        let (consumer, _) = ledger(backend).await;
        let bus = InProcess::new();
        let (seen, mut arrived) = mpsc::unbounded_channel();
        let handler = stepper(true);
        // The stuck consumer is asked first and fails, so the witness sees the stuck event at each try.
        bus.subscribe("consumer", &[KIND], inbox(&consumer, &handler));
        bus.subscribe("witness", &[KIND], Arc::new(Witness(seen)));
        let relay = Running::start(&producer, &bus);
        let written: Result<(), Error> = producer
            .write(|tx| {
                ["stuck 1", "free 1", "stuck 2", "free 2"]
                    .iter()
                    .for_each(|text| {
                        let (aggregate, payload) = text.split_once(' ').unwrap();
                        emit(tx, aggregate, payload);
                    });
                Ok(())
            })
            .await;
        written.unwrap();
        let (mut free, mut stuck_tries) = (0, 0);
        while free < 2 || stuck_tries < 3 {
            match arrived.recv().await.unwrap().as_str() {
                "free 1" | "free 2" => free += 1,
                "stuck 1" => stuck_tries += 1,
                other => panic!("{other} overtook"),
            }
        }
        assert_eq!(labels(&consumer, "free").await, ["free 1", "free 2"]);
        handler.unwilling.store(false, Ordering::SeqCst);
        while arrived.recv().await.unwrap() != "stuck 2" {}
        relay.stop().await;
        assert_eq!(labels(&consumer, "stuck").await, ["stuck 1", "stuck 2"]);
        assert_eq!(producer.unpublished_events().await.unwrap(), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_delivered_many_times_has_one_effect() {
    for backend in backends() {
        let (consumer, _) = ledger(backend).await;
        let handler = stepper(false);
        let inbox = inbox(&consumer, &handler);
        let event = Envelope {
            id: "evt_1".to_owned(),
            source: "test".to_owned(),
            aggregate: "a".to_owned(),
            kind: KIND.to_owned(),
            payload: b"1".to_vec(),
            trace_parent: None,
            time: crate::ledger::start(),
        };
        let deliveries = (0..16).map(|_| {
            let (inbox, event) = (inbox.clone(), event.clone());
            tokio::spawn(async move { inbox.deliver(&event).await })
        });
        for delivery in futures::future::join_all(deliveries).await {
            delivery.unwrap().unwrap();
        }
        assert_eq!(labels(&consumer, "a").await, ["a 1"]);
        assert_eq!(handler.plans.load(Ordering::SeqCst), 16);
        // What could not be applied is not noted as applied: the label is taken, so this event fails each time.
        let twin = Envelope {
            id: "evt_2".to_owned(),
            ..event
        };
        assert!(inbox.deliver(&twin).await.is_err());
        assert!(inbox.deliver(&twin).await.is_err());
    }
}

/// Keeps the trace context of each event.
struct Tracer(mpsc::UnboundedSender<Option<String>>);

#[async_trait]
impl Consumer for Tracer {
    async fn deliver(&self, event: &Envelope) -> Result<(), BusError> {
        self.0
            .send(event.trace_parent.clone())
            .map_err(|gone| BusError::Transport(Box::new(gone)))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_carries_the_trace_of_what_caused_it() {
    const CAUSE: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    for backend in backends() {
        let mut environment = Environment::new(Clock::system(), Ids::system());
        environment.tracing.parent = || Some(CAUSE.to_owned());
        let producer = TestDb::open(backend, MIGRATIONS, environment).await;
        let bus = InProcess::new();
        let (seen, mut arrived) = mpsc::unbounded_channel();
        bus.subscribe("tracer", &[KIND], Arc::new(Tracer(seen)));
        let relay = Running::start(&producer, &bus);
        let written: Result<(), Error> = producer
            .write(|tx| {
                emit(tx, "a", "1");
                Ok(())
            })
            .await;
        written.unwrap();
        assert_eq!(arrived.recv().await.unwrap().as_deref(), Some(CAUSE));
        relay.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_relays_on_one_server_one_works_and_the_other_takes_over() {
    for backend in backends()
        .into_iter()
        .filter(|backend| *backend == redress_db::Backend::Postgres)
    {
        let (producer, _) = ledger(backend).await;
        let bus = InProcess::new();
        let (seen, mut arrived) = mpsc::unbounded_channel();
        bus.subscribe("witness", &[KIND], Arc::new(Witness(seen)));
        let emit_one = |payload: &'static str| {
            let producer = Db::clone(&producer);
            async move {
                let written: Result<(), Error> = producer
                    .write(move |tx| {
                        emit(tx, "a", payload);
                        Ok(())
                    })
                    .await;
                written.unwrap();
            }
        };
        let first = Running::start(&producer, &bus);
        emit_one("1").await;
        assert_eq!(arrived.recv().await.unwrap(), "a 1");
        let second = Running::start(&producer, &bus);
        emit_one("2").await;
        assert_eq!(arrived.recv().await.unwrap(), "a 2");
        first.stop().await;
        emit_one("3").await;
        assert_eq!(arrived.recv().await.unwrap(), "a 3");
        second.stop().await;
        assert!(arrived.try_recv().is_err(), "nothing was published twice");
    }
}
