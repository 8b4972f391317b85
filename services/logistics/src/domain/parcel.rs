//! A parcel: its numbers, where it is, what proves its delivery, and the clocks that run for it.

use chrono::{DateTime, Utc};
use redress_policy::{DeadlineKind, Party};
use serde::{Deserialize, Serialize};

use super::deadline::OpenDeadline;
use super::number::TrackingNumber;
use super::rejection::Rejection;
use super::report::{Report, Standing};
use super::shipment::Journey;
use super::words::{NumberState, Status};
use crate::carriers::Assessment;

/// So many of an order line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LineQuantity {
    pub line_id: String,
    pub quantity: i32,
}

/// The proof that a parcel was delivered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Proof {
    pub evidence_id: String,
    pub signed_by: String,
    pub record_time: DateTime<Utc>,
    pub party: Party,
}

/// A parcel as it is made known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NewParcel {
    pub carrier: String,
    pub tracking_number: String,
    pub tracking_site: String,
    pub lines: Vec<LineQuantity>,
}

/// A parcel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Parcel {
    pub parcel_id: String,
    /// Never empty; the last one holds. A parcel without a number has one in the state `none`.
    pub numbers: Vec<TrackingNumber>,
    pub tracking_site: String,
    pub lines: Vec<LineQuantity>,
    pub standing: Option<Standing>,
    pub carrier_code: String,
    pub carrier_status: String,
    pub location: String,
    pub move_time: Option<DateTime<Utc>>,
    pub is_stalled: bool,
    pub is_overdue: bool,
    pub proof: Option<Proof>,
    pub deadlines: Vec<OpenDeadline>,
    pub failed_attempt_count: i32,
}

impl Parcel {
    /// A parcel that no carrier has told of.
    pub(crate) fn new(parcel_id: String, new: NewParcel, now: DateTime<Utc>) -> Self {
        let assessed = crate::carriers::assess(&new.tracking_number, &new.carrier);
        Self {
            parcel_id,
            numbers: vec![TrackingNumber::given(&assessed, now)],
            tracking_site: Some(new.tracking_site)
                .filter(|site| !site.is_empty())
                .unwrap_or(assessed.site),
            lines: new.lines,
            standing: None,
            carrier_code: String::new(),
            carrier_status: String::new(),
            location: String::new(),
            move_time: None,
            is_stalled: false,
            is_overdue: false,
            proof: None,
            deadlines: Vec::new(),
            failed_attempt_count: 0,
        }
    }

    /// The number that holds.
    pub(crate) fn number(&self) -> &TrackingNumber {
        self.numbers
            .last()
            .expect("invariant: a parcel has a number from the beginning")
    }

    pub(crate) fn status(&self) -> Option<Status> {
        self.standing.map(|standing| standing.status)
    }

    pub(crate) fn is_ended(&self) -> bool {
        self.status().is_some_and(Status::is_ended)
    }

    pub(crate) fn deliver_time(&self) -> Option<DateTime<Utc>> {
        let delivered = self
            .standing
            .filter(|standing| standing.status == Status::Delivered);
        delivered.map(|standing| standing.time)
    }

    /// Something is wrong with its number.
    pub(crate) fn is_number_wrong(&self) -> bool {
        self.number().state == NumberState::Invalid
    }

    /// Takes a report in. `false` when it moves nothing.
    pub(crate) fn take(&mut self, report: &Report) -> bool {
        if report.status == Status::DeliveryAttemptFailed {
            self.failed_attempt_count = self.failed_attempt_count.saturating_add(1);
        }
        let Some(standing) = Standing::after(self.standing, report.status, report.event_time) else {
            return false;
        };
        self.standing = Some(standing);
        self.carrier_code.clone_from(&report.carrier_code);
        self.carrier_status.clone_from(&report.carrier_status);
        self.location.clone_from(&report.location);
        if self.move_time.is_none_or(|before| before < report.event_time) {
            self.move_time = Some(report.event_time);
            self.is_stalled = false;
        }
        if standing.status.stops_clocks() {
            self.is_stalled = false;
            self.is_overdue = false;
        }
        true
    }

