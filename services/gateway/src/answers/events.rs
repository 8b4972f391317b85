//! Watches as server-sent events: each state as an event with its etag as id, a comment while nothing happens, and a last event
//! `problem` when the watch ends with one.

use std::convert::Infallible;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use futures::{Stream, StreamExt as _, stream};
use prost_reflect::{DynamicMessage, ReflectMessage as _};
use tokio::sync::{OwnedSemaphorePermit, watch};
use tonic::{Status, Streaming};

use super::{problem, to_json};
use crate::incoming;

/// How long the first state is waited for before the answer begins.
const FIRST: Duration = Duration::from_secs(1);
/// How often a silent stream says that it is alive.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// The answers as they come, until the gateway stops or a watch has gone on for long enough. Its place is held as long.
///
/// # Errors
/// What the watch began with instead of a state.
pub async fn response(
    mut answers: Streaming<DynamicMessage>,
    request_id: String,
    ((mut stopping, limit), place): ((watch::Receiver<bool>, Duration), OwnedSemaphorePermit),
) -> Result<Response, Status> {
    // A watch that cannot begin says so at once; one that has no state yet may be silent for long.
    let first = match tokio::time::timeout(FIRST.min(limit), answers.next()).await {
        Ok(first) => first.transpose()?,
        Err(_) => None,
    };
    let first = stream::iter(first.map(|message| Ok(state(&message))));
    let stopped = async move {
        // An error means that the gateway is gone, which is an end, too; so is time.
        let _ = tokio::time::timeout(limit, stopping.wait_for(|stopping| *stopping)).await;
    };
    let events = first
        .chain(events(answers, request_id))
        .take_until(Box::pin(stopped))
        .map(move |event| {
            let _held = &place;
            event
        });
    let keep_alive = KeepAlive::new().interval(KEEP_ALIVE);
    Ok(Sse::new(events).keep_alive(keep_alive).into_response())
}

fn events(
    answers: Streaming<DynamicMessage>,
    request_id: String,
) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold(Some(answers), move |answers| {
        let request_id = request_id.clone();
        async move {
            let mut answers = answers?;
            match answers.next().await? {
                Ok(message) => Some((Ok(state(&message)), Some(answers))),
                Err(status) => Some((Ok(ended(&status, &request_id)), None)),
            }
        }
    })
}

fn state(message: &DynamicMessage) -> Event {
    let event = Event::default()
        .event(message.descriptor().name())
        .data(String::from_utf8_lossy(&to_json(message)));
    let etag = incoming::text(message, incoming::ETAG);
    if etag.is_empty() { event } else { event.id(etag) }
}

fn ended(status: &Status, request_id: &str) -> Event {
    let details = problem::details(status, request_id);
    let data = serde_json::to_string(&details).expect("invariant: plain data is always JSON");
    Event::default().event("problem").data(data)
}
