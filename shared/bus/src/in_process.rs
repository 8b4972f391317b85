//! The bus of the embedded set-up: a publisher calls its consumers. An event counts as published only when every
//! consumer has applied it, so that the outbox row stands until then and no second record is needed.

use std::sync::{Arc, PoisonError, RwLock};

use async_trait::async_trait;

use crate::{Bus, BusError, Consumer, Envelope};

/// Delivers within the process. Cheap to clone; clones share their subscriptions.
#[derive(Clone, Default)]
pub struct InProcess {
    subscriptions: Arc<RwLock<Vec<Subscription>>>,
}

#[derive(Clone)]
struct Subscription {
    kinds: Vec<String>,
    consumer: Arc<dyn Consumer>,
}

impl InProcess {
    /// A bus without subscriptions.
    pub fn new() -> InProcess {
        InProcess::default()
    }

    fn consumers_of(&self, kind: &str) -> Vec<Arc<dyn Consumer>> {
        let subscriptions = self.subscriptions.read().unwrap_or_else(PoisonError::into_inner);
        let wants = |subscription: &&Subscription| subscription.kinds.iter().any(|wanted| wanted == kind);
        subscriptions
            .iter()
            .filter(wants)
            .map(|subscription| subscription.consumer.clone())
            .collect()
    }
}

#[async_trait]
impl Bus for InProcess {
    /// Every matching consumer is tried, one after the other; the first error is returned after the last one.
    async fn publish(&self, event: Envelope) -> Result<(), BusError> {
        let mut outcome = Ok(());
        for consumer in self.consumers_of(&event.kind) {
            let delivered = consumer.deliver(&event).await;
            outcome = outcome.and(delivered);
        }
        outcome
    }

    fn subscribe(&self, _name: &str, kinds: &[&str], consumer: Arc<dyn Consumer>) {
        let kinds = kinds.iter().map(|kind| (*kind).to_owned()).collect();
        let mut subscriptions = self.subscriptions.write().unwrap_or_else(PoisonError::into_inner);
        subscriptions.push(Subscription { kinds, consumer });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use std::sync::Mutex;

    struct Recorder {
        name: &'static str,
        is_willing: bool,
        seen: Mutex<Vec<String>>,
    }

    impl Recorder {
        fn new(name: &'static str, is_willing: bool) -> Arc<Recorder> {
            Arc::new(Recorder {
                name,
                is_willing,
                seen: Mutex::default(),
            })
        }

        fn seen(&self) -> Vec<String> {
            self.seen.lock().unwrap().clone()
        }
    }

    #[async_trait]
    impl Consumer for Recorder {
        async fn deliver(&self, event: &Envelope) -> Result<(), BusError> {
            self.seen.lock().unwrap().push(event.id.clone());
            if self.is_willing {
                return Ok(());
            }
            Err(BusError::Consumer {
                consumer: self.name.to_owned(),
                source: "not today".into(),
            })
        }
    }

    fn event(id: &str, kind: &str) -> Envelope {
        Envelope {
            id: id.to_owned(),
            source: "orders".to_owned(),
            aggregate: "ord_1".to_owned(),
            kind: kind.to_owned(),
            payload: Vec::new(),
            trace_parent: None,
            time: DateTime::UNIX_EPOCH,
        }
    }

    #[tokio::test]
    async fn an_event_reaches_exactly_the_consumers_of_its_kind() {
        let bus = InProcess::new();
        let (refunds, mail) = (Recorder::new("refunds", true), Recorder::new("mail", true));
        bus.subscribe("refunds", &["Cancelled"], refunds.clone());
        bus.subscribe("mail", &["Cancelled", "Paid"], mail.clone());
        bus.publish(event("evt_1", "Cancelled")).await.unwrap();
        bus.publish(event("evt_2", "Paid")).await.unwrap();
        bus.publish(event("evt_3", "Nobody asked")).await.unwrap();
        assert_eq!(refunds.seen(), ["evt_1"]);
        assert_eq!(mail.seen(), ["evt_1", "evt_2"]);
    }

    #[tokio::test]
    async fn one_failing_consumer_keeps_no_other_from_its_event() {
        let bus = InProcess::new();
        let (refunds, mail) = (Recorder::new("refunds", false), Recorder::new("mail", true));
        bus.subscribe("refunds", &["Cancelled"], refunds.clone());
        bus.subscribe("mail", &["Cancelled"], mail.clone());
        let error = bus.publish(event("evt_1", "Cancelled")).await.unwrap_err();
        assert_eq!(error.to_string(), "consumer refunds did not take the event");
        assert_eq!(mail.seen(), ["evt_1"]);
    }
}
