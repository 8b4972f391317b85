//! The return: the aggregate that every command of this context changes. A delivery claim is one too, of another topic.
//!
//! Always: what the policy says of it is the stored decision that it names; what it is refunded follows from that decision's
//! facts and from what came back. Pure: time comes in as an argument, and nothing here reads or writes anything.

use chrono::{DateTime, Utc};
use redress_core::{Currency, Money};
use redress_policy::{Ground, Party, Remedy, Topic};
use serde::{Deserialize, Serialize};

use super::approval::{Approval, Decided};
use super::clocks::Pause;
use super::deadline::OpenDeadline;
use super::debt::Payout;
use super::dispute::Agreed;
use super::evidence::EvidenceNote;
use super::inspection::Inspection;
use super::line::{LineQuantity, ReturnLine};
use super::parcel::ReturnParcel;
use super::rejection::Rejection;
use super::remedy::AppliedRemedy;
use super::words::{ParcelPurpose, ReturnState};

/// A return or delivery claim.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Return {
    pub return_id: String,
    pub order_id: String,
    pub marketplace_id: String,
    pub buyer_id: String,
    pub seller_id: String,
    pub state: ReturnState,
    /// Counts up with every change.
    pub revision: i64,
    pub topic: Topic,
    pub asked: Asked,
    pub origin: Origin,
    pub lines: Vec<ReturnLine>,
    pub decision_id: String,
    pub request_time: DateTime<Utc>,
    /// Whose decision it waits for.
    pub awaits: Option<Party>,
    pub decided: Option<Decided>,
    pub approval: Option<Approval>,
    pub parcels: Vec<ReturnParcel>,
    /// What the way back cost the shop.
    pub postage_minor: i64,
    pub evidence: Vec<EvidenceNote>,
    pub inspection: Option<Inspection>,
    pub remedy: Option<AppliedRemedy>,
    /// Empty when there is none.
    pub dispute_id: String,
    /// The state that a dispute took it from.
    pub disputed_state: Option<ReturnState>,
    pub deadlines: Vec<OpenDeadline>,
    pub pause: Option<Pause>,
    pub is_escalated: bool,
    /// What its present state rests on.
    pub clauses: Vec<String>,
    pub update_time: DateTime<Utc>,
    /// When all that comes back was back.
    pub receive_time: Option<DateTime<Utc>>,
    /// Until when refused goods are held for the buyer.
    pub held_until_time: Option<DateTime<Utc>>,
    /// What came of a repair; empty until recorded.
    pub repair_note: String,
    /// What a dispute was settled for, to be refunded once the goods are back.
    #[serde(default)]
    pub agreed: Option<Agreed>,
}

/// What was asked for, as the asker said it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Asked {
    pub ground: Ground,
    /// The system for a claim that a parcel's status opened.
    pub requested_by: Party,
    pub explanation: String,
    pub wish: Option<Remedy>,
    pub contact: Contact,
    pub invoice: String,
    pub payout: Option<Payout>,
    pub is_accepted_without_reservation: bool,
}

/// How the buyer is reached.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Contact {
    pub name: String,
    pub email: String,
    pub phone: String,
}

/// What it remembers of its order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Origin {
    pub place_time: DateTime<Utc>,
    pub buyer_country: String,
    /// The part of the country, as the address names it; may be empty.
    pub buyer_region: String,
    pub currency: Currency,
    /// What people know the order by.
    pub order_number: String,
    /// The outbound parcel that a claim is about, by logistics' id; empty otherwise.
    pub claimed_parcel_id: String,
}

