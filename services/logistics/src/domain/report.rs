//! What somebody says of a parcel's way, and where it puts the parcel.
//!
//! The carrier's own time orders reports, not the time they come in. A parcel never moves back: a report that is older than
//! what is known is kept in the history, and moves the parcel only if it says that the way is over.

use chrono::{DateTime, TimeDelta, Utc};

use super::rejection::Rejection;
use super::words::Status;

/// How far a carrier's clock may be ahead of ours.
const TOLERANCE: TimeDelta = TimeDelta::minutes(15);

/// What is reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Report {
    pub status: Status,
    /// By the carrier's own time.
    pub event_time: DateTime<Utc>,
    pub carrier_code: String,
    pub carrier_status: String,
    pub location: String,
    pub description: String,
    pub source: String,
    pub source_event_id: String,
}

impl Report {
    /// Refuses what has not happened yet.
    pub(crate) fn check_time(&self, now: DateTime<Utc>) -> Result<(), Rejection> {
        let latest = now + TOLERANCE;
        if self.event_time > latest {
            return Err(Rejection::EventInFuture { latest });
        }
        Ok(())
    }

    /// Tells a report of one parcel from its repetition: the source's own id, or else what it says.
    pub(crate) fn key(&self) -> String {
        if self.source_event_id.is_empty() {
            let micros = self.event_time.timestamp_micros();
            format!("{}@{micros}/{}", self.status.as_str(), self.source)
        } else {
            format!("{}#{}", self.source, self.source_event_id)
        }
    }
}

/// An event in a parcel's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TrackingEvent {
    pub tracking_event_id: String,
    pub parcel_id: String,
    pub report: Report,
    pub record_time: DateTime<Utc>,
    pub is_out_of_order: bool,
}

/// Where a parcel is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    pub status: Status,
    pub time: DateTime<Utc>,
    /// It was refused or is on its way back: what is delivered then is delivered to the sender.
    pub is_going_back: bool,
}

impl Standing {
    /// Where a report puts the parcel; `None` when it moves nothing.
    pub(crate) fn after(known: Option<Self>, status: Status, time: DateTime<Utc>) -> Option<Self> {
        let Some(known) = known else {
            return Some(Self::at(status, time, false));
        };
        if known.status.is_final() {
            return None;
        }
        let moves = match time.cmp(&known.time) {
            std::cmp::Ordering::Less => known.is_overtaken_by_older(status),
            std::cmp::Ordering::Equal => status.rank() > known.status.rank(),
            // A carrier that has the parcel does not announce it again.
            std::cmp::Ordering::Greater => status != Status::LabelCreated,
        };
        if !moves {
            return None;
        }
        let was_accepted_after_all = known.status.is_refused()
            && matches!(
                status,
                Status::OutForDelivery | Status::AvailableForPickup | Status::CustomsCleared
            );
        let is_going_back = known.is_going_back && !was_accepted_after_all;
        if status == Status::Delivered && is_going_back {
            return Some(Self::at(Status::ReturnedToSender, time, true));
        }
        Some(Self::at(status, time, is_going_back))
    }

    /// An older report counts when it says that the way is over, unless what is known contradicts it.
    fn is_overtaken_by_older(self, status: Status) -> bool {
        match status {
            Status::Delivered => !self.is_going_back && self.status != Status::Lost,
            _ => status.is_final(),
        }
    }

    fn at(status: Status, time: DateTime<Utc>, is_going_back: bool) -> Self {
        Self {
            status,
            time,
            is_going_back: is_going_back || status.is_refused() || status == Status::Returning,
        }
    }
}
