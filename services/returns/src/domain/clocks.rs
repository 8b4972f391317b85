//! Starting, stopping and pausing the clocks of a return.
//!
//! Always: there is one clock of a kind at most. While the return is paused none runs; each goes on afterwards with the time
//! that it had left.

use chrono::{DateTime, Utc};
use redress_policy::DeadlineKind;
use serde::{Deserialize, Serialize};

use super::deadline::OpenDeadline;
use super::return_case::Return;

/// Clocks that stand still, since when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Pause {
    pub since: DateTime<Utc>,
    pub stopped: Vec<OpenDeadline>,
}

impl Return {
    /// Starts a clock in the place of any other of its kind. One that is started in a pause waits for its end.
    pub(crate) fn start_clock(&mut self, clock: OpenDeadline) {
        let clocks = match &mut self.pause {
            Some(pause) => &mut pause.stopped,
            None => &mut self.deadlines,
        };
        clocks.retain(|other| other.kind != clock.kind);
        clocks.push(clock);
        clocks.sort_by_key(|clock| clock.due_time);
    }

    /// Stops the clocks of these kinds.
    pub(crate) fn stop_clocks(&mut self, kinds: &[DeadlineKind]) {
        self.deadlines.retain(|clock| !kinds.contains(&clock.kind));
        if let Some(pause) = &mut self.pause {
            pause.stopped.retain(|clock| !kinds.contains(&clock.kind));
        }
    }

    /// Stops every clock of its own. That of an appeal runs on: it is a dispute's, whatever becomes of the return meanwhile.
    pub(crate) fn stop_all_clocks(&mut self) {
        let is_appeal = |clock: &OpenDeadline| clock.kind == DeadlineKind::Appeal;
        self.deadlines.retain(is_appeal);
        if let Some(pause) = &mut self.pause {
            pause.stopped.retain(is_appeal);
        }
    }

    /// Whether a clock of a kind runs or stands still.
    pub(crate) fn has_clock(&self, kind: DeadlineKind) -> bool {
        let stopped = self.pause.iter().flat_map(|pause| &pause.stopped);
        self.deadlines
            .iter()
            .chain(stopped)
            .any(|clock| clock.kind == kind)
    }

    /// The clock that runs and ends so; none when it was stopped or moved.
    pub(crate) fn clock(&self, kind: DeadlineKind, due_time: DateTime<Utc>) -> Option<&OpenDeadline> {
        let is_it = |clock: &&OpenDeadline| clock.kind == kind && clock.due_time == due_time;
        self.deadlines.iter().find(is_it)
    }
}
