//! The remedy of a return: when it can be applied, what comes of it, and when all of it is done.

use chrono::{DateTime, Utc};
use redress_policy::pack::ClauseIds;
use redress_policy::{
    Breakdown, DeadlineKind, ExchangeItem, ReceivedLine, Remedy, Settlement, SettlementFacts,
};
use serde::{Deserialize, Serialize};

use super::debt::KnownRefund;
use super::line::ReturnLine;
use super::rejection::Rejection;
use super::return_case::Return;
use super::step::Step;
use super::words::{ParcelPurpose, ReturnState};

/// A remedy that was applied.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct AppliedRemedy {
    pub remedy: Remedy,
    /// Absent when nothing is refunded.
    pub refund: Option<Breakdown>,
    /// What the buyer owes.
    pub owed_minor: i64,
    /// What is sent in exchange.
    pub exchange_sku: String,
    pub apply_time: DateTime<Utc>,
    pub clauses: Vec<String>,
    pub refund_due_time: Option<DateTime<Utc>>,
    /// As they became known.
    pub refunds: Vec<KnownRefund>,
    /// For a repair: it was done.
    pub is_repaired: bool,
}

impl AppliedRemedy {
    /// Whether all that is refunded is paid.
    pub(crate) fn is_refund_paid(&self) -> bool {
        let paid = self.refunds.iter().filter(|refund| refund.is_paid);
        let paid: i64 = paid.map(|refund| refund.amount_minor).sum();
        let owed = self.refund.as_ref().map_or(0, |refund| refund.amount_minor);
        paid >= owed
    }

    /// What is sent to the buyer for it; none where nothing is.
    pub(crate) fn purpose(&self) -> Option<ParcelPurpose> {
        match self.remedy {
            Remedy::Replacement => Some(ParcelPurpose::Replacement),
            Remedy::Exchange => Some(ParcelPurpose::Exchange),
            Remedy::Repair => Some(ParcelPurpose::Repair),
            Remedy::Resend => Some(ParcelPurpose::Resend),
            Remedy::Refund
            | Remedy::PartialRefund
            | Remedy::KeepItem
            | Remedy::Wait
            | Remedy::Return
            | Remedy::RefuseParcel => None,
        }
    }
}

/// Whether a remedy is applied as soon as nothing has to come back.
pub(crate) fn is_money(remedy: Remedy) -> bool {
    matches!(remedy, Remedy::Refund | Remedy::PartialRefund | Remedy::KeepItem)
}

impl Return {
    /// That a remedy can be applied now.
    pub(crate) fn check_apply(&self, has_checklist: bool) -> Result<(), Rejection> {
        self.check_step(Step::Apply)?;
        let is_seen = matches!(self.state, ReturnState::Approved | ReturnState::Inspected);
        if has_checklist && !is_seen {
            return Err(self.obstacle("has to be inspected first"));
        }
        Ok(())
    }

    /// What stands in the way of a remedy, in words; empty when nothing does.
    pub(crate) fn remedy_obstacle(&self, has_checklist: bool) -> String {
        match self.check_apply(has_checklist) {
            Ok(()) => String::new(),
            Err(Rejection::Precondition { message, .. }) => message,
            Err(_) if self.is_undecided() => "is not approved".to_owned(),
            Err(_) if matches!(self.state, ReturnState::AwaitingParcel | ReturnState::InTransit) => {
                "the goods have to come back first".to_owned()
            }
            Err(_) => format!("is {}", self.state.as_str()),
        }
    }

    /// What is known when it is settled with a remedy.
    pub(crate) fn settlement_facts(&self, remedy: Remedy, exchange: Option<ExchangeItem>) -> SettlementFacts {
        let back = |line: &ReturnLine| ReceivedLine {
            line_id: line.line_id.as_str().into(),
            quantity: if line.is_kept {
                line.quantity
            } else {
                line.received_quantity
            },
        };
        let is_back = self.needs_goods() && self.has_goods();
        let seen = self.inspection.as_ref().map(|inspection| &inspection.seen);
        let granted = self
            .approval
            .as_ref()
            .and_then(|approval| approval.granted_by.as_ref());
        SettlementFacts {
            received: is_back.then(|| self.lines.iter().map(back).collect()),
            missing_parts_minor: seen.map_or(0, |seen| seen.facts().missing_parts_minor()),
            return_postage_minor: self.postage_minor,
            verdict: self
                .inspection
                .as_ref()
                .map(|inspection| inspection.verdict.clone()),
            reduction_minor: seen.and_then(|seen| seen.reduction_minor),
            reduction_text: None,
            exchange,
            granted_by: granted
                .map(|clauses| clauses.iter().map(|id| id.as_str().into()).collect::<ClauseIds>()),
            ..SettlementFacts::of(remedy)
        }
    }

