//! Clocks of returns: which timers they have, and what happens when one runs out.
//!
//! A timer is set in the transaction that starts its clock and cancelled in the one that stops it. When it fires, the clock is
//! looked for in the return again: one that was stopped or moved meanwhile has no effect.

mod dispute;
mod expiry;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use redress_db::{Apply, DeadlineRow, HandlerError, NewDeadline, OnDeadline};
use redress_policy::DeadlineKind;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::domain::deadline::OpenDeadline;

/// What a timer has to know when it fires.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Timer {
    pub return_id: String,
    pub kind: DeadlineKind,
    /// The clock's end; a clock that was moved has another.
    pub due_time: DateTime<Utc>,
    /// A warning before the end.
    pub is_warning: bool,
}

/// The timer of a clock's end, and the one of its warning.
pub(crate) fn timers(return_id: &str, clock: &OpenDeadline) -> Vec<NewDeadline> {
    let id = format!("{return_id}/{}", clock.kind);
    let timer = |is_warning, time, id| NewDeadline {
        id,
        kind: clock.kind.as_str(),
        aggregate: return_id.to_owned(),
        due_time: time,
        payload: serde_json::to_string(&Timer {
            return_id: return_id.to_owned(),
            kind: clock.kind,
            due_time: clock.due_time,
            is_warning,
        })
        .expect("invariant: a timer is plain data, which always has a JSON form"),
        calendar: clock.calendar.clone(),
    };
    let warning = clock
        .warn_time
        .map(|time| timer(true, time, format!("{id}/warning")));
    std::iter::once(timer(false, clock.due_time, id))
        .chain(warning)
        .collect()
}

#[async_trait]
impl OnDeadline for App {
    async fn plan(&self, deadline: &DeadlineRow) -> Result<Apply, HandlerError> {
        let timer: Timer = serde_json::from_str(&deadline.payload)?;
        let return_id = timer.return_id.clone();
        Ok(self
            .plan_change(&return_id, move |work| expiry::clock_ran(work, &timer))
            .await?)
    }
}
