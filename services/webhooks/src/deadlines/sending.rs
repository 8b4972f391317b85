//! The clock that sends an event, or tries again.
//!
//! The delivery is committed before the call and the answer is recorded after it. A crash in between leaves the clock open,
//! and the next start sends the event again under the same `webhook-id`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use redress_db::{Apply, Conn, Db, DeadlineRow, Error, HandlerError, NewDeadline, Tx, nothing_to_do};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::config::Config;
use crate::courier::{Answer, Courier, Post};
use crate::domain::delivery::{Attempt, Delivery, DeliveryId, Failure, State};
use crate::domain::endpoint::{self, Endpoint};
use crate::domain::event::Event;
use crate::domain::owner::Sight;
use crate::domain::secret::signature;
use crate::store::{deliveries, endpoints, events};

/// The kind of the clock that sends a delivery.
pub(super) const SEND: &str = "send_webhook";

/// How long a delivery waits for its turn while its endpoint is being called often enough already.
const QUEUE_LIMIT: Duration = Duration::from_secs(1);
/// How long it is put off when it had no turn.
const PUT_OFF: TimeDelta = TimeDelta::seconds(10);

/// The clock that sends a delivery, if it is to be sent.
pub fn send_at(delivery: &Delivery) -> Option<NewDeadline> {
    let due_time = delivery.next_attempt_time?;
    Some(NewDeadline {
        id: format!("{SEND}:{}", delivery.delivery_id),
        kind: SEND,
        aggregate: delivery.delivery_id.to_string(),
        due_time,
        payload: "{}".to_owned(),
        calendar: None,
    })
}

/// Sends what is due.
pub struct Sending {
    db: Db,
    courier: Courier,
    turns: Turns,
    patience: TimeDelta,
}

/// Everything that an attempt needs.
struct Due {
    delivery: Delivery,
    endpoint: Endpoint,
    event: Event,
}

impl Sending {
    /// From the database to wherever the courier may go.
    pub fn new(db: Db, courier: Courier, config: &Config) -> Self {
        Self {
            db,
            courier,
            turns: Turns::new(config.max_in_flight.max(1)),
            patience: config.patience(),
        }
    }

    async fn attempt(&self, due: &Due) -> (Attempt, Option<DateTime<Utc>>) {
        let now = self.db.environment().clock.now();
        let (event, timestamp) = (&due.event, now.timestamp());
        let post = Post {
            url: due.endpoint.settings.url.clone(),
            webhook_id: event.event_id.to_string(),
            timestamp,
            signature: signature(
                &due.endpoint.signers(now),
                (event.event_id.as_str(), timestamp),
                &event.payload,
            ),
            body: event.payload.clone(),
        };
        let begun = Instant::now();
        let Answer {
            status,
            failure,
            retry_after,
        } = self.courier.send(post, now).await;
        let attempt = Attempt {
            start_time: now,
            duration_ms: i32::try_from(begun.elapsed().as_millis()).unwrap_or(i32::MAX),
            response_status: status,
            failure,
        };
        (attempt, retry_after)
    }

    /// Calls the endpoint, and plans to record what came of it.
    pub(super) async fn plan(&self, deadline: &DeadlineRow) -> Result<Apply, HandlerError> {
        let id = deadline.aggregate.clone();
        let Some(due) = self.db.read(move |conn| load(conn, &id)).await? else {
            return Ok(nothing_to_do());
        };
        let delivery_id = due.delivery.delivery_id.clone();
        let Some(_turn) = self.turns.take(due.endpoint.endpoint_id.as_str()).await else {
            return Ok(Box::new(move |tx| put_off(tx, &delivery_id)));
        };
        let (attempt, retry_after) = self.attempt(&due).await;
        if let Some(failure) = attempt.failure {
            let failure = failure.as_str();
            tracing::info!(delivery = %delivery_id, failure, "a webhook was not taken");
        }
        let (endpoint_id, patience) = (due.endpoint.endpoint_id, self.patience);
        Ok(Box::new(move |tx| {
            let Some(endpoint) =
                endpoints::endpoint_lock(tx.conn(), &Sight::default(), endpoint_id.as_str())?
            else {
                return Ok(());
            };
            record(tx, (endpoint, &delivery_id), (attempt, retry_after), patience)
        }))
    }
}

