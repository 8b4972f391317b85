//! Goods on their way back: announced, followed, received.
//!
//! Always: no more is received than is still out. A parcel that tracking calls delivered does not count as received; the
//! warehouse says so.

use chrono::{DateTime, Utc};

use super::line::{LineQuantity, ReturnLine};
use super::parcel::ReturnParcel;
use super::rejection::Rejection;
use super::return_case::Return;
use super::step::Step;
use super::words::{ParcelPurpose, ReturnState};
use redress_core::Money;
use redress_policy::DeadlineKind;

/// A parcel that is on its way back, as somebody tells of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Announcement {
    pub carrier: String,
    pub tracking_number: String,
    pub tracking_site: String,
    pub insured_value: Option<Money>,
    /// All that is not announced when empty.
    pub lines: Vec<LineQuantity>,
    pub ship_time: DateTime<Utc>,
    pub receipt_evidence_id: String,
    /// What the way back cost the shop.
    pub postage: Option<Money>,
}

/// A parcel that the warehouse booked in.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Receipt {
    /// Empty when it was not announced.
    pub parcel_id: String,
    /// It came without being announced, or without a return number on it.
    pub is_unannounced: bool,
    pub carrier: String,
    pub tracking_number: String,
    /// All that is still out when empty.
    pub lines: Vec<LineQuantity>,
    pub postage: Option<Money>,
    pub receive_time: DateTime<Utc>,
}

impl Return {
    /// Tells of a parcel on its way back.
    pub(crate) fn announce(&mut self, parcel_id: String, told: Announcement) -> Result<(), Rejection> {
        self.check_step(Step::Announce)?;
        let lines = self.units(told.lines, |line| {
            line.out_quantity() - self.announced_of(&line.line_id)
        })?;
        self.add_postage(told.postage)?;
        self.stop_clocks(&[DeadlineKind::ReturnParcel]);
        if !told.tracking_number.is_empty() {
            self.stop_clocks(&[DeadlineKind::ReturnTracking]);
        }
        self.parcels.push(ReturnParcel {
            parcel_id,
            purpose: ParcelPurpose::Return,
            carrier: told.carrier,
            tracking_number: told.tracking_number,
            tracking_site: told.tracking_site,
            insured_value: told.insured_value,
            lines,
            ship_time: told.ship_time,
            estimated_delivery_time: None,
            status: String::new(),
            receive_time: None,
            receipt_evidence_id: told.receipt_evidence_id,
            is_number_wrong: false,
            earlier_numbers: Vec::new(),
            is_unannounced: false,
            is_lost: false,
        });
        self.state = self.goods_state();
        Ok(())
    }

    /// Gives the right number for one that was wrong.
    pub(crate) fn correct_tracking(
        &mut self,
        parcel_id: &str,
        (carrier, number): (&str, &str),
    ) -> Result<(), Rejection> {
        self.check_step(Step::CorrectTracking)?;
        let parcel = self
            .parcels
            .iter_mut()
            .find(|parcel| parcel.parcel_id == parcel_id);
        let Some(parcel) = parcel.filter(|parcel| parcel.receive_time.is_none()) else {
            return Err(Rejection::field(
                "parcel_id",
                "names no parcel of this return that is under way",
            ));
        };
        if !parcel.renumber(carrier, number) {
            return Err(Rejection::field("tracking_number", "is the one that it has"));
        }
        if parcel.is_return() {
            self.stop_clocks(&[DeadlineKind::ReturnTracking]);
        }
        Ok(())
    }

    /// Books in a parcel. Returns whether all of it is back now.
    pub(crate) fn receive(&mut self, parcel_id: String, receipt: Receipt) -> Result<bool, Rejection> {
        self.check_step(Step::Receive)?;
        if !self.needs_goods() {
            return Err(self.obstacle("needs nothing to come back"));
        }
        let announced = self.announced_parcel(&receipt.parcel_id)?;
        let given = match announced {
            Some(at) if receipt.lines.is_empty() => self.parcels[at].lines.clone(),
            _ => receipt.lines,
        };
        let lines = self.units(given, ReturnLine::out_quantity)?;
        self.add_postage(receipt.postage)?;
        for part in &lines {
            for line in self.lines.iter_mut().filter(|line| line.line_id == part.line_id) {
                line.received_quantity += part.quantity;
            }
        }
        match announced {
            Some(at) => {
                let parcel = &mut self.parcels[at];
                parcel.lines = lines;
                parcel.receive_time = Some(receipt.receive_time);
                parcel.is_unannounced = receipt.is_unannounced;
                parcel.is_lost = false;
            }
            None => self.parcels.push(ReturnParcel {
                parcel_id,
                purpose: ParcelPurpose::Return,
                carrier: receipt.carrier,
                tracking_number: receipt.tracking_number,
                tracking_site: String::new(),
                insured_value: None,
                lines,
                ship_time: receipt.receive_time,
                estimated_delivery_time: None,
                status: String::new(),
                receive_time: Some(receipt.receive_time),
                receipt_evidence_id: String::new(),
                is_number_wrong: false,
                earlier_numbers: Vec::new(),
                is_unannounced: receipt.is_unannounced,
                is_lost: false,
            }),
        }
        self.stop_clocks(&[DeadlineKind::ReturnParcel, DeadlineKind::ReturnTracking]);
        self.awaits = None;
        self.state = self.goods_state();
        let is_all_back = self.state == ReturnState::Received;
        if is_all_back {
            self.stop_all_clocks();
            self.receive_time = Some(receipt.receive_time);
        }
        Ok(is_all_back)
    }

    /// The announced parcel that a receipt names.
    fn announced_parcel(&self, parcel_id: &str) -> Result<Option<usize>, Rejection> {
        if parcel_id.is_empty() {
            return Ok(None);
        }
        let is_it = |parcel: &ReturnParcel| {
            parcel.parcel_id == parcel_id && parcel.is_return() && parcel.receive_time.is_none()
        };
        let at = self.parcels.iter().position(is_it);
        let unknown = || {
            Rejection::field(
                "parcel_id",
                "names no parcel of this return that is still on its way back",
            )
        };
        at.ok_or_else(unknown).map(Some)
    }

    /// What is announced of a line and not here.
    fn announced_of(&self, line_id: &str) -> i64 {
        self.parcels
            .iter()
            .filter(|parcel| parcel.is_return() && parcel.is_under_way())
            .flat_map(|parcel| &parcel.lines)
            .filter(|part| part.line_id == line_id)
            .map(|part| part.quantity)
            .sum()
    }

    fn add_postage(&mut self, postage: Option<Money>) -> Result<(), Rejection> {
        let Some(postage) = postage else { return Ok(()) };
        if postage.currency != self.origin.currency {
            let reason = format!("must be in {}, like the order", self.origin.currency);
            return Err(Rejection::field("postage", reason));
        }
        self.postage_minor += postage.minor;
        Ok(())
    }
}
