//! The clocks of parcels, as the packs that bind a shipment have them. Pure; which versions bind is known from when the
//! shipment was made known, and which special periods there are is told.

use chrono::{DateTime, Utc};
use redress_policy::calendar::Calendar;
use redress_policy::pack::Pack;
use redress_policy::time::{Reckoning, Suspension};
use redress_policy::{DeadlineKind, DecideError, Ground, Layers, Topic, deadline_after};

use crate::domain::deadline::{OF_PARCELS, OpenDeadline};
use crate::domain::parcel::Parcel;
use crate::domain::shipment::Shipment;
use crate::store::Period;

/// What clocks are reckoned with.
#[derive(Clone, Copy)]
pub(crate) struct Clockwork<'a> {
    pub layers: &'a Layers,
    /// Those of the marketplace.
    pub periods: &'a [Period],
    pub now: DateTime<Utc>,
    /// Special periods changed: clocks that they stop are reckoned again.
    pub is_recount: bool,
}

impl Clockwork<'_> {
    /// The clocks that run for a parcel of a shipment. One whose start has not changed stays as it is.
    ///
    /// # Errors
    ///
    /// When the pack's calendar does not cover a day that matters.
    pub(crate) fn clocks(
        &self,
        shipment: &Shipment,
        parcel: &Parcel,
    ) -> Result<Vec<OpenDeadline>, DecideError> {
        let mut clocks = Vec::new();
        for kind in OF_PARCELS {
            let Some(start) = parcel.clock_start(kind, &shipment.journey, self.now) else {
                continue;
            };
            let running = parcel.deadlines.iter().find(|open| open.kind == kind);
            let kept = running
                .filter(|open| open.start_time == start)
                .filter(|open| !(self.is_recount && open.is_suspendable));
            match kept {
                Some(open) => clocks.push(open.clone()),
                None => clocks.extend(self.clock(shipment, kind, start)?),
            }
        }
        clocks.sort_by_key(|open| open.due_time);
        Ok(clocks)
    }

    fn clock(
        &self,
        shipment: &Shipment,
        kind: DeadlineKind,
        start: DateTime<Utc>,
    ) -> Result<Option<OpenDeadline>, DecideError> {
        let pack = &self.layers.marketplace;
        let ground = match kind {
            DeadlineKind::Stall => Ground::TrackingStalled,
            DeadlineKind::Overdue => Ground::NotReceived,
            _ => Ground::InvalidTracking,
        };
        let asks = pack
            .tracking
            .as_ref()
            .is_some_and(|rules| rules.ask_for_correction);
        if ground == Ground::InvalidTracking && !asks {
            return Ok(None);
        }
        let set = deadline_after(
            self.layers,
            kind,
            (Topic::Delivery, ground),
            (start, None, None),
            &self.suspensions(shipment),
        )?;
        let mut clock = set.as_ref().map(OpenDeadline::of);
        if let Some(clock) = clock.as_mut().filter(|_| ground == Ground::InvalidTracking) {
            // Whoever gave the number has to look at it again, which way round the parcel goes.
            clock.party = shipment.sender();
        }
        Ok(clock)
    }

    /// The special periods that concern a shipment: those everywhere, where it comes from, where it goes, where the buyer
    /// lives, and where the pack is at home.
    fn suspensions(&self, shipment: &Shipment) -> Vec<Suspension> {
        let concerning = self
            .periods
            .iter()
            .filter(|period| concerns(&period.region, shipment, &self.layers.marketplace));
        concerning
            .map(|period| Suspension {
                id: period.special_period_id.clone(),
                region: period.region.clone(),
                from: period.start_time.and_utc(),
                to: period.end_time.and_utc(),
            })
            .collect()
    }
}

/// Whether a special period of this region stops clocks of a shipment.
pub(crate) fn concerns(region: &str, shipment: &Shipment, pack: &Pack) -> bool {
    let (owner, journey) = (&shipment.owner, &shipment.journey);
    region.is_empty()
        || [
            &owner.buyer_country,
            &journey.origin_country,
            &journey.destination_country,
        ]
        .contains(&&region.to_owned())
        || pack.pack.countries.iter().any(|country| &**country == region)
}

/// The latest that a change has to be told of, within the time of the pack's notice.
///
/// # Errors
///
/// When the pack's calendar does not cover a day that matters.
pub(crate) fn notify_due(
    pack: &Pack,
    what: &str,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, DecideError> {
    let Some(span) = pack.notice(what).and_then(|notice| notice.within) else {
        return Ok(None);
    };
    let reckoning = Reckoning {
        calendar: Calendar::of(&pack.pack.calendar),
        roll_to_working_day: pack.pack.roll_to_working_day,
        ..Reckoning::in_zone(pack.pack.time_zone)
    };
    Ok(Some(reckoning.deadline(now, span)?.due))
}
