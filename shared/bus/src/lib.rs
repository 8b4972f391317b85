//! Events between contexts: what an event looks like in transit, how it is published and how it is consumed.
//!
//! The bus is transport, never the record: an event exists because its row in the producer's outbox was committed,
//! and publishing may happen more than once. Consumers therefore apply events through an inbox. Who publishes what
//! in which order is decided by the producer's relay (`redress_db`), not here.

mod in_process;

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

pub use in_process::InProcess;

/// One event on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// Unique over all contexts (`evt_…`); consumers recognise a repetition by it.
    pub id: String,
    /// The context that says it, e.g. `orders`.
    pub source: String,
    /// The id of the aggregate it is about; events of one aggregate arrive in their order.
    pub aggregate: String,
    /// What happened, e.g. `orders.v1.OrderCancelled`.
    pub kind: String,
    /// The encoded event message of that kind.
    pub payload: Vec<u8>,
    /// W3C `traceparent` of what caused it.
    pub trace_parent: Option<String>,
    /// When it happened, by the producer's clock.
    pub time: DateTime<Utc>,
}

/// Publishing or delivering failed; the event will be published again.
#[derive(Debug, thiserror::Error)]
pub enum BusError {
    /// A consumer could not apply the event.
    #[error("consumer {consumer} did not take the event")]
    Consumer {
        /// The name it subscribed under.
        consumer: String,
        /// Its reason.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The transport could not carry it.
    #[error("the event could not be carried")]
    Transport(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Takes events to their consumers.
#[async_trait]
pub trait Bus: Send + Sync {
    /// Returns `Ok` when the event is safe with the transport: in process, when every consumer has applied it.
    ///
    /// # Errors
    /// When it must be published again.
    async fn publish(&self, event: Envelope) -> Result<(), BusError>;

    /// Delivers every event whose kind is one of `kinds` to `consumer`, at least once. `name` identifies the
    /// consumer durably, e.g. `refunds`.
    fn subscribe(&self, name: &str, kinds: &[&str], consumer: Arc<dyn Consumer>);
}

/// Takes events in. Must stand repetitions.
#[async_trait]
pub trait Consumer: Send + Sync {
    /// Returns `Ok` only when the event need not be delivered again.
    ///
    /// # Errors
    /// When it must be delivered again.
    async fn deliver(&self, event: &Envelope) -> Result<(), BusError>;
}
