//! Time: no clock that ran out is still shown as running, no case stands still without one, every decision says why.

use chrono::{DateTime, TimeDelta, Utc};
use redress_contracts::redress::orders::v1::OpenDeadline;
use redress_contracts::redress::policies::v1::{Decision, Outcome};
use redress_rpc::convert::time_from_wire;

/// How long a case may stand still without a clock, an escalation or anybody who is waited for.
const STILL: TimeDelta = TimeDelta::days(45);

/// What is known of the clocks of a case.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    /// A deadline runs.
    pub is_running: bool,
    /// The platform was told that one ran out, or a body outside has the case.
    pub is_escalated: bool,
    /// How long ago it last changed.
    pub still_for: TimeDelta,
}

/// A deadline that is shown as running lies ahead.
pub fn deadline(case: &str, deadline: &OpenDeadline, now: DateTime<Utc>) -> Vec<String> {
    let due = deadline
        .due_time
        .as_ref()
        .and_then(|time| time_from_wire(time).ok());
    match due {
        Some(due) if due > now => Vec::new(),
        Some(due) => vec![format!(
            "{case}: the deadline {} still runs, and was due on {}",
            deadline.kind,
            due.format("%F %T")
        )],
        None => vec![format!("{case}: the deadline {} has no time", deadline.kind)],
    }
}

/// An open case has a way out: a clock, an escalation, or somebody who moved it not long ago.
pub fn not_stuck(case: &str, state: &str, clock: Clock) -> Vec<String> {
    if clock.is_running || clock.is_escalated || clock.still_for <= STILL {
        return Vec::new();
    }
    vec![format!(
        "{case}: {state} for more than {} days, without a deadline",
        STILL.num_days()
    )]
}

/// A decision has an outcome, and a clause that carries it.
pub fn cited(case: &str, decision: Option<&Decision>) -> Vec<String> {
    let Some(decision) = decision else {
        return vec![format!("{case}: there is no decision")];
    };
    let mut found = Vec::new();
    if decision.outcome() == Outcome::Unspecified {
        found.push(format!("{case}: the decision has no outcome"));
    }
    let held = decision.findings.iter().filter(|finding| finding.held);
    let mut clauses = held
        .flat_map(|finding| &finding.clause_ids)
        .chain(&decision.clause_ids);
    if clauses.next().is_none() {
        found.push(format!("{case}: the decision cites no clause"));
    }
    found
}
