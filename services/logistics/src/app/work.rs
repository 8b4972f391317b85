//! A change of one or several shipments under way: the locked shipments, the packs that bind them, and everything that is
//! to be written when the change is through. There is no other way in which a shipment changes.
//!
//! Always in this order: lock, decide, reckon the clocks anew, write, tell. Clocks are reckoned with the special periods as
//! they are known after the lock was taken, so that a period that is declared meanwhile finds them.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use prost::Message as _;
use redress_db::{Event, Tx};
use redress_policy::pack::Pack;
use redress_policy::{DecideError, Layers, Party};

use super::shelf::Shelf;
use crate::convert::events;
use crate::deadlines;
use crate::domain::change::{Change, What};
use crate::domain::parcel::Parcel;
use crate::domain::rejection::Rejection;
use crate::domain::shipment::Shipment;
use crate::error::Error;
use crate::policy::{self, Clockwork};
use crate::store::{self, Period};

/// A change under way.
pub(crate) struct Work<'t> {
    pub tx: &'t mut Tx,
    pub now: DateTime<Utc>,
    held: BTreeMap<String, Held>,
    told: Vec<(String, usize, Change)>,
    is_recount: bool,
}

/// A shipment that is being changed.
struct Held {
    shipment: Shipment,
    /// As it was; `None` for a new one.
    before: Option<Shipment>,
    layers: Layers,
    is_touched: bool,
}

impl Held {
    fn pack(&self) -> &Pack {
        &self.layers.marketplace
    }
}

/// The shipments after the change.
pub(crate) struct Finished(BTreeMap<String, Shipment>);

impl Finished {
    /// One of them.
    pub(crate) fn shipment(&self, shipment_id: &str) -> &Shipment {
        &self.0[shipment_id]
    }
}

impl<'t> Work<'t> {
    /// Locks shipments; those that do not exist are left out.
    ///
    /// # Errors
    ///
    /// `Unread` when packs that bind one of them are not on the shelf.
    pub(crate) fn start(tx: &'t mut Tx, shelf: &Shelf, shipment_ids: &[&str]) -> Result<Self, Error> {
        let shipments = if shipment_ids.is_empty() {
            Vec::new()
        } else {
            store::shipment_lock(tx.conn(), shipment_ids)?
        };
        let (mut held, mut missing) = (BTreeMap::new(), Vec::new());
        for shipment in shipments {
            match shelf.get(&shipment.versions) {
                None if missing.contains(&shipment.versions) => {}
                None => missing.push(shipment.versions),
                Some(layers) => {
                    let before = Some(shipment.clone());
                    let id = shipment.shipment_id.clone();
                    let is_touched = false;
                    held.insert(
                        id,
                        Held {
                            shipment,
                            before,
                            layers,
                            is_touched,
                        },
                    );
                }
            }
        }
        if !missing.is_empty() {
            return Err(Error::Unread(missing));
        }
        Ok(Self {
            now: tx.now(),
            tx,
            held,
            told: Vec::new(),
            is_recount: false,
        })
    }

    /// Takes a new shipment on, and tells of each of its parcels.
    pub(crate) fn adopt(&mut self, shipment: Shipment, layers: Layers, actor: Party) {
        let (id, count) = (shipment.shipment_id.clone(), shipment.parcels.len());
        self.held.insert(
            id.clone(),
            Held {
                shipment,
                before: None,
                layers,
                is_touched: true,
            },
        );
        for at in 0..count {
            self.tell(&id, at, (What::Created, actor, self.now), |change| change);
            self.doubt_number(&id, at);
        }
    }

    /// A shipment as it is now; `None` when it does not exist.
    pub(crate) fn shipment(&self, shipment_id: &str) -> Option<&Shipment> {
        self.held.get(shipment_id).map(|held| &held.shipment)
    }

    /// The pack that binds a shipment.
    pub(crate) fn pack(&self, shipment_id: &str) -> Option<&Pack> {
        self.held.get(shipment_id).map(Held::pack)
    }

    /// A parcel, to be changed.
    pub(crate) fn parcel_mut(&mut self, shipment_id: &str, at: usize) -> Result<&mut Parcel, Rejection> {
        let held = self.held.get_mut(shipment_id);
        let held = held.ok_or_else(|| Rejection::no_shipment(shipment_id))?;
        held.is_touched = true;
        (held.shipment.parcels.get_mut(at)).ok_or_else(|| Rejection::no_parcel(shipment_id))
    }

