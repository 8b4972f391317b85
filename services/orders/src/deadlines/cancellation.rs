//! A clock of a cancellation: somebody did not decide, or was not told, in time.

use redress_db::Apply;
use redress_policy::pack::OnExpiry;
use redress_policy::{DeadlineKind, Decision, Party, deadline_after};
use redress_policybook::Bound;
use redress_rpc::Caller;

use super::{Timer, dispute, no_effect};
use crate::app::App;
use crate::app::work::Work;
use crate::domain::cancellation::Cancellation;
use crate::domain::deadline::OpenDeadline;
use crate::error::Error;
use crate::store::{self, Binding, DecisionRecord, Scope};

impl App {
    /// What a cancellation's timer does.
    pub(super) async fn plan_cancellation(&self, timer: Timer) -> Result<Apply, Error> {
        let (order_id, id) = (timer.order_id.clone(), timer.cancellation_id.clone());
        let read = self.db.read(move |conn| {
            let Some(cancellation) = store::cancellation_fetch(conn, &Scope::all(), &id)? else {
                return Ok(None);
            };
            let binding = store::order_binding(conn, &Scope::all(), &order_id)?;
            let record = store::decision_fetch(conn, &cancellation.decision_id)?;
            Ok::<_, redress_db::Error>(binding.zip(record))
        });
        let Some((binding, record)) = read.await? else {
            return no_effect();
        };
        let bound = self.stored_layers(&binding, &record.decision).await?;
        Ok(Box::new(move |tx| {
            let mut work = Work::start(tx, &Scope::all(), Caller::service("orders"), (binding, bound))?;
            clock_ran(&mut work, &timer, &record)?;
            work.finish()?;
            Ok(())
        }))
    }

    /// The very layers that a stored decision was made by: older cases keep the version they were opened under.
    pub(crate) async fn stored_layers(&self, binding: &Binding, decision: &Decision) -> Result<Bound, Error> {
        let layers = self
            .book
            .layers_of(decision, binding.terms_source.as_deref())
            .await?;
        Ok(Bound {
            layers,
            special_periods: self.bound(binding, self.now()).await?.special_periods,
        })
    }
}

fn clock_ran(work: &mut Work<'_>, timer: &Timer, record: &DecisionRecord) -> Result<(), Error> {
    let id = &timer.cancellation_id;
    let found = store::cancellation_fetch(work.tx.conn(), &Scope::all(), id)?;
    let Some(mut cancellation) = found else {
        return Ok(());
    };
    let open = cancellation
        .deadlines
        .iter()
        .find(|open| open.kind == timer.kind && open.due_time == timer.due_time);
    let Some(open) = open.cloned() else { return Ok(()) };
    if dispute::is_of_dispute(open.kind) {
        return dispute::clock_ran(work, cancellation, (&open, timer.is_warning));
    }
    if timer.is_warning {
        return warn(work, &mut cancellation, &open);
    }
    cancellation.deadlines.retain(|other| *other != open);
    let is_waited_for = cancellation.is_waiting() && open.kind != DeadlineKind::NotifyParty;
    match open.on_expiry {
        OnExpiry::PlatformDecision
            if is_waited_for && cancellation.awaited_party() == Some(Party::Seller) =>
        {
            hand_on(work, &mut cancellation, &record.decision)?;
        }
        OnExpiry::Grant if is_waited_for => return grant(work, cancellation, record, &open),
        OnExpiry::Close | OnExpiry::Lapse if is_waited_for => {
            cancellation.refuse(&mut work.order, Party::System, "nobody decided in time", work.now);
            let change = work.change(
                "cancellation_refused",
                Party::System,
                &[Party::Buyer, Party::Seller],
            );
            return close(work, &cancellation, change.with_deadline(&open));
        }
        OnExpiry::Remind => {
            cancellation.deadlines.push(open.again(work.now));
            cancellation.touch();
        }
        OnExpiry::Escalate
        | OnExpiry::PlatformDecision
        | OnExpiry::Grant
        | OnExpiry::Close
        | OnExpiry::Lapse => {
            cancellation.is_escalated = true;
            cancellation.touch();
        }
    }
    let change = work.change("deadline_passed", Party::System, &[Party::Platform]);
    work.set_timers(&cancellation);
    close(work, &cancellation, change.with_deadline(&open))
}

/// The party whose turn it is, and the platform, hear of it before it is too late.
fn warn(work: &mut Work<'_>, cancellation: &mut Cancellation, open: &OpenDeadline) -> Result<(), Error> {
    for other in cancellation.deadlines.iter_mut().filter(|other| *other == open) {
        other.warn_time = None;
    }
    cancellation.touch();
    let mut audience = vec![Party::Platform];
    if open.party != Party::Platform {
        audience.push(open.party);
    }
    let change = work
        .change("deadline_warning", Party::System, &audience)
        .with_deadline(open);
    close(work, cancellation, change)
}

/// The seller's silence hands the case to the platform, whose own clock starts.
fn hand_on(work: &mut Work<'_>, cancellation: &mut Cancellation, decision: &Decision) -> Result<(), Error> {
    let start = (work.now, decision.case_id.as_deref(), None);
    let about = (decision.topic, decision.ground);
    let due = deadline_after(
        &work.bound.layers,
        DeadlineKind::PlatformDecision,
        about,
        start,
        &[],
    )?;
    cancellation.hand_to_platform(due.as_ref().map(OpenDeadline::of));
    Ok(())
}

/// The claim is granted by the lapse of time.
fn grant(
    work: &mut Work<'_>,
    mut cancellation: Cancellation,
    record: &DecisionRecord,
    open: &OpenDeadline,
) -> Result<(), Error> {
    let due = work.refund_due(record, &cancellation.seller_ids)?;
    let approval = Some((Party::System, "nobody decided in time"));
    let debts = cancellation.approve(
        &mut work.order,
        &record.decision,
        due.as_ref(),
        (approval, work.now),
    )?;
    work.owe(&debts);
    let change = work.change(
        "cancellation_approved",
        Party::System,
        &[Party::Buyer, Party::Seller],
    );
    close(work, &cancellation, change.with_deadline(open))
}

fn close(
    work: &mut Work<'_>,
    cancellation: &Cancellation,
    change: crate::domain::change::Change,
) -> Result<(), Error> {
    store::cancellation_update(work.tx.conn(), cancellation)?;
    work.drop_timers(cancellation);
    let change = change.about(cancellation.lines.iter().map(|line| line.line_id.as_str()));
    work.tell_of(change, cancellation, None);
    Ok(())
}
