//! A clock of a dispute runs out, or is about to. Nothing is decided by the platform's judgement or the answer to a proposal
//! being late; the platform is told, and the dispute stays open until somebody ends it. A ruling that nobody appealed in time
//! becomes final.

use redress_policy::{DeadlineKind, Party};

use crate::app::dispute::save;
use crate::app::work::Work;
use crate::domain::deadline::OpenDeadline;
use crate::domain::dispute::{Dispute, OF_DISPUTE};
use crate::error::Error;
use crate::store::{self, Scope};

/// Whether a clock is a dispute's.
pub(super) fn is_of_dispute(kind: DeadlineKind) -> bool {
    OF_DISPUTE.contains(&kind)
}

/// What happens when it runs out, or warns.
pub(super) fn clock_ran(work: &mut Work<'_>, open: &OpenDeadline, is_warning: bool) -> Result<(), Error> {
    work.case.stop_clocks(&[open.kind]);
    if is_warning {
        work.case.start_clock(OpenDeadline {
            warn_time: None,
            ..open.clone()
        });
    }
    let dispute_id = work.case.dispute_id.clone();
    let found = store::dispute_fetch(work.tx.conn(), &Scope::all(), &dispute_id)?;
    let Some(mut dispute) = found else {
        work.touch();
        return Ok(());
    };
    if open.kind == DeadlineKind::Appeal && !is_warning {
        return lapse(work, &mut dispute, open);
    }
    if open.kind == DeadlineKind::Judgement {
        dispute.escalate_lateness();
    }
    let mut audience = vec![Party::Platform];
    if is_warning {
        audience.push(open.party);
    }
    let what = if is_warning {
        "deadline_warning"
    } else {
        "deadline_passed"
    };
    let change = work.change(what, Party::System, &audience).with_deadline(open);
    save(work, &mut dispute, change)
}

/// Nobody appealed: the ruling is final, and the dispute over.
fn lapse(work: &mut Work<'_>, dispute: &mut Dispute, open: &OpenDeadline) -> Result<(), Error> {
    dispute.lapse(work.now);
    let change = work
        .change("dispute_closed", Party::System, &[Party::Buyer, Party::Seller])
        .with_deadline(open);
    save(work, dispute, change)
}
