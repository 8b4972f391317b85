//! A clock of a dispute: the platform's judgement, or the answer to a proposal, is about to be late, or is. Nothing is
//! decided by it; the platform is told, and the dispute stays open until somebody ends it.

use redress_policy::{DeadlineKind, Party};

use crate::app::case::save;
use crate::app::work::Work;
use crate::domain::cancellation::Cancellation;
use crate::domain::change::About;
use crate::domain::deadline::OpenDeadline;
use crate::error::Error;
use crate::store::{self, Scope};

/// Whether a clock is a dispute's.
pub(super) fn is_of_dispute(kind: DeadlineKind) -> bool {
    matches!(kind, DeadlineKind::Judgement | DeadlineKind::DisputeAnswer)
}

/// What happens when it runs out, or warns.
pub(super) fn clock_ran(
    work: &mut Work<'_>,
    mut cancellation: Cancellation,
    (open, is_warning): (&OpenDeadline, bool),
) -> Result<(), Error> {
    let found = store::dispute_fetch(work.tx.conn(), &Scope::all(), &cancellation.dispute_id)?;
    let Some(mut dispute) = found else { return Ok(()) };
    if is_warning {
        for other in cancellation.deadlines.iter_mut().filter(|other| *other == open) {
            other.warn_time = None;
        }
    } else {
        cancellation.deadlines.retain(|other| other != open);
    }
    cancellation.touch();
    if open.kind == DeadlineKind::Judgement {
        dispute.escalate();
        store::dispute_update(work.tx.conn(), &dispute)?;
    }
    save(work, &cancellation)?;
    let mut audience = vec![Party::Platform];
    if is_warning && open.party != Party::Platform {
        audience.push(open.party);
    }
    let what = if is_warning {
        "deadline_warning"
    } else {
        "deadline_passed"
    };
    let change = work
        .change(what, Party::System, &audience)
        .with_deadline(open)
        .citing(&dispute.clauses)
        .about(cancellation.lines.iter().map(|line| line.line_id.as_str()));
    let about = About {
        cancellation: Some((cancellation, None)),
        dispute: Some(dispute),
        intervention: None,
    };
    work.tell_about(change, about);
    Ok(())
}
