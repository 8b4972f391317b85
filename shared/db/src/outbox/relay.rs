//! Carries committed events from the outbox to the bus, at least once, and in order per aggregate: an aggregate whose
//! event fails waits, with all its later events, while the others go on.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::DateTime;
use futures::StreamExt;
use redress_bus::{Bus, BusError, Envelope};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use super::lease::Lease;
use super::store::{self, OutboxRow};
use crate::backoff::Backoffs;
use crate::database::{Backend, Db};
use crate::error::Error;

/// How a relay works; the default suits both databases.
#[derive(Clone, Debug)]
pub struct RelayConfig {
    /// How many events are read at once.
    pub batch: i64,
    /// How many aggregates' events are published at the same time.
    pub concurrency: usize,
    /// How long one event may take; afterwards it counts as failed and is tried again.
    pub publish_limit: Duration,
    /// How often the outbox is looked at without being told, for what another replica committed.
    pub poll: Duration,
}

impl RelayConfig {
    /// The values for this database.
    pub fn of(db: &Db) -> RelayConfig {
        let poll = match db.backend() {
            Backend::Sqlite => Duration::from_secs(5),
            Backend::Postgres => Duration::from_millis(500),
        };
        RelayConfig {
            batch: 256,
            concurrency: 16,
            publish_limit: Duration::from_secs(4),
            poll,
        }
    }
}

/// Publishes one context's events. Run exactly one per context and process.
pub struct Relay {
    db: Db,
    bus: Arc<dyn Bus>,
    source: Arc<str>,
    config: RelayConfig,
    lease: Lease,
    backoffs: Backoffs,
}

/// What came of one aggregate's events in a pass.
struct Progress {
    aggregate: String,
    published: Vec<i64>,
    failure: Option<BusError>,
}

/// Whether to look again at once.
enum Pass {
    Full,
    Drained,
}

impl Relay {
    /// A relay for `db` to `bus`; `source` is the context's name in its envelopes.
    pub fn new(db: Db, bus: Arc<dyn Bus>, source: &str, config: RelayConfig) -> Relay {
        let lease = Lease::new(db.clone(), "relay");
        Relay {
            db,
            bus,
            source: source.into(),
            config,
            lease,
            backoffs: Backoffs::default(),
        }
    }

    /// Works until `stop`; what is being published then is finished first.
    pub async fn run(mut self, stop: CancellationToken) {
        let mut signal = self.db.outbox_signal();
        while !stop.is_cancelled() {
            signal.mark_unchanged();
            let wait_until = match self.pass(&stop).await {
                Ok(Pass::Full) => continue,
                Ok(Pass::Drained) => self.backoffs.next_try(Instant::now() + self.config.poll),
                Err(error) => {
                    tracing::error!(
                        source = &*self.source,
                        error = &error as &dyn std::error::Error,
                        "relay failed"
                    );
                    Instant::now() + self.config.poll
                }
            };
            tokio::select! {
                () = stop.cancelled() => {}
                _ = signal.changed() => {}
                () = tokio::time::sleep_until(wait_until) => {}
            }
        }
        if let Err(error) = self.lease.release().await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "the relay's lease runs out by itself"
            );
        }
    }

    async fn pass(&mut self, stop: &CancellationToken) -> Result<Pass, Error> {
        let waiting = self.backoffs.waiting();
        if Backoffs::is_outage(&waiting) {
            return Ok(Pass::Drained);
        }
        let mut rows = self.unpublished(waiting.clone()).await?;
        if !rows.is_empty() && !self.lease.is_held() {
            if !self.lease.take().await? {
                return Ok(Pass::Drained);
            }
            // Until now another replica may have published them.
            rows = self.unpublished(waiting).await?;
        }
        if rows.is_empty() {
            return Ok(Pass::Drained);
        }
        let is_full = rows.len() as i64 == self.config.batch;
        let groups = by_aggregate(rows);
        let this = &*self;
        let progress: Vec<Progress> = futures::stream::iter(groups)
            .map(|(aggregate, rows)| this.publish_in_order(aggregate, rows, stop))
            .buffer_unordered(self.config.concurrency)
            .collect()
            .await;
        self.record(progress).await?;
        // More may have been left unpublished by a short lease; the next pass extends it.
        Ok(if is_full || !self.lease.is_held() {
            Pass::Full
        } else {
            Pass::Drained
        })
    }

    async fn unpublished(&self, except: Vec<String>) -> Result<Vec<OutboxRow>, Error> {
        let batch = self.config.batch;
        self.db
            .read(move |conn| store::unpublished(conn, batch, &except))
            .await
    }

    async fn publish_in_order(
        &self,
        aggregate: String,
        rows: Vec<OutboxRow>,
        stop: &CancellationToken,
    ) -> Progress {
        let mut progress = Progress {
            aggregate,
            published: Vec::new(),
            failure: None,
        };
        for row in rows {
            if stop.is_cancelled() || !self.lease.is_held() {
                break;
            }
            let seq = row.seq;
            match self.publish(row).await {
                Ok(()) => progress.published.push(seq),
                Err(failure) => {
                    progress.failure = Some(failure);
                    break;
                }
            }
        }
        progress
    }

    async fn publish(&self, row: OutboxRow) -> Result<(), BusError> {
        let span = (self.db.environment().tracing.caused)(row.trace_parent.as_deref(), "publish event");
        let event = Envelope {
            id: row.id,
            source: self.source.to_string(),
            aggregate: row.aggregate,
            kind: row.kind,
            payload: row.payload,
            trace_parent: row.trace_parent,
            time: DateTime::from_naive_utc_and_offset(row.create_time, chrono::Utc),
        };
        let publishing = self.bus.publish(event).instrument(span);
        match tokio::time::timeout(self.config.publish_limit, publishing).await {
            Ok(outcome) => outcome,
            Err(elapsed) => Err(BusError::Transport(Box::new(elapsed))),
        }
    }

    async fn record(&mut self, progress: Vec<Progress>) -> Result<(), Error> {
        let mut seqs = Vec::new();
        for Progress {
            aggregate,
            published,
            failure,
        } in progress
        {
            match failure {
                Some(error) => {
                    tracing::warn!(%aggregate, error = &error as &dyn std::error::Error, "event not published");
                    self.backoffs.failed(aggregate);
                }
                None => self.backoffs.succeeded(&aggregate),
            }
            seqs.extend(published);
        }
        if seqs.is_empty() {
            return Ok(());
        }
        self.db
            .write(move |tx| {
                let now = tx.now().naive_utc();
                store::mark_published(tx.conn(), &seqs, now)
            })
            .await
    }
}

/// The rows per aggregate, each aggregate's in their order.
fn by_aggregate(rows: Vec<OutboxRow>) -> HashMap<String, Vec<OutboxRow>> {
    let mut groups: HashMap<String, Vec<OutboxRow>> = HashMap::new();
    for row in rows {
        groups.entry(row.aggregate.clone()).or_default().push(row);
    }
    groups
}
