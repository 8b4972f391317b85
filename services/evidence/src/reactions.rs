//! What this context does on others' events: when a case closes, the time of its evidence begins to run; and who watches a
//! case is told of changes made elsewhere.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use prost::Message as _;
use redress_bus::{Bus, BusError, Consumer, Envelope};
use redress_contracts::redress::orders::v1::OrderChanged;
use redress_contracts::redress::returns::v1::ReturnChanged;
use redress_db::{Apply, Handler, HandlerError, Inbox, nothing_to_do};
use redress_rpc::Watchers;

use crate::app::{App, retain_at};
use crate::cases::is_over;
use crate::domain::words::EvidenceState;
use crate::error::Error;
use crate::events;
use crate::store::{self, EvidenceFilter};

/// Subscribes this context's reactions to the bus.
pub fn subscribe(app: &App, bus: &dyn Bus) {
    let closings = Inbox::new(
        app.db.clone(),
        "evidence",
        Arc::new(Closings { app: app.clone() }),
    );
    bus.subscribe(
        "evidence",
        &[events::ORDER_CHANGED, events::RETURN_CHANGED],
        Arc::new(closings),
    );
    bus.subscribe(
        "evidence.watch",
        &[events::EVIDENCE_CHANGED],
        Arc::new(Watching {
            watchers: app.watchers.clone(),
        }),
    );
}

struct Closings {
    app: App,
}

#[async_trait]
impl Handler for Closings {
    async fn plan(&self, event: &Envelope) -> Result<Apply, HandlerError> {
        let closed = closed_cases(event)?;
        if closed.is_empty() {
            return Ok(nothing_to_do());
        }
        let until = event.time + self.app.config.retention();
        Ok(Box::new(move |tx| {
            for case_id in closed {
                keep_until(tx, case_id, until)?;
            }
            Ok(())
        }))
    }
}

/// The cases that an event says are closed.
fn closed_cases(event: &Envelope) -> Result<Vec<String>, HandlerError> {
    let bytes = event.payload.as_slice();
    let (case_ids, dispute_ids) = match event.kind.as_str() {
        events::ORDER_CHANGED => {
            let changed = OrderChanged::decode(bytes)?;
            let cancellation = changed.cancellation.filter(is_over);
            let dispute = changed.dispute.filter(|dispute| dispute.close_time.is_some());
            (
                cancellation.map(|cancellation| cancellation.cancellation_id),
                dispute.map(|dispute| dispute.dispute_id),
            )
        }
        events::RETURN_CHANGED => {
            let changed = ReturnChanged::decode(bytes)?;
            let closed = changed.return_case.filter(|case| case.is_closed);
            let dispute = changed.dispute.filter(|dispute| dispute.close_time.is_some());
            (
                closed.map(|case| case.return_id),
                dispute.map(|dispute| dispute.dispute_id),
            )
        }
        _ => (None, None),
    };
    Ok(case_ids.into_iter().chain(dispute_ids).collect())
}

fn keep_until(tx: &mut redress_db::Tx, case_id: String, until: DateTime<Utc>) -> Result<(), HandlerError> {
    let filter = EvidenceFilter {
        case_id: Some(case_id),
        limit: i64::MAX,
        ..EvidenceFilter::default()
    };
    for piece in store::evidence_list(tx.conn(), &filter)? {
        if piece.state == EvidenceState::Erased || piece.retain_until_time == until {
            continue;
        }
        retain_at(tx, &piece, until);
        let kept = piece.retained_until(until);
        if !store::evidence_update(tx.conn(), &kept)? {
            return Err(Error::Conflict.into());
        }
    }
    Ok(())
}

struct Watching {
    watchers: Watchers,
}

#[async_trait]
impl Consumer for Watching {
    async fn deliver(&self, event: &Envelope) -> Result<(), BusError> {
        self.watchers.notify(&event.aggregate);
        Ok(())
    }
}
