//! Reports of parcels' ways, many at once: found, locked, compared with what is known, applied and told in one transaction.
//!
//! A report that is wrong is rejected by itself; the others go on. Statements grow with the parcels concerned and not with
//! the reports.

use std::collections::{BTreeSet, HashMap, HashSet};

use redress_db::{Conn, Tx};
use redress_policy::Party;

use super::shelf::Shelf;
use super::work::{Finished, Work};
use crate::carriers::{book, status_of};
use crate::domain::change::What;
use crate::domain::rejection::Rejection;
use crate::domain::report::{Report, TrackingEvent};
use crate::domain::words::Status;
use crate::error::Error;
use crate::store::{self, FoundParcel, Scope};

/// How a report names its parcel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Named {
    Id(String),
    Number {
        marketplace_id: String,
        /// As numbers are compared.
        tracking_number: String,
    },
}

/// A report before its parcel is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Incoming {
    pub named: Named,
    /// As it was given; may be empty.
    pub carrier: String,
    /// Absent where the carrier's own code says it.
    pub status: Option<Status>,
    /// Its status is not read.
    pub report: Report,
}

/// What became of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Applied,
    Duplicate,
    OutOfOrder,
}

/// A report that was taken in: the shipment, the place of the parcel in it, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Taken {
    pub shipment_id: String,
    pub at: usize,
    pub outcome: Outcome,
}

/// Records reports in their order. Each has its own answer.
pub(crate) fn record(
    tx: &mut Tx,
    shelf: &Shelf,
    scope: &Scope,
    reports: &[Incoming],
) -> Result<(Vec<Result<Taken, Rejection>>, Finished), Error> {
    let found = find(tx.conn(), scope, reports)?;
    let parcels = found.iter().filter_map(|found| found.as_ref().ok());
    let shipment_ids: BTreeSet<&str> = parcels.clone().map(|parcel| &*parcel.shipment_id).collect();
    let parcel_ids: BTreeSet<&str> = parcels.map(|parcel| &*parcel.parcel_id).collect();
    let shipment_ids: Vec<&str> = shipment_ids.into_iter().collect();
    let mut work = Work::start(tx, shelf, &shipment_ids)?;
    let resolved: Vec<Result<(&FoundParcel, Report), Rejection>> = found
        .iter()
        .zip(reports)
        .map(|(found, incoming)| {
            let parcel = found.as_ref().map_err(Clone::clone)?;
            incoming.report.check_time(work.now)?;
            Ok((parcel, resolve(incoming, &parcel.carrier)?))
        })
        .collect();
    let keys: Vec<String> = resolved
        .iter()
        .flatten()
        .map(|(_, report)| report.key())
        .collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    let parcel_ids: Vec<&str> = parcel_ids.into_iter().collect();
    let mut known = store::tracking_event_keys(work.tx.conn(), &parcel_ids, &keys)?;
    let (mut answers, mut events) = (Vec::with_capacity(reports.len()), Vec::new());
    for (resolved, incoming) in resolved.into_iter().zip(reports) {
        answers.push(match resolved {
            Ok((parcel, report)) => {
                let taken = take(&mut work, (parcel, incoming), report, &mut known);
                taken.map(|(taken, event)| {
                    events.extend(event);
                    taken
                })
            }
            Err(rejection) => Err(rejection),
        });
    }
    store::tracking_event_insert(work.tx.conn(), &events)?;
    Ok((answers, work.finish()?))
}

/// Takes one report in; the event to be written, unless it was known.
fn take(
    work: &mut Work<'_>,
    (found, incoming): (&FoundParcel, &Incoming),
    report: Report,
    known: &mut HashSet<(String, String)>,
) -> Result<(Taken, Option<TrackingEvent>), Rejection> {
    let id = &found.shipment_id;
    let shipment = work
        .shipment(id)
        .ok_or_else(|| Rejection::no_parcel(&found.parcel_id))?;
    let at = shipment.parcel_at(&found.parcel_id)?;
    let before = &shipment.parcels[at];
    // Between finding and locking, the number may have been put right.
    if let Named::Number { tracking_number, .. } = &incoming.named
        && before.number().tracking_number != *tracking_number
    {
        return Err(Rejection::no_parcel(tracking_number));
    }
    let (before, purpose) = (before.status(), shipment.owner.purpose);
    let taken = |outcome| Taken {
        shipment_id: id.clone(),
        at,
        outcome,
    };
    if !known.insert((found.parcel_id.clone(), report.key())) {
        return Ok((taken(Outcome::Duplicate), None));
    }
    let parcel = work.parcel_mut(id, at)?;
    let is_applied = parcel.take(&report);
    let status = parcel.status().unwrap_or(report.status);
    if is_applied {
        let happened = (
            What::of(status, before, purpose),
            Party::System,
            report.event_time,
        );
        work.tell(id, at, happened, |change| change);
    }
    let event = TrackingEvent {
        tracking_event_id: work.tx.ids().text("tev", work.now),
        parcel_id: found.parcel_id.clone(),
        report,
        record_time: work.now,
        is_out_of_order: !is_applied,
    };
    let outcome = if is_applied {
        Outcome::Applied
    } else {
        Outcome::OutOfOrder
    };
    Ok((taken(outcome), Some(event)))
}

