//! A dispute takes up a return, and gives it back as it was when nothing came of it.
//!
//! Always: what a taken return holds is all that was asked for, so that no unit is returned, refunded or claimed twice while it
//! is disputed; what it held before, and the time that its clocks had left, are kept for its return.

use chrono::{DateTime, TimeDelta, Utc};
use redress_policy::Party;
use serde::{Deserialize, Serialize};

use super::{Dispute, OF_DISPUTE};
use crate::domain::deadline::OpenDeadline;
use crate::domain::line::{BookLine, LineQuantity};
use crate::domain::rejection::Rejection;
use crate::domain::return_case::Return;
use crate::domain::words::ReturnState;

/// What was taken from a return.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Taken {
    /// What it held of each line.
    pub held: Vec<LineQuantity>,
    pub awaits: Option<Party>,
    /// What its state rested on.
    pub clauses: Vec<String>,
    /// Its own clocks, which stand still.
    pub clocks: Vec<OpenDeadline>,
    /// Since when.
    pub stop_time: DateTime<Utc>,
}

impl Return {
    /// Holds all of its units, as far as nobody else does. `book` says what is claimed of the order's lines.
    pub(crate) fn hold_all(&mut self, book: &[BookLine]) -> Result<(), Rejection> {
        for line in &self.lines {
            let needed = line.quantity - line.held_quantity;
            let of_book = book.iter().find(|entry| entry.line_id == line.line_id);
            let free = of_book.map_or(needed, |entry| entry.quantity - entry.claimed_quantity);
            if needed > free {
                return Err(self.obstacle(format!(
                    "has units of line {} that were cancelled, or that another return or claim holds",
                    line.line_id
                )));
            }
        }
        for line in &mut self.lines {
            line.held_quantity = line.quantity;
        }
        Ok(())
    }
}

impl Dispute {
    /// Makes the return disputed.
    pub(super) fn take_up(
        &mut self,
        case: &mut Return,
        book: &[BookLine],
        now: DateTime<Utc>,
    ) -> Result<(), Rejection> {
        let held = case.lines.iter().map(|line| LineQuantity {
            line_id: line.line_id.clone(),
            quantity: line.held_quantity,
        });
        let held = held.collect();
        case.hold_all(book)?;
        case.stop_clocks(&OF_DISPUTE);
        let taken = Taken {
            held,
            awaits: case.awaits.take(),
            clauses: case.clauses.clone(),
            clocks: std::mem::take(&mut case.deadlines),
            stop_time: now,
        };
        self.taken = Some(taken);
        case.disputed_state = Some(case.state);
        case.state = ReturnState::Disputed;
        case.dispute_id.clone_from(&self.dispute_id);
        case.rest_on(&self.clauses);
        Ok(())
    }

    /// Gives the return back as it was. Its clocks go on with the time that they had left.
    pub(super) fn give_back(&mut self, case: &mut Return, now: DateTime<Utc>) {
        case.stop_clocks(&OF_DISPUTE);
        if let Some(state) = case.disputed_state.take() {
            case.state = state;
        }
        let Some(taken) = self.taken.take() else { return };
        for unit in &taken.held {
            let lines = case.lines.iter_mut().filter(|line| line.line_id == unit.line_id);
            lines.for_each(|line| line.held_quantity = unit.quantity);
        }
        case.awaits = taken.awaits;
        case.clauses = taken.clauses;
        let stood_still = now - taken.stop_time;
        for clock in taken.clocks {
            case.start_clock(clock.later(stood_still));
        }
        case.shift_ends(taken.stop_time, stood_still);
    }

    /// Lets go of the return without giving it back: something else became of it.
    pub(super) fn drop_taken(&mut self, case: &mut Return) {
        self.taken = None;
        case.disputed_state = None;
    }

    /// Has the taken clocks run again from `since` on: what passed until now is lost to them.
    pub(super) fn run_taken(&mut self, since: DateTime<Utc>, now: DateTime<Utc>) {
        if let Some(taken) = &mut self.taken {
            taken.stop_time += now - since;
        }
    }
}

impl Return {
    /// Moves the ends that it tells of and that were to come, after its clocks stood still for so long.
    fn shift_ends(&mut self, since: DateTime<Utc>, by: TimeDelta) {
        let rma = self.approval.as_mut().and_then(|approval| approval.rma.as_mut());
        let of_rma = rma.and_then(|rma| rma.expire_time.as_mut());
        let ends = of_rma.into_iter().chain(self.held_until_time.as_mut());
        ends.filter(|end| **end > since).for_each(|end| *end += by);
    }
}
