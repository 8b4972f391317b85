//! One change of one dispute: its return is locked, and the layers are those of the decision that the dispute is about.

use redress_contracts::redress::returns::v1 as pb;
use redress_policy::pack::Dispute as Rules;
use redress_policy::{DeadlineKind, Party, deadlines_on_approval};

use super::approving::facts_now;
use super::settling::close_when_done;
use super::work::Work;
use super::{App, Call, Target};
use crate::convert::dispute::dispute_to_wire;
use crate::domain::change::Change;
use crate::domain::deadline::OpenDeadline;
use crate::domain::debt::Debt;
use crate::domain::dispute::{Dispute, Footing, Hearing, Stake};
use crate::domain::line::BookLine;
use crate::domain::rejection::Rejection;
use crate::error::Error;
use crate::store::{self, Scope};

/// The dispute that a change is about, and the etag it was read with.
#[derive(Clone, Debug)]
pub(crate) struct DisputeTarget {
    pub dispute_id: String,
    /// Empty to skip the check.
    pub etag: String,
}

impl App {
    /// A dispute as it is now.
    ///
    /// # Errors
    ///
    /// There is no such dispute for this caller.
    pub(super) async fn dispute(&self, scope: &Scope, dispute_id: &str) -> Result<Dispute, Error> {
        let (inside, id) = (scope.clone(), dispute_id.to_owned());
        let read = self.db.read(move |conn| store::dispute_fetch(conn, &inside, &id));
        Ok(read.await?.ok_or_else(|| no_dispute(dispute_id))?)
    }

    /// Runs a change of one dispute, at most once per request id, and tells of it.
    pub(super) async fn change_dispute<F>(
        &self,
        call: Call,
        target: DisputeTarget,
        change: F,
    ) -> Result<pb::ReturnDispute, Error>
    where
        F: FnOnce(&mut Work<'_>, &mut Dispute) -> Result<Change, Error> + Send + 'static,
    {
        let scope = Scope::of(&call.caller);
        let DisputeTarget { dispute_id, etag } = target;
        let return_id = self.dispute(&scope, &dispute_id).await?.return_id;
        let about = Target {
            return_id,
            etag: String::new(),
        };
        self.change_with_reply(call, about, move |work| {
            let dispute = store::dispute_fetch(work.tx.conn(), &scope, &dispute_id)?;
            let mut dispute = dispute.ok_or_else(|| no_dispute(&dispute_id))?;
            dispute.check_etag(&etag)?;
            let change = change(work, &mut dispute)?;
            save(work, &mut dispute, change)?;
            Ok(dispute_to_wire(&dispute))
        })
        .await
    }
}

/// Writes a dispute that was changed, and tells of the change.
pub(crate) fn save(work: &mut Work<'_>, dispute: &mut Dispute, change: Change) -> Result<(), Error> {
    dispute.revision += 1;
    store::dispute_update(work.tx.conn(), dispute)?;
    work.tell(change.in_dispute(dispute));
    close_when_done(work);
    Ok(())
}

/// What the pack says of disputes.
pub(super) fn rules(work: &Work<'_>) -> Result<Rules, Rejection> {
    let rules = work.bound.layers.marketplace.dispute.clone();
    rules.ok_or(Rejection::DisputesNotOffered)
}

/// What is claimed of the lines of the return's order.
pub(super) fn book(work: &mut Work<'_>) -> Result<Vec<BookLine>, Error> {
    Ok(store::book_fetch(work.tx.conn(), &work.case.order_id)?)
}

/// What the return is about in money, when it is granted on these clauses.
pub(super) fn stake(work: &Work<'_>, clauses: &[String]) -> Result<Stake, Error> {
    Ok(Stake::of(&work.bound.layers, &work.record.facts, clauses)?)
}

/// How an award of now is paid. Its clock starts now, whatever the refund of the return would have counted from.
pub(super) fn footing(work: &Work<'_>, stake: &Stake) -> Result<Footing, Error> {
    let mut facts = facts_now(work);
    facts.order.return_receive_time = Some(work.now);
    let sets = deadlines_on_approval(&work.bound.layers, &facts, work.now)?;
    let own = sets.into_iter().find(|set| set.kind == DeadlineKind::RefundDue);
    let due = match own {
        Some(set) => Some(set),
        None => work.deadline(DeadlineKind::RefundDue, work.now)?,
    };
    Ok(Footing {
        method: stake.method.clone(),
        due,
    })
}

/// Ends or rules a dispute with money or without it: `end` says how. What is owed by it is owed at once.
pub(super) fn end(
    work: &mut Work<'_>,
    dispute: &mut Dispute,
    end: impl FnOnce(&mut Dispute, &mut Hearing<'_>) -> Result<Option<Debt>, Rejection>,
) -> Result<(), Error> {
    let stake = stake(work, &dispute.clauses)?;
    let footing = footing(work, &stake)?;
    let mut hearing = Hearing {
        case: &mut work.case,
        stake: &stake,
        footing,
        now: work.now,
    };
    if let Some(debt) = end(dispute, &mut hearing)? {
        work.owe(&debt);
    }
    Ok(())
}

/// Starts the clock of the answer to the open proposal; whose answer is missing has the turn.
pub(super) fn ask(work: &mut Work<'_>, dispute: &Dispute) -> Result<(), Error> {
    stop_asking(work);
    let Some(proposal) = dispute.open_proposal() else {
        return Ok(());
    };
    let due = work.deadline(DeadlineKind::DisputeAnswer, work.now)?;
    if let (Some(due), [party, ..]) = (due, proposal.unanswered().as_slice()) {
        work.case.start_clock(OpenDeadline {
            party: *party,
            ..OpenDeadline::of(&due)
        });
    }
    Ok(())
}

/// Stops the clock of an answer.
pub(super) fn stop_asking(work: &mut Work<'_>) {
    work.case.stop_clocks(&[DeadlineKind::DisputeAnswer]);
}

/// Everybody in a dispute but the one who acts.
pub(super) fn others(party: Party) -> Vec<Party> {
    [Party::Buyer, Party::Seller, Party::Platform]
        .into_iter()
        .filter(|other| *other != party)
        .collect()
}

/// The same words for a dispute that does not exist and one that is somebody else's.
fn no_dispute(id: &str) -> Rejection {
    Rejection::NotFound {
        kind: "dispute",
        id: id.to_owned(),
    }
}