impl Return {
    /// An amount of this return.
    pub(crate) fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.origin.currency)
    }

    /// Whether nothing more can happen to it, save an appeal or an intervention.
    pub(crate) fn is_closed(&self) -> bool {
        match self.state {
            ReturnState::Closed | ReturnState::Withdrawn | ReturnState::Expired => true,
            ReturnState::Refused => self.held_until_time.is_none() && !self.is_sending_back(),
            _ => false,
        }
    }

    /// Whether a person or the policy decided it, so that evidence and fields change nothing any more.
    pub(crate) fn is_undecided(&self) -> bool {
        let is_open = matches!(
            self.state,
            ReturnState::Requested | ReturnState::AwaitingEvidence | ReturnState::UnderReview
        );
        is_open && self.approval.is_none()
    }

    /// Whether goods of a refused return are on their way to the buyer.
    pub(crate) fn is_sending_back(&self) -> bool {
        self.parcels
            .iter()
            .any(|parcel| parcel.purpose == ParcelPurpose::GoodsBack && parcel.is_under_way())
    }

    /// The return number.
    pub(crate) fn rma_number(&self) -> Option<&str> {
        let rma = self.approval.as_ref()?.rma.as_ref()?;
        Some(&rma.number)
    }

    /// Whether goods have to come back before the remedy.
    pub(crate) fn needs_goods(&self) -> bool {
        self.approval
            .as_ref()
            .is_some_and(|approval| approval.goods_first)
    }

    /// Whether anything came back.
    pub(crate) fn has_goods(&self) -> bool {
        self.lines.iter().any(|line| line.received_quantity > 0)
    }

    /// Adds what its state rests on.
    pub(crate) fn cite<T: AsRef<str>>(&mut self, clauses: impl IntoIterator<Item = T>) {
        for clause in clauses {
            if !self.clauses.iter().any(|known| known == clause.as_ref()) {
                self.clauses.push(clause.as_ref().to_owned());
            }
        }
    }

    /// Says anew what its state rests on.
    pub(crate) fn rest_on<T: AsRef<str>>(&mut self, clauses: impl IntoIterator<Item = T>) {
        self.clauses.clear();
        self.cite(clauses);
    }

    /// Refuses a reader of an older revision.
    pub(crate) fn check_etag(&self, etag: &str) -> Result<(), Rejection> {
        if redress_core::etag::matches(etag, self.revision) {
            Ok(())
        } else {
            Err(Rejection::StaleEtag)
        }
    }

    /// That something stands in the way that is no state.
    pub(crate) fn obstacle(&self, message: impl Into<String>) -> Rejection {
        Rejection::Precondition {
            subject: format!("return {}", self.return_id),
            message: message.into(),
        }
    }

    /// Units of its lines, no more of each than there are; all that there are when none are named.
    pub(crate) fn units(
        &self,
        named: Vec<LineQuantity>,
        most: impl Fn(&ReturnLine) -> i64,
    ) -> Result<Vec<LineQuantity>, Rejection> {
        if named.is_empty() {
            let all = self.lines.iter().map(|line| LineQuantity {
                line_id: line.line_id.clone(),
                quantity: most(line),
            });
            let all: Vec<LineQuantity> = all.filter(|unit| unit.quantity > 0).collect();
            return if all.is_empty() {
                Err(self.obstacle("has nothing left for such a parcel"))
            } else {
                Ok(all)
            };
        }
        let mut bad = Vec::new();
        for (index, unit) in named.iter().enumerate() {
            match self.lines.iter().find(|line| line.line_id == unit.line_id) {
                None => bad.push((
                    format!("lines[{index}].line_id"),
                    "names no line of this return".to_owned(),
                )),
                Some(line) if unit.quantity > most(line) => bad.push((
                    format!("lines[{index}].quantity"),
                    format!("is more than the {} that are left for it", most(line).max(0)),
                )),
                Some(_) => {}
            }
        }
        if bad.is_empty() {
            Ok(named)
        } else {
            Err(Rejection::Fields(bad))
        }
    }

    /// Lets go of the units that it holds beyond `keep` of each line: nothing else will come of them.
    pub(crate) fn let_go(&mut self, keep: impl Fn(&ReturnLine) -> i64) {
        for line in &mut self.lines {
            line.held_quantity = keep(line).min(line.held_quantity);
        }
    }
}
