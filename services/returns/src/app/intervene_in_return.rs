//! InterveneInReturn: the platform steps into a return. Whatever it does is recorded with who did it and why, and both sides
//! are told.

use redress_contracts::redress::returns::v1 as pb;
use redress_policy::{Outcome, Party, Remedy};

use super::approving::{Approving, approve};
use super::deciding::refuse;
use super::dispute::{book, footing, stake};
use super::work::Work;
use super::{App, Call, Target};
use crate::convert::dispute::{Stepping, intervention_to_wire};
use crate::domain::approval::Decided;
use crate::domain::intervention::{Intervention, InterventionKind, check_power};
use crate::domain::rejection::Rejection;
use crate::error::Error;
use crate::store;

impl App {
    /// Overrides a decision, forces a refund, or guides the parties.
    ///
    /// # Errors
    ///
    /// The pack does not give the platform this power; the return's state does not allow it; more than was paid.
    pub(crate) async fn intervene_in_return(
        &self,
        call: Call,
        target: Target,
        step: Stepping,
    ) -> Result<pb::ReturnIntervention, Error> {
        self.change_with_reply(call, target, move |work| step_in(work, &step))
            .await
    }
}

fn step_in(work: &mut Work<'_>, step: &Stepping) -> Result<pb::ReturnIntervention, Error> {
    let pack = work.bound.layers.marketplace.clone();
    let oversight = check_power(step.kind, pack.oversight.as_ref())?;
    let clauses: Vec<String> = oversight.clauses.iter().map(ToString::to_string).collect();
    work.case.check_intervention(step.kind)?;
    let given_before = work.case.given_minor();
    match step.kind {
        InterventionKind::Approve => override_refusal(work, step, &clauses)?,
        InterventionKind::Refuse => {
            let decided = Decided {
                by: Party::Platform,
                time: work.now,
                reason: step.reason.clone(),
            };
            refuse(work, decided, clauses.clone());
        }
        InterventionKind::ForceRefund => force_refund(work, step, &clauses)?,
        InterventionKind::Guidance => {}
    }
    let given = work.case.given_minor() - given_before;
    let done = Intervention {
        intervention_id: work.tx.ids().text("int", work.now),
        return_id: work.case.return_id.clone(),
        order_id: work.case.order_id.clone(),
        marketplace_id: work.case.marketplace_id.clone(),
        kind: step.kind,
        reason: step.reason.clone(),
        amount_minor: Some(given).filter(|given| *given > 0),
        currency: work.case.origin.currency,
        principal: work.caller.principal.clone(),
        create_time: work.now,
        clauses,
    };
    store::intervention_insert(work.tx.conn(), &done)?;
    let reply = intervention_to_wire(&done);
    let mut change = work
        .change("intervened", Party::Platform, &[Party::Buyer, Party::Seller])
        .citing(&done.clauses)
        .saying(&done.reason);
    change.intervention = Some(done);
    work.tell(change);
    Ok(reply)
}

/// Approves in the way of every approval, whatever policy and inspection say. What is refused by the policy itself is refunded.
fn override_refusal(work: &mut Work<'_>, step: &Stepping, clauses: &[String]) -> Result<(), Error> {
    let book = book(work)?;
    work.case.hold_all(&book)?;
    let is_refused = work.decision().outcome == Outcome::Refused;
    let approving = Approving {
        remedy: is_refused.then_some(Remedy::Refund),
        granted_by: Some(clauses.to_vec()),
        ..Approving::by(Party::Platform, &step.reason)
    };
    approve(work, approving)
}

fn force_refund(work: &mut Work<'_>, step: &Stepping, clauses: &[String]) -> Result<(), Error> {
    let amount = step
        .amount
        .ok_or_else(|| Rejection::field("amount", "is required to force a refund"))?;
    let stake = stake(work, clauses)?;
    let footing = footing(work, &stake)?;
    let book = book(work)?;
    let debt = work.case.force_refund(
        (amount, &step.reason),
        (&stake, &footing),
        (clauses, &book),
        work.now,
    )?;
    work.owe(&debt);
    Ok(())
}