/// The report with its status, which the carrier's own code may have to say.
fn resolve(incoming: &Incoming, parcel_carrier: &str) -> Result<Report, Rejection> {
    let carrier = if incoming.carrier.is_empty() {
        parcel_carrier.to_owned()
    } else {
        book().code_of(&incoming.carrier)
    };
    let report = &incoming.report;
    let status = incoming
        .status
        .or_else(|| status_of(&report.source, &carrier, &report.carrier_code));
    let status = status.ok_or_else(|| {
        Rejection::field(
            "report.status",
            "is required, because the carrier's code is not known",
        )
    })?;
    Ok(Report {
        status,
        ..report.clone()
    })
}

/// The parcel of each report.
fn find(
    conn: &mut Conn,
    scope: &Scope,
    reports: &[Incoming],
) -> Result<Vec<Result<FoundParcel, Rejection>>, Error> {
    let (mut ids, mut numbers) = (BTreeSet::new(), HashMap::<&str, BTreeSet<&str>>::new());
    for incoming in reports {
        match &incoming.named {
            Named::Id(id) => {
                ids.insert(id.as_str());
            }
            Named::Number {
                marketplace_id,
                tracking_number,
            } => {
                numbers.entry(marketplace_id).or_default().insert(tracking_number);
            }
        }
    }
    let ids: Vec<&str> = ids.into_iter().collect();
    let mut parcels = store::parcel_find(conn, &ids)?;
    let by_id: HashMap<String, FoundParcel> = parcels
        .drain(..)
        .map(|parcel| (parcel.parcel_id.clone(), parcel))
        .collect();
    for (marketplace_id, numbers) in &numbers {
        let numbers: Vec<&str> = numbers.iter().copied().collect();
        parcels.extend(store::parcel_find_by_number(conn, marketplace_id, &numbers)?);
    }
    let is_inside = |parcel: &FoundParcel| {
        scope
            .marketplace_id
            .as_ref()
            .is_none_or(|own| *own == parcel.marketplace_id)
    };
    let answer = |incoming: &Incoming| match &incoming.named {
        Named::Id(id) => by_id
            .get(id)
            .filter(|parcel| is_inside(parcel))
            .cloned()
            .ok_or_else(|| Rejection::no_parcel(id)),
        Named::Number {
            marketplace_id,
            tracking_number,
        } => {
            let having = parcels.iter().filter(|parcel| {
                parcel.marketplace_id == *marketplace_id && parcel.tracking_number == *tracking_number
            });
            only_one(having.collect(), incoming, tracking_number)
        }
    };
    Ok(reports.iter().map(answer).collect())
}

/// The one parcel that is meant: of several, those of the carrier, and of those, the one that is still under way.
fn only_one(
    mut having: Vec<&FoundParcel>,
    incoming: &Incoming,
    tracking_number: &str,
) -> Result<FoundParcel, Rejection> {
    if having.len() > 1 && !incoming.carrier.is_empty() {
        let carrier = book().code_of(&incoming.carrier);
        having.retain(|parcel| parcel.carrier == carrier);
    }
    if having.len() > 1 && having.iter().any(|parcel| !parcel.is_final()) {
        having.retain(|parcel| !parcel.is_final());
    }
    match having.as_slice() {
        [] => Err(Rejection::no_parcel(tracking_number)),
        [parcel] => Ok((*parcel).clone()),
        _ => Err(Rejection::AmbiguousParcel {
            tracking_number: tracking_number.to_owned(),
        }),
    }
}