/// A delivery that is still to be sent, with its endpoint and its event.
fn load(conn: &mut Conn, delivery_id: &str) -> Result<Option<Due>, Error> {
    let all = Sight::default();
    let Some(delivery) = pending(conn, delivery_id)? else {
        return Ok(None);
    };
    let endpoint = endpoints::endpoint_fetch(conn, &all, delivery.endpoint_id.as_str())?;
    let event = events::event_fetch(conn, &all, delivery.event_id.as_str())?;
    let active = endpoint.filter(|endpoint| endpoint.state == endpoint::State::Active);
    Ok(active.zip(event).map(|(endpoint, event)| Due {
        delivery,
        endpoint,
        event,
    }))
}

fn pending(conn: &mut Conn, delivery_id: &str) -> Result<Option<Delivery>, Error> {
    let found = deliveries::delivery_fetch(conn, &Sight::default(), delivery_id)?;
    Ok(found.filter(|delivery| delivery.state == State::Pending))
}

fn put_off(tx: &mut Tx, delivery_id: &DeliveryId) -> Result<(), HandlerError> {
    let time = tx.now() + PUT_OFF;
    if let Some(mut delivery) = pending(tx.conn(), delivery_id.as_str())? {
        delivery.put_off(time);
        deliveries::delivery_update(tx.conn(), &delivery)?;
        send_at(&delivery)
            .into_iter()
            .for_each(|clock| tx.set_deadline(clock));
    }
    Ok(())
}

/// Writes what came of an attempt, for the delivery and for its locked endpoint.
fn record(
    tx: &mut Tx,
    (mut endpoint, delivery_id): (Endpoint, &DeliveryId),
    (attempt, retry_after): (Attempt, Option<DateTime<Utc>>),
    patience: TimeDelta,
) -> Result<(), HandlerError> {
    let now = tx.now();
    let Some(mut delivery) = pending(tx.conn(), delivery_id.as_str())? else {
        return Ok(());
    };
    let (before, failure) = (endpoint.clone(), attempt.failure);
    delivery.record(attempt, retry_after, now);
    deliveries::delivery_update(tx.conn(), &delivery)?;
    match failure {
        None => endpoint.note_success(),
        Some(failure) => endpoint.note_failure(failure == Failure::Gone, patience, now),
    }
    if endpoint != before {
        endpoints::endpoint_update(tx.conn(), &endpoint)?;
    }
    if endpoint.state == endpoint::State::Active {
        send_at(&delivery)
            .into_iter()
            .for_each(|clock| tx.set_deadline(clock));
    } else {
        deliveries::delivery_cancel_pending(tx.conn(), endpoint.endpoint_id.as_str(), now)?;
    }
    Ok(())
}

/// How many calls to each endpoint are in flight, so that a slow one does not hold up the others.
struct Turns {
    limit: usize,
    places: Mutex<HashMap<String, Arc<Semaphore>>>,
}

impl Turns {
    fn new(limit: usize) -> Self {
        let places = Mutex::default();
        Self { limit, places }
    }

    /// A turn, until it is dropped; `None` when the endpoint is so slow that none becomes free soon.
    async fn take(&self, endpoint_id: &str) -> Option<OwnedSemaphorePermit> {
        let places = self.places_of(endpoint_id);
        timeout(QUEUE_LIMIT, places.acquire_owned()).await.ok()?.ok()
    }

    fn places_of(&self, endpoint_id: &str) -> Arc<Semaphore> {
        // An entry is made in one step, so a poisoned lock still guards a sound map.
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || Arc::new(Semaphore::new(self.limit));
        places.entry(endpoint_id.to_owned()).or_insert_with(new).clone()
    }
}
