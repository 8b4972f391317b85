//! One change of one dispute, with its cancellation: the order is locked, and the layers are those of the decision that
//! the dispute is about.

use redress_contracts::redress::orders::v1 as pb;
use redress_policy::{DeadlineKind, DeadlineSet, Party, deadline_after};

use super::case::save;
use super::work::Work;
use super::{App, Call};
use crate::convert::dispute::dispute_to_wire;
use crate::domain::cancellation::{Cancellation, Hearing};
use crate::domain::change::{About, Change};
use crate::domain::deadline::OpenDeadline;
use crate::domain::debt::Debt;
use crate::domain::dispute::Dispute;
use crate::domain::rejection::Rejection;
use crate::error::Error;
use crate::store::{self, DecisionRecord, Scope};

/// A dispute under way.
pub(crate) struct Docket {
    pub dispute: Dispute,
    pub cancellation: Cancellation,
    /// The decision that the cancellation was made by.
    pub record: DecisionRecord,
}

impl App {
    /// A dispute as it is now.
    ///
    /// # Errors
    ///
    /// There is no such dispute for this caller.
    pub(super) async fn dispute(&self, scope: &Scope, dispute_id: &str) -> Result<Dispute, Error> {
        let (inside, id) = (scope.clone(), dispute_id.to_owned());
        let found = self
            .db
            .read(move |conn| store::dispute_fetch(conn, &inside, &id))
            .await?;
        Ok(found.ok_or_else(|| no_dispute(dispute_id))?)
    }

    /// Runs a change of one dispute, at most once per request id, and tells of it.
    pub(super) async fn change_dispute<F>(
        &self,
        call: Call,
        (dispute_id, etag): (String, String),
        change: F,
    ) -> Result<pb::Dispute, Error>
    where
        F: FnOnce(&mut Work<'_>, &mut Docket) -> Result<Change, Error> + Send + 'static,
    {
        let scope = Scope::of(&call.caller);
        let cancellation_id = self.dispute(&scope, &dispute_id).await?.cancellation_id;
        self.change_case(
            call,
            (cancellation_id, String::new()),
            move |work, cancellation, record| {
                let dispute = store::dispute_fetch(work.tx.conn(), &scope, &dispute_id)?;
                let dispute = dispute.ok_or_else(|| no_dispute(&dispute_id))?;
                dispute.check_etag(&etag)?;
                let mut docket = Docket {
                    dispute,
                    cancellation,
                    record,
                };
                let revision = docket.cancellation.revision;
                let change = change(work, &mut docket)?;
                docket.dispute.touch();
                store::dispute_update(work.tx.conn(), &docket.dispute)?;
                if docket.cancellation.revision != revision {
                    work.set_timers(&docket.cancellation);
                    save(work, &docket.cancellation)?;
                }
                let change = change.citing(&docket.dispute.clauses);
                let reply = dispute_to_wire(&docket.dispute);
                work.tell_about(change, docket.into_about());
                Ok(reply)
            },
        )
        .await
    }
}

impl Docket {
    /// Ends the dispute with money or without it: `end` says how. Returns what is owed.
    pub(super) fn end(
        &mut self,
        work: &mut Work<'_>,
        end: impl FnOnce(&mut Dispute, &mut Hearing<'_>) -> Result<Vec<Debt>, Rejection>,
    ) -> Result<(), Error> {
        let due = work.refund_due(&self.record, &self.cancellation.seller_ids)?;
        let mut hearing = Hearing {
            order: &mut work.order,
            cancellation: &mut self.cancellation,
            decision: &self.record.decision,
            due: due.as_ref(),
            now: work.now,
        };
        let debts = end(&mut self.dispute, &mut hearing)?;
        work.owe(&debts);
        Ok(())
    }

    /// Starts the clock of the answer to the open proposal; whose answers are missing has the turn.
    pub(super) fn ask(&mut self, work: &Work<'_>) -> Result<(), Error> {
        self.stop_asking();
        let Some(proposal) = self.dispute.open_proposal() else {
            return Ok(());
        };
        let due = clock(work, &self.record, DeadlineKind::DisputeAnswer)?;
        if let (Some(due), [party, ..]) = (due, proposal.unanswered().as_slice()) {
            self.cancellation.deadlines.push(OpenDeadline {
                party: *party,
                ..OpenDeadline::of(&due)
            });
        }
        self.cancellation.touch();
        Ok(())
    }

    /// Stops the clock of an answer.
    pub(super) fn stop_asking(&mut self) {
        let before = self.cancellation.deadlines.len();
        self.cancellation
            .deadlines
            .retain(|open| open.kind != DeadlineKind::DisputeAnswer);
        if self.cancellation.deadlines.len() != before {
            self.cancellation.touch();
        }
    }

    /// What a change of it is about.
    pub(super) fn into_about(self) -> About {
        About {
            cancellation: Some((self.cancellation, Some(self.record.decision))),
            dispute: Some(self.dispute),
            intervention: None,
        }
    }
}

/// A clock of a dispute that starts now.
pub(super) fn clock(
    work: &Work<'_>,
    record: &DecisionRecord,
    kind: DeadlineKind,
) -> Result<Option<DeadlineSet>, Error> {
    let decision = &record.decision;
    let start = (work.now, decision.case_id.as_deref(), None);
    Ok(deadline_after(
        &work.bound.layers,
        kind,
        (decision.topic, decision.ground),
        start,
        &[],
    )?)
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
