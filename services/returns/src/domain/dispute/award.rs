//! Owing the buyer an amount that a person set: by settlement, ruling, outcome or intervention.
//!
//! Always: it is owed beside what was refunded of the return before, and the two together are the refund of its remedy.

use chrono::{DateTime, Utc};
use redress_policy::{Breakdown, BreakdownLine, DeadlineSet, Method, Part, Party, Remedy, Settlement};
use serde::{Deserialize, Serialize};

use crate::domain::debt::Debt;
use crate::domain::remedy::AppliedRemedy;
use crate::domain::return_case::Return;
use crate::domain::words::ReturnState;

/// How an award is paid.
#[derive(Clone, Debug)]
pub(crate) struct Footing {
    pub method: Option<Method>,
    /// The clock of a refund owed now.
    pub due: Option<DeadlineSet>,
}

/// What both sides agreed that the buyer is refunded once the goods are back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Agreed {
    pub amount_minor: i64,
    pub clauses: Vec<String>,
}

impl Return {
    /// A settlement with the amount that was agreed on, where it refunds money.
    pub(crate) fn as_agreed(&self, mut settlement: Settlement) -> Settlement {
        if let (Some(agreed), Some(_)) = (&self.agreed, &settlement.breakdown) {
            settlement.breakdown = Some(self.ruled_amount(agreed.amount_minor, &agreed.clauses));
            let missing = agreed.clauses.iter().map(|clause| clause.as_str().into());
            let known = settlement.clauses.clone();
            settlement
                .clauses
                .extend(missing.filter(|clause| !known.contains(clause)));
        }
        settlement
    }

    /// What was refunded of it, or is owed.
    pub(crate) fn given_minor(&self) -> i64 {
        let refund = self.remedy.as_ref().and_then(|remedy| remedy.refund.as_ref());
        refund.map_or(0, |refund| refund.amount_minor)
    }

    /// An amount that a person set, as a breakdown of one line of the order as a whole.
    pub(crate) fn ruled_amount(&self, amount_minor: i64, clauses: &[String]) -> Breakdown {
        Breakdown {
            currency: self.origin.currency,
            lines: vec![BreakdownLine {
                part: Part::Ruling,
                line_id: None,
                amount_minor,
                withheld_minor: 0,
                clauses: clauses.iter().map(|clause| clause.as_str().into()).collect(),
                text: "The amount that was settled or ruled.".into(),
            }],
            amount_minor,
        }
    }

    /// Owes the buyer an award. The return is remedied by it: no goods are waited for any more.
    pub(crate) fn award(&mut self, breakdown: Breakdown, footing: &Footing, now: DateTime<Utc>) -> Debt {
        self.stop_all_clocks();
        self.awaits = None;
        self.held_until_time = None;
        self.state = ReturnState::Remedied;
        let clauses: Vec<String> = breakdown
            .lines
            .iter()
            .flat_map(|line| line.clauses.iter().map(ToString::to_string))
            .collect();
        self.cite(&clauses);
        let due_time = footing.due.as_ref().map(|due| due.due_time);
        let has_begun = self.remedy.as_ref().is_some_and(|remedy| {
            let purpose = remedy.purpose();
            purpose.is_some_and(|purpose| self.parcels.iter().any(|parcel| parcel.purpose == purpose))
        });
        let remedy = self.remedy.get_or_insert_with(|| AppliedRemedy {
            remedy: Remedy::Refund,
            refund: None,
            owed_minor: 0,
            exchange_sku: String::new(),
            apply_time: now,
            clauses: Vec::new(),
            refund_due_time: None,
            refunds: Vec::new(),
            is_repaired: false,
        });
        if remedy.purpose().is_some() && !has_begun {
            // Money takes the place of goods that were not sent.
            remedy.remedy = Remedy::Refund;
            remedy.owed_minor = 0;
        }
        for clause in clauses {
            if !remedy.clauses.contains(&clause) {
                remedy.clauses.push(clause);
            }
        }
        remedy.refund_due_time = due_time;
        remedy.refund = Some(match remedy.refund.take() {
            Some(before) => joined(before, breakdown.clone()),
            None => breakdown.clone(),
        });
        Debt {
            breakdown,
            method: footing.method.clone(),
            due_time,
            debtor: footing.due.as_ref().map_or(Party::Platform, |due| due.party),
            clauses: footing
                .due
                .iter()
                .flat_map(|due| due.clauses.iter().map(ToString::to_string))
                .collect(),
        }
    }
}

fn joined(mut before: Breakdown, more: Breakdown) -> Breakdown {
    before.amount_minor += more.amount_minor;
    before.lines.extend(more.lines);
    before
}
