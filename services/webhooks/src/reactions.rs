//! What this context does on others' events: it writes them into its log, one row for each view, and queues them for the
//! endpoints that want them.
//!
//! All of it is one transaction with the note that the event was applied, so a redelivery makes nothing twice. Sending
//! comes afterwards, by deadlines.

mod evidence_changed;
mod order_changed;
mod parcel_changed;
mod reading;
mod refund_changed;
mod return_changed;

use async_trait::async_trait;
use redress_bus::Envelope;
use redress_db::{Apply, Error, Handler, HandlerError, Tx, nothing_to_do};

use crate::dispatch::announce;
use crate::domain::event::Occurrence;
use crate::store::sellers;

/// The events that are told.
pub const KINDS: [&str; 5] = [
    order_changed::KIND,
    return_changed::KIND,
    refund_changed::KIND,
    parcel_changed::KIND,
    evidence_changed::KIND,
];

/// Reacts to the events of every context that cases are in.
pub struct Reactions;

/// An event that lacks what its producer never leaves out.
#[derive(Debug, thiserror::Error)]
#[error("the event lacks its {0}")]
struct Lacks(&'static str);

/// What an event says.
#[derive(Default)]
struct Heard {
    /// What is told of it; `None` for a change that has no type.
    occurrence: Option<Occurrence>,
    order_id: String,
    /// Whose cases are, to be remembered.
    case_sellers: Vec<(String, Vec<String>)>,
    /// Whose the lines of the order are, to be remembered.
    line_sellers: Vec<(String, String)>,
    /// Cases whose sellers are concerned as well, as remembered.
    of_cases: Vec<String>,
    /// Lines whose sellers are concerned as well, as remembered.
    of_lines: Vec<String>,
}

#[async_trait]
impl Handler for Reactions {
    async fn plan(&self, event: &Envelope) -> Result<Apply, HandlerError> {
        let heard = match event.kind.as_str() {
            order_changed::KIND => order_changed::read(event)?,
            return_changed::KIND => return_changed::read(event)?,
            refund_changed::KIND => refund_changed::read(event)?,
            parcel_changed::KIND => parcel_changed::read(event)?,
            evidence_changed::KIND => evidence_changed::read(event)?,
            _ => return Ok(nothing_to_do()),
        };
        if heard.occurrence.is_none() {
            tracing::warn!(kind = event.kind, "a change without a type is not told");
        }
        Ok(Box::new(move |tx| Ok(apply(tx, heard)?)))
    }
}

fn apply(tx: &mut Tx, heard: Heard) -> Result<(), Error> {
    let conn = tx.conn();
    for (case_id, seller_ids) in &heard.case_sellers {
        sellers::case_sellers_upsert(conn, case_id, seller_ids)?;
    }
    sellers::line_sellers_note(conn, &heard.order_id, &heard.line_sellers)?;
    let Some(mut occurrence) = heard.occurrence else {
        return Ok(());
    };
    for case_id in &heard.of_cases {
        let known = sellers::case_sellers_fetch(conn, case_id)?;
        occurrence.seller_ids.extend(known);
    }
    let is_open = occurrence.data.lines.iter().any(|line| line.seller_id.is_empty());
    if is_open || !heard.of_lines.is_empty() {
        let known = sellers::line_sellers_fetch(conn, &heard.order_id)?;
        let of_lines = heard.of_lines.iter().filter_map(|line_id| known.get(line_id));
        occurrence.seller_ids.extend(of_lines.cloned());
        for line in &mut occurrence.data.lines {
            if line.seller_id.is_empty() {
                line.seller_id = known.get(&line.line_id).cloned().unwrap_or_default();
            }
        }
    }
    announce(tx, occurrence)
}