    /// Tells of a change of a parcel when the work is finished; `with` adds to it what only the teller knows.
    pub(crate) fn tell(
        &mut self,
        shipment_id: &str,
        at: usize,
        (what, actor, time): (What, Party, DateTime<Utc>),
        with: impl FnOnce(Change) -> Change,
    ) {
        if let Some(held) = self.held.get_mut(shipment_id) {
            held.is_touched = true;
            let change = Change::new(what, (actor, time), &held.shipment, held.pack());
            self.told.push((shipment_id.to_owned(), at, with(change)));
        }
    }

    /// Asks for another number when something is wrong with a parcel's.
    pub(crate) fn doubt_number(&mut self, shipment_id: &str, at: usize) {
        let parcel = self
            .shipment(shipment_id)
            .and_then(|shipment| shipment.parcels.get(at));
        if parcel.is_some_and(|parcel| parcel.is_number_wrong() && !parcel.is_ended()) {
            let happened = (What::TrackingInvalid, Party::System, self.now);
            self.tell(shipment_id, at, happened, |change| change);
        }
    }

    /// Reckons the clocks of a shipment again that special periods stop.
    pub(crate) fn recount(&mut self, shipment_id: &str) {
        self.is_recount = true;
        if let Some(held) = self.held.get_mut(shipment_id) {
            held.is_touched = true;
        }
    }

    /// Writes the shipments and tells what happened, in the order in which it did.
    pub(crate) fn finish(mut self) -> Result<Finished, Error> {
        let mut periods: HashMap<String, Vec<Period>> = HashMap::new();
        let ids: Vec<String> = self.held.keys().cloned().collect();
        for id in &ids {
            let Some(mut held) = self.held.remove(id) else {
                continue;
            };
            if held.is_touched {
                let marketplace_id = held.shipment.owner.marketplace_id.clone();
                if !periods.contains_key(&marketplace_id) {
                    let listed = store::period_list(self.tx.conn(), &marketplace_id)?;
                    periods.insert(marketplace_id.clone(), listed);
                }
                self.save(&mut held, &periods[&marketplace_id])?;
            }
            self.held.insert(id.clone(), held);
        }
        for (id, at, mut change) in std::mem::take(&mut self.told) {
            let held = &self.held[&id];
            change.notify_due_time =
                reckoned(policy::notify_due(held.pack(), change.what.as_str(), self.now));
            let event = events::parcel_changed(&held.shipment, at, &change);
            self.tx.emit(Event {
                aggregate: id,
                kind: events::PARCEL_CHANGED,
                payload: event.encode_to_vec(),
            });
        }
        let shipments = self.held.into_iter().map(|(id, held)| (id, held.shipment));
        Ok(Finished(shipments.collect()))
    }

    /// Reckons the clocks of a shipment and writes what changed of it.
    fn save(&mut self, held: &mut Held, periods: &[Period]) -> Result<(), Error> {
        let clockwork = Clockwork {
            layers: &held.layers,
            periods,
            now: self.now,
            is_recount: self.is_recount,
        };
        for at in 0..held.shipment.parcels.len() {
            let clocks = clockwork.clocks(&held.shipment, &held.shipment.parcels[at]);
            held.shipment.parcels[at].deadlines = reckoned(clocks.map(Some)).unwrap_or_default();
        }
        held.shipment.settle_state();
        if held.before.as_ref() == Some(&held.shipment) {
            return Ok(());
        }
        held.shipment.update_time = self.now;
        if let Some(before) = &held.before {
            held.shipment.revision += 1;
            store::shipment_update(self.tx.conn(), &held.shipment)?;
            let pairs = before.parcels.iter().zip(&held.shipment.parcels);
            for (before, parcel) in pairs.filter(|(before, parcel)| before != parcel) {
                store::parcel_update(self.tx.conn(), parcel)?;
                deadlines::set_timers(self.tx, &held.shipment.shipment_id, &before.deadlines, parcel);
            }
        } else {
            store::shipment_insert(self.tx.conn(), &held.shipment)?;
            for parcel in &held.shipment.parcels {
                deadlines::set_timers(self.tx, &held.shipment.shipment_id, &[], parcel);
            }
        }
        Ok(())
    }
}

/// A time by the pack's calendar. A day that no calendar covers, such as one that a carrier's broken clock names, costs the
/// parcel its clock and not the report.
fn reckoned<T>(time: Result<Option<T>, DecideError>) -> Option<T> {
    time.unwrap_or_else(|error| {
        tracing::warn!(error = &error as &dyn std::error::Error, "a clock was not set");
        None
    })
}