    /// Gives it another number. `false` when it has that one.
    pub(crate) fn renumber(&mut self, assessed: Assessment, now: DateTime<Utc>) -> Result<bool, Rejection> {
        if let Some(status) = self.status().filter(|status| status.is_final()) {
            return Err(Rejection::IllegalState {
                parcel_id: self.parcel_id.clone(),
                state: status.as_str(),
                allowed: Status::ALL
                    .iter()
                    .filter(|status| !status.is_final())
                    .map(|status| status.as_str())
                    .collect(),
            });
        }
        let number = self.numbers.last_mut().expect("invariant: see `number`");
        if (&number.carrier, &number.tracking_number) == (&assessed.carrier, &assessed.tracking_number) {
            return Ok(false);
        }
        if number.state == NumberState::None {
            self.numbers.clear();
        } else {
            number.state = NumberState::Replaced;
            number.replace_time = Some(now);
        }
        self.numbers.push(TrackingNumber::given(&assessed, now));
        self.tracking_site = assessed.site;
        self.is_stalled = false;
        self.deadlines
            .retain(|open| open.kind != DeadlineKind::TrackingCorrection);
        Ok(true)
    }

    /// It had this number once, and has another one now.
    pub(crate) fn had_number(&self, tracking_number: &str) -> bool {
        let (_, earlier) = self
            .numbers
            .split_last()
            .expect("invariant: a parcel has a number from the beginning");
        earlier
            .iter()
            .any(|number| number.tracking_number == tracking_number)
    }

    /// Takes a proof of its delivery in. `false` when it is the one that is there.
    pub(crate) fn prove(&mut self, proof: Proof) -> bool {
        let is_known = self.proof.as_ref().is_some_and(|known| {
            (&known.evidence_id, &known.signed_by) == (&proof.evidence_id, &proof.signed_by)
        });
        if is_known {
            return false;
        }
        self.proof = Some(proof);
        self.is_stalled = false;
        self.is_overdue = false;
        true
    }

    /// A clock of this kind that ends then.
    pub(crate) fn clock(&self, kind: DeadlineKind, due_time: DateTime<Utc>) -> Option<&OpenDeadline> {
        self.deadlines
            .iter()
            .find(|open| open.kind == kind && open.due_time == due_time)
    }

    /// From when a clock of this kind counts; `None` when it should not run. A correction is asked for when a wrong number
    /// is given, and not again by itself.
    pub(crate) fn clock_start(
        &self,
        kind: DeadlineKind,
        journey: &Journey,
        now: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        let is_awaited = self.proof.is_none() && !self.status().is_some_and(Status::stops_clocks);
        match kind {
            DeadlineKind::Stall => {
                // Who can fetch it at a counter does not wait for the carrier; without a number nobody can follow it.
                let is_carriers_turn = self.status() != Some(Status::AvailableForPickup);
                let is_watched = self.number().state != NumberState::None;
                let moved = self.move_time.unwrap_or(journey.ship_time);
                let renumbered = (self.numbers.len() > 1).then(|| self.number().give_time);
                let start = renumbered.map_or(moved, |time| time.max(moved));
                (is_awaited && is_carriers_turn && is_watched && !self.is_stalled).then_some(start)
            }
            DeadlineKind::Overdue => journey
                .estimated_delivery_time
                .filter(|_| is_awaited && !self.is_overdue),
            DeadlineKind::TrackingCorrection => {
                let running = self.deadlines.iter().find(|open| open.kind == kind);
                let asked = running.map(|open| open.start_time);
                let is_asked_now = self.number().give_time == now;
                asked
                    .or(is_asked_now.then_some(now))
                    .filter(|_| self.is_number_wrong() && !self.is_ended())
            }
            _ => None,
        }
    }
}
