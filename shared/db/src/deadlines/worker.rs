//! Fires deadlines when they are due. Any number of workers may run, in one process or in several replicas: a
//! deadline fires in the transaction that turns it from open to fired, and only one can do that.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use futures::StreamExt;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use super::store::{self, DeadlineRow};
use crate::backoff::Backoffs;
use crate::database::Db;
use crate::error::Error;
use crate::handler::{Apply, HandlerError};

/// How many due deadlines are read at once.
const BATCH: i64 = 128;
/// How many aggregates' deadlines are fired at the same time.
const CONCURRENCY: usize = 16;
/// How often the table is looked at without being told, for what another replica set.
const POLL: Duration = Duration::from_secs(5);

/// Decides what it means that a clock ran out.
#[async_trait]
pub trait OnDeadline: Send + Sync {
    /// Plans the reaction; may ask other contexts, must not change anything. It can be asked twice for one deadline.
    ///
    /// # Errors
    /// When it must be tried again later; the deadline stays open.
    async fn plan(&self, deadline: &DeadlineRow) -> Result<Apply, HandlerError>;
}

/// Fires one context's deadlines.
pub struct DeadlineWorker {
    db: Db,
    handler: Arc<dyn OnDeadline>,
    backoffs: Backoffs,
}

impl DeadlineWorker {
    /// A worker on the database's own clock.
    pub fn new(db: Db, handler: Arc<dyn OnDeadline>) -> DeadlineWorker {
        DeadlineWorker {
            db,
            handler,
            backoffs: Backoffs::default(),
        }
    }

    /// Works until `stop`; what is being fired then is finished first.
    pub async fn run(mut self, stop: CancellationToken) {
        let clock = self.db.environment().clock.clone();
        let mut signal = self.db.deadline_signal();
        while !stop.is_cancelled() {
            signal.mark_unchanged();
            let next_due = match self.pass().await {
                Ok(next_due) => next_due,
                Err(error) => {
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "deadlines could not be read"
                    );
                    None
                }
            };
            let retry = self.backoffs.next_try(Instant::now() + POLL);
            let due = async {
                match next_due {
                    Some(time) => clock.sleep_until(time).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = stop.cancelled() => {}
                _ = signal.changed() => {}
                () = due => {}
                () = tokio::time::sleep_until(retry) => {}
            }
        }
    }

    /// Fires what is due; returns when the next one is.
    async fn pass(&mut self) -> Result<Option<DateTime<Utc>>, Error> {
        let now = self.db.environment().clock.now().naive_utc();
        let waiting = self.backoffs.waiting();
        if Backoffs::is_outage(&waiting) {
            return Ok(None);
        }
        let (due, next) = self
            .db
            .read(move |conn| {
                let due = store::due(conn, now, BATCH, &waiting)?;
                let next = if due.is_empty() {
                    store::next_due_time(conn, &waiting)?
                } else {
                    Some(now)
                };
                Ok::<_, Error>((due, next))
            })
            .await?;
        let this = &*self;
        let fired: Vec<Vec<(String, Result<(), HandlerError>)>> = futures::stream::iter(by_aggregate(due))
            .map(|rows| this.fire_all(rows))
            .buffer_unordered(CONCURRENCY)
            .collect()
            .await;
        for (id, outcome) in fired.into_iter().flatten() {
            match outcome {
                Ok(()) => self.backoffs.succeeded(&id),
                Err(HandlerError(error)) => {
                    tracing::error!(deadline = %id, error = &*error as &dyn std::error::Error, "deadline not fired");
                    self.backoffs.failed(id);
                }
            }
        }
        Ok(next.map(|time| time.and_utc()))
    }

    /// Fires the deadlines of one aggregate one after the other, so that what one of them leads to does not depend on chance.
    async fn fire_all(&self, rows: Vec<DeadlineRow>) -> Vec<(String, Result<(), HandlerError>)> {
        let mut fired = Vec::with_capacity(rows.len());
        for row in rows {
            let outcome = self.fire(&row).await;
            fired.push((row.id, outcome));
        }
        fired
    }

    async fn fire(&self, row: &DeadlineRow) -> Result<(), HandlerError> {
        let span = (self.db.environment().tracing.caused)(row.trace_parent.as_deref(), "fire deadline");
        let firing = async {
            let apply = self.handler.plan(row).await?;
            let id = row.id.clone();
            self.db
                .write(move |tx| {
                    let now = tx.now().naive_utc();
                    if store::fire(tx.conn(), &id, now)? {
                        apply(tx)?;
                    }
                    Ok(())
                })
                .await
        };
        firing.instrument(span).await
    }
}

/// The rows of each aggregate together, in the order in which they came.
fn by_aggregate(rows: Vec<DeadlineRow>) -> Vec<Vec<DeadlineRow>> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut groups: Vec<Vec<DeadlineRow>> = Vec::new();
    for row in rows {
        let place = *places.entry(row.aggregate.clone()).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.push(row),
            None => groups.push(vec![row]),
        }
    }
    groups
}
