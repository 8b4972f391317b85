//! What happens when a clock of a return runs out, as its policy says, or is about to.

use redress_policy::pack::OnExpiry;
use redress_policy::{DeadlineKind, Party};

use super::Timer;
use super::dispute::{self, is_of_dispute};
use crate::app::approving::{Approving, approve};
use crate::app::deciding::{refuse, review};
use crate::app::settling::start_refund_clock;
use crate::app::work::Work;
use crate::domain::approval::Decided;
use crate::domain::deadline::OpenDeadline;
use crate::domain::words::ReturnState;
use crate::error::Error;

/// Does what a clock's end, or its warning, asks for. Nothing when the clock was stopped or moved.
pub(super) fn clock_ran(work: &mut Work<'_>, timer: &Timer) -> Result<(), Error> {
    let Some(open) = work.case.clock(timer.kind, timer.due_time).cloned() else {
        return Ok(());
    };
    if is_of_dispute(open.kind) {
        return dispute::clock_ran(work, &open, timer.is_warning);
    }
    if timer.is_warning {
        warn(work, &open);
        return Ok(());
    }
    work.case.stop_clocks(&[open.kind]);
    if is_covered(work, &open) {
        work.touch();
        return Ok(());
    }
    match open.on_expiry {
        OnExpiry::Escalate => escalate(work, &open),
        OnExpiry::Remind => remind(work, &open),
        OnExpiry::PlatformDecision => hand_on(work, &open)?,
        OnExpiry::Grant if work.case.is_undecided() => grant(work, &open)?,
        OnExpiry::Grant => escalate(work, &open),
        OnExpiry::Close | OnExpiry::Lapse => close(work, &open)?,
    }
    Ok(())
}

/// Whether another clock of the way back says what becomes of it: a number is not missed where the parcel itself is.
fn is_covered(work: &Work<'_>, open: &OpenDeadline) -> bool {
    let is_parcel_late = work.case.deadlines.iter().any(|clock| {
        // One that has just been reminded of began anew at this moment.
        let is_late = clock.due_time <= work.now || clock.start_time == work.now;
        clock.kind == DeadlineKind::ReturnParcel && is_late
    });
    open.kind == DeadlineKind::ReturnTracking && is_parcel_late
}

/// The party whose turn it is, and the platform, hear of it before it is too late.
fn warn(work: &mut Work<'_>, open: &OpenDeadline) {
    let warned = OpenDeadline {
        warn_time: None,
        ..open.clone()
    };
    work.case.start_clock(warned);
    let change = work
        .change("deadline_warning", Party::System, &[open.party, Party::Platform])
        .with_deadline(open);
    work.tell(change);
}

fn escalate(work: &mut Work<'_>, open: &OpenDeadline) {
    work.case.is_escalated = true;
    tell_passed(work, open, &[Party::Platform]);
}

/// The party is reminded, and the clock starts again.
fn remind(work: &mut Work<'_>, open: &OpenDeadline) {
    let again = open.again(work.now);
    work.case.start_clock(again);
    tell_passed(work, open, &[open.party]);
}

/// Somebody's silence hands the return to the platform; nothing is refused by it.
fn hand_on(work: &mut Work<'_>, open: &OpenDeadline) -> Result<(), Error> {
    let clauses = work.case.clauses.clone();
    work.case.rest_on(&open.clauses);
    work.case.cite(clauses);
    tell_passed(work, open, &[open.party, Party::Platform]);
    review(work, Party::Platform)
}

/// The claim is granted by the lapse of time.
fn grant(work: &mut Work<'_>, open: &OpenDeadline) -> Result<(), Error> {
    tell_passed(work, open, &[open.party, Party::Platform]);
    let approving = Approving::by(Party::System, "Nothing was answered or shown in time.");
    approve(work, approving)?;
    work.case.cite(&open.clauses);
    Ok(())
}

/// Nothing more can be asked: what waits is refused, what was to come back expires, refused goods are held no longer.
fn close(work: &mut Work<'_>, open: &OpenDeadline) -> Result<(), Error> {
    if work.case.is_undecided() {
        refuse(work, decided(work, "Nothing came in time."), open.clauses.clone());
        return Ok(());
    }
    match work.case.state {
        ReturnState::Refused => {
            work.case.conclude();
            end(work, "return_closed", open);
        }
        ReturnState::PartlyReceived => {
            work.case.stop_waiting();
            work.case.receive_time = Some(work.now);
            start_refund_clock(work)?;
            end(work, "return_received", open);
        }
        ReturnState::AwaitingParcel | ReturnState::InTransit | ReturnState::UnderReview => {
            let decided = decided(work, "The goods did not come back in time.");
            work.case.expire(decided);
            end(work, "return_expired", open);
        }
        _ => tell_passed(work, open, &[open.party]),
    }
    Ok(())
}

fn decided(work: &Work<'_>, reason: &str) -> Decided {
    Decided {
        by: Party::System,
        time: work.now,
        reason: reason.to_owned(),
    }
}

/// Tells of what a clock ended, resting on its clauses.
fn end(work: &mut Work<'_>, what: &'static str, open: &OpenDeadline) {
    work.case.cite(&open.clauses);
    let change = work
        .change(what, Party::System, &[Party::Buyer, Party::Seller])
        .with_deadline(open);
    work.tell(change);
}

fn tell_passed(work: &mut Work<'_>, open: &OpenDeadline, audience: &[Party]) {
    let change = work
        .change("deadline_passed", Party::System, audience)
        .with_deadline(open);
    work.tell(change);
}
