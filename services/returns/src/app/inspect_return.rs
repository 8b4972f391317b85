//! InspectReturn: what came back is looked at, by the pack's checklist.

use redress_policy::{
    DeadlineKind, InspectionOutcome, InspectionVerdict, Party, governing_case, judge_inspection,
};

use super::work::Work;
use super::{App, Call, ReturnReply, Target};
use crate::convert::inspection::Priced;
use crate::domain::approval::Decided;
use crate::domain::deadline::OpenDeadline;
use crate::domain::inspection::{Inspection, Seen, failed_points, refuse_serial_number};
use crate::domain::rejection::Rejection;
use crate::error::{Error, of_facts};

impl App {
    /// Records an inspection. One that leaves something open is completed by the next.
    ///
    /// # Errors
    ///
    /// Nothing is here to be inspected, or it does not fit the checklist.
    pub(crate) async fn inspect_return(
        &self,
        call: Call,
        target: Target,
        (seen, priced): (Seen, Option<Priced>),
    ) -> ReturnReply {
        self.change(call, target, move |work| {
            let own = work.case.origin.currency;
            if let Some(priced) = priced.filter(|priced| priced.currency != own) {
                let reason = format!("must be in {own}, like the order");
                return Err(Rejection::field(priced.path, reason).into());
            }
            let seen = work.case.seen_in_all(seen)?;
            let is_wrong = work.case.is_other_serial_number(&seen.serial_number);
            let verdict = verdict(work, &seen, is_wrong)?;
            let inspection = Inspection {
                seen,
                is_serial_number_wrong: is_wrong,
                verdict,
                time: work.now,
            };
            inspect(work, inspection)
        })
        .await
    }
}

/// What the policy makes of what was seen.
fn verdict(work: &Work<'_>, seen: &Seen, is_serial_number_wrong: bool) -> Result<InspectionVerdict, Error> {
    let plan = work.plan();
    let governing = governing_case(&work.bound.layers, work.decision());
    let (Some(checklist), Some((pack, _))) = (plan.checklist, governing) else {
        let reason = "has no checklist by its policy; the remedy can be applied as it is";
        return Err(work.case.obstacle(reason).into());
    };
    let ground = work.decision().ground;
    let judged = judge_inspection(pack, &checklist, ground, &seen.facts());
    let mut verdict = judged.map_err(|errors| of_facts(&errors))?;
    if is_serial_number_wrong {
        refuse_serial_number(&mut verdict, &checklist);
    }
    if seen.reduction_minor.is_some() && verdict.outcome == InspectionOutcome::Passed {
        let reason = "is for points that failed, where the checklist reduces";
        return Err(Rejection::field("reduction", reason).into());
    }
    Ok(verdict)
}

fn inspect(work: &mut Work<'_>, inspection: Inspection) -> Result<(), Error> {
    let verdict = inspection.verdict.clone();
    let is_refused = verdict.outcome == InspectionOutcome::Refused;
    let held = if is_refused && verdict.holds_goods {
        let start = work.case.receive_time.unwrap_or(work.now);
        work.deadline(DeadlineKind::HeldGoods, start)?
    } else {
        None
    };
    let decided = Decided {
        by: work.actor(),
        time: work.now,
        reason: failed_points(&verdict),
    };
    let (by, reason) = (decided.by, decided.reason.clone());
    let note = inspection.seen.note.clone();
    work.case
        .inspect(inspection, decided, held.as_ref().map(OpenDeadline::of));
    let change = work
        .change("return_inspected", by, &[Party::Buyer, Party::Seller])
        .citing(verdict.clauses.iter())
        .saying(&note);
    work.tell(change);
    if is_refused {
        let change = work
            .change("return_refused", by, &[Party::Buyer, Party::Seller])
            .citing(verdict.clauses.iter())
            .citing(held.iter().flat_map(|held| held.clauses.iter()))
            .saying(&reason);
        work.tell(change);
    }
    Ok(())
}
