//! Parcels to the buyer: what a remedy sends, and goods that go back after a refusal; and what tracking says of all parcels.

use chrono::{DateTime, Utc};
use redress_policy::{DeadlineKind, Remedy};

use super::line::{LineQuantity, ReturnLine};
use super::parcel::ReturnParcel;
use super::rejection::Rejection;
use super::return_case::Return;
use super::step::Step;
use super::words::{ParcelPurpose, ReturnState};

/// A parcel that was sent to the buyer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Dispatch {
    pub carrier: String,
    pub tracking_number: String,
    /// All of the return when empty.
    pub lines: Vec<LineQuantity>,
    pub estimated_delivery_time: Option<DateTime<Utc>>,
    pub ship_time: DateTime<Utc>,
}

/// What tracking says of a parcel.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sighting {
    /// A word of logistics.
    pub status: String,
    pub carrier: String,
    pub tracking_number: String,
    pub is_number_wrong: bool,
    pub deliver_time: Option<DateTime<Utc>>,
    /// It will not arrive where it goes.
    pub is_lost: bool,
}

impl Return {
    /// Records a parcel to the buyer.
    pub(crate) fn send(&mut self, parcel_id: String, sent: Dispatch) -> Result<(), Rejection> {
        self.check_step(Step::Send)?;
        let purpose = self.purpose_of_sending()?;
        let lines = self.sent_units(sent.lines)?;
        self.stop_clocks(&[DeadlineKind::HeldGoods]);
        self.parcels.push(ReturnParcel {
            parcel_id,
            purpose,
            carrier: sent.carrier,
            tracking_number: sent.tracking_number,
            tracking_site: String::new(),
            insured_value: None,
            lines,
            ship_time: sent.ship_time,
            estimated_delivery_time: sent.estimated_delivery_time,
            status: String::new(),
            receive_time: None,
            receipt_evidence_id: String::new(),
            is_number_wrong: false,
            earlier_numbers: Vec::new(),
            is_unannounced: false,
            is_lost: false,
        });
        Ok(())
    }

    /// What a parcel to the buyer is for.
    fn purpose_of_sending(&self) -> Result<ParcelPurpose, Rejection> {
        if self.state == ReturnState::Refused {
            return if self.has_goods() {
                Ok(ParcelPurpose::GoodsBack)
            } else {
                Err(self.obstacle("has no goods here that could go back"))
            };
        }
        let remedy = self.remedy.as_ref();
        let Some((remedy, purpose)) = remedy.and_then(|remedy| Some((remedy, remedy.purpose()?))) else {
            return Err(self.obstacle("is settled with money; nothing is sent for it"));
        };
        if remedy.remedy == Remedy::Repair && !remedy.is_repaired {
            return Err(self.obstacle("has a repair that is not recorded yet"));
        }
        Ok(purpose)
    }

    /// What is in a parcel to the buyer: no more of a line than came back, or than was asked for where nothing had to.
    fn sent_units(&self, named: Vec<LineQuantity>) -> Result<Vec<LineQuantity>, Rejection> {
        let is_back = self.needs_goods() && self.has_goods();
        let due = |line: &ReturnLine| {
            let all = if is_back && !line.is_kept {
                line.received_quantity
            } else {
                line.quantity
            };
            all - self.sent_of(&line.line_id)
        };
        self.units(named, due)
    }

    /// What was sent of a line to the buyer and not lost.
    fn sent_of(&self, line_id: &str) -> i64 {
        self.parcels
            .iter()
            .filter(|parcel| !parcel.is_return() && !parcel.is_lost)
            .flat_map(|parcel| &parcel.lines)
            .filter(|part| part.line_id == line_id)
            .map(|part| part.quantity)
            .sum()
    }

    /// Takes note of what tracking says of a parcel. Whether that was news.
    pub(crate) fn sight(&mut self, parcel_id: &str, sighting: &Sighting) -> bool {
        let parcel = self
            .parcels
            .iter_mut()
            .find(|parcel| parcel.parcel_id == parcel_id);
        let Some(parcel) = parcel else { return false };
        let before = parcel.clone();
        sighting.status.clone_into(&mut parcel.status);
        if !sighting.tracking_number.is_empty() {
            parcel.renumber(&sighting.carrier, &sighting.tracking_number);
        }
        parcel.is_number_wrong = sighting.is_number_wrong && parcel.receive_time.is_none();
        if parcel.receive_time.is_none() {
            parcel.is_lost = sighting.is_lost;
            // Goods on their way back are received when the warehouse says so.
            if !parcel.is_return() {
                parcel.receive_time = sighting.deliver_time;
            }
        }
        *parcel != before
    }
}