    /// Applies what was settled. What did not come back is let go of.
    pub(crate) fn apply(
        &mut self,
        settled: &Settlement,
        (exchange_sku, refund_due_time): (String, Option<DateTime<Utc>>),
        now: DateTime<Utc>,
    ) {
        self.stop_all_clocks();
        if self.needs_goods() && self.has_goods() {
            self.let_go(|line| {
                if line.is_kept {
                    line.held_quantity
                } else {
                    line.received_quantity
                }
            });
        }
        let refund = settled.breakdown.clone().filter(|refund| refund.amount_minor > 0);
        self.cite(settled.clauses.iter());
        self.remedy = Some(AppliedRemedy {
            remedy: settled.remedy,
            refund_due_time: refund_due_time.filter(|_| refund.is_some()),
            refund,
            owed_minor: settled.owed.as_ref().map_or(0, |owed| owed.amount_minor),
            exchange_sku,
            apply_time: now,
            clauses: settled.clauses.iter().map(ToString::to_string).collect(),
            refunds: Vec::new(),
            is_repaired: false,
        });
        self.state = ReturnState::Remedied;
    }

    /// Takes note of a refund made of it. Whether that was news.
    pub(crate) fn refund_changed(&mut self, refund: KnownRefund) -> bool {
        let Some(remedy) = &mut self.remedy else {
            return false;
        };
        let known = remedy
            .refunds
            .iter_mut()
            .find(|known| known.refund_id == refund.refund_id);
        match known {
            Some(known) if *known == refund => return false,
            Some(known) => *known = refund,
            None => remedy.refunds.push(refund),
        }
        if self.state == ReturnState::Closed && !self.is_remedy_done() {
            self.state = ReturnState::Remedied;
        }
        true
    }

    /// Records what a repair came to. One that cannot be done leaves the return to another remedy.
    pub(crate) fn record_repair(&mut self, is_repaired: bool, note: &str) -> Result<(), Rejection> {
        self.check_step(Step::RecordRepair)?;
        let remedy = self
            .remedy
            .as_mut()
            .filter(|remedy| remedy.remedy == Remedy::Repair);
        let Some(remedy) = remedy.filter(|remedy| !remedy.is_repaired) else {
            return Err(self.obstacle("has no repair that is under way"));
        };
        remedy.is_repaired = is_repaired;
        note.clone_into(&mut self.repair_note);
        self.stop_clocks(&[DeadlineKind::Repair]);
        if !is_repaired {
            self.remedy = None;
            self.state = if self.inspection.is_some() {
                ReturnState::Inspected
            } else if self.has_goods() {
                ReturnState::Received
            } else {
                ReturnState::Approved
            };
        }
        Ok(())
    }

    /// Whether all of its remedy is done: the refund is paid, and what is sent for it has arrived.
    pub(crate) fn is_remedy_done(&self) -> bool {
        let Some(remedy) = &self.remedy else { return false };
        let of_remedy = |purpose| {
            self.parcels
                .iter()
                .filter(move |parcel| parcel.purpose == purpose)
        };
        let is_delivered = remedy.purpose().is_none_or(|purpose| {
            of_remedy(purpose).any(|parcel| parcel.receive_time.is_some())
                && !of_remedy(purpose).any(|parcel| parcel.is_under_way())
        });
        remedy.is_refund_paid() && is_delivered
    }

    /// Closes it when nothing is left to do. Whether it did.
    pub(crate) fn close_when_done(&mut self) -> bool {
        let is_sent_back = self
            .parcels
            .iter()
            .any(|parcel| parcel.purpose == ParcelPurpose::GoodsBack && parcel.receive_time.is_some());
        let is_done = match self.state {
            ReturnState::Remedied => self.is_remedy_done(),
            ReturnState::Refused => is_sent_back && !self.is_sending_back(),
            _ => false,
        };
        if is_done {
            self.conclude();
        }
        is_done
    }

    /// Closes it: nothing is left to do.
    pub(crate) fn conclude(&mut self) {
        self.stop_all_clocks();
        self.held_until_time = None;
        self.state = ReturnState::Closed;
    }
}
