//! Clocks of parcels: which timers they have, and what happens when one runs out.
//!
//! A timer is set in the transaction that starts its clock and cancelled in the one that stops it. When it fires, the clock
//! is looked for in the parcel again: one that was stopped or moved meanwhile has no effect. Going through the parcels of
//! a marketplace after its special periods changed is a timer too, so that a restart goes on where it stopped.

mod clock;
mod sweep;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use redress_db::{Apply, DeadlineRow, HandlerError, NewDeadline, OnDeadline, Tx, nothing_to_do};
use redress_policy::DeadlineKind;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::domain::deadline::OpenDeadline;
use crate::domain::parcel::Parcel;
use crate::error::Error;

pub(crate) use sweep::Sweep;

/// What a timer has to know when it fires.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Timer {
    /// A clock of a parcel runs out, or is about to.
    Clock(Clock),
    /// Clocks are reckoned again.
    Sweep(Sweep),
}

/// A clock of a parcel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Clock {
    shipment_id: String,
    parcel_id: String,
    kind: DeadlineKind,
    /// The clock's end; a clock that was moved has another.
    due_time: DateTime<Utc>,
    /// A warning before the end.
    is_warning: bool,
}

/// Sets the timers of clocks that are new or moved, and cancels those of clocks that stopped.
pub(crate) fn set_timers(tx: &mut Tx, shipment_id: &str, before: &[OpenDeadline], parcel: &Parcel) {
    let runs = |kind: DeadlineKind| parcel.deadlines.iter().any(|open| open.kind == kind);
    let stopped: Vec<&str> = before
        .iter()
        .filter(|open| !runs(open.kind))
        .map(|open| open.kind.as_str())
        .collect();
    if !stopped.is_empty() {
        tx.cancel_deadlines(&parcel.parcel_id, &stopped);
    }
    for open in parcel.deadlines.iter().filter(|open| !before.contains(open)) {
        let id = format!("{}/{}", parcel.parcel_id, open.kind);
        if let Some(time) = open.warn_time {
            tx.set_deadline(timer(
                (shipment_id, parcel),
                open,
                (time, true),
                format!("{id}/warning"),
            ));
        }
        tx.set_deadline(timer((shipment_id, parcel), open, (open.due_time, false), id));
    }
}

fn timer(
    (shipment_id, parcel): (&str, &Parcel),
    open: &OpenDeadline,
    (due_time, is_warning): (DateTime<Utc>, bool),
    id: String,
) -> NewDeadline {
    let clock = Clock {
        shipment_id: shipment_id.to_owned(),
        parcel_id: parcel.parcel_id.clone(),
        kind: open.kind,
        due_time: open.due_time,
        is_warning,
    };
    NewDeadline {
        id,
        kind: open.kind.as_str(),
        aggregate: parcel.parcel_id.clone(),
        due_time,
        payload: payload(&Timer::Clock(clock)),
        calendar: open.calendar.clone(),
    }
}

fn payload(timer: &Timer) -> String {
    serde_json::to_string(timer).expect("invariant: a timer is plain data, which always has a JSON form")
}

#[async_trait]
impl OnDeadline for App {
    async fn plan(&self, deadline: &DeadlineRow) -> Result<Apply, HandlerError> {
        let timer: Timer = serde_json::from_str(&deadline.payload)?;
        let planned = match timer {
            Timer::Clock(clock) => self.plan_clock(clock).await,
            Timer::Sweep(sweep) => self.plan_sweep(sweep).await,
        };
        Ok(planned?)
    }
}

/// A plan for what is gone.
fn no_effect() -> Result<Apply, Error> {
    Ok(nothing_to_do())
}
