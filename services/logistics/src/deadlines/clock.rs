//! A clock of a parcel ran out: it is stalled, or overdue, or nobody gave the right number.

use redress_db::Apply;
use redress_policy::pack::OnExpiry;
use redress_policy::{DeadlineKind, Party};

use super::{Clock, no_effect};
use crate::app::App;
use crate::app::work::Work;
use crate::domain::change::{Change, What};
use crate::domain::deadline::OpenDeadline;
use crate::domain::rejection::Rejection;
use crate::error::Error;
use crate::store;

impl App {
    /// What a clock's timer does.
    pub(super) async fn plan_clock(&self, clock: Clock) -> Result<Apply, Error> {
        let id = clock.shipment_id.clone();
        let versions = self
            .db
            .read(move |conn| store::shipment_versions(conn, &[&id]))
            .await?;
        if versions.is_empty() {
            return no_effect();
        }
        self.shelf.fetch(&versions).await?;
        let shelf = self.shelf.clone();
        Ok(Box::new(move |tx| {
            let mut work = Work::start(tx, &shelf, &[&clock.shipment_id])?;
            ran(&mut work, &clock).map_err(Error::from)?;
            work.finish()?;
            Ok(())
        }))
    }
}

fn ran(work: &mut Work<'_>, clock: &Clock) -> Result<(), Rejection> {
    let Some(shipment) = work.shipment(&clock.shipment_id) else {
        return Ok(());
    };
    let at = shipment.parcel_at(&clock.parcel_id)?;
    let running = shipment.parcels[at].clock(clock.kind, clock.due_time);
    let Some(open) = running.cloned() else {
        return Ok(());
    };
    let (what, told) = if clock.is_warning {
        (What::DeadlineWarning, open)
    } else {
        ran_out(work, (&clock.shipment_id, at), open)?
    };
    let is_escalated = !clock.is_warning && told.on_expiry != OnExpiry::Remind;
    let happened = (what, Party::System, work.now);
    work.tell(&clock.shipment_id, at, happened, |change: Change| {
        let change = change.with_deadline(&told);
        if is_escalated { change.escalated() } else { change }
    });
    Ok(())
}

/// What becomes of the parcel, and the clock that is told of.
fn ran_out(
    work: &mut Work<'_>,
    (shipment_id, at): (&str, usize),
    open: OpenDeadline,
) -> Result<(What, OpenDeadline), Rejection> {
    let now = work.now;
    let parcel = work.parcel_mut(shipment_id, at)?;
    parcel.deadlines.retain(|other| *other != open);
    Ok(match open.kind {
        DeadlineKind::Stall => {
            parcel.is_stalled = true;
            (What::Stalled, open)
        }
        DeadlineKind::Overdue => {
            parcel.is_overdue = true;
            (What::Overdue, open)
        }
        _ if open.on_expiry == OnExpiry::Remind => {
            let again = open.again(now);
            parcel.deadlines.push(again.clone());
            (What::TrackingInvalid, again)
        }
        _ => (What::DeadlinePassed, open),
    })
}
