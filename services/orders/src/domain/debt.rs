//! What the order book owes the buyer: breakdowns that never go beyond what was captured, and debts made of them.

use chrono::{DateTime, Utc};
use redress_policy::{Breakdown, BreakdownLine, DeadlineSet, Decision, Method, Part, Party, Text};
use serde::{Deserialize, Serialize};

use super::line::LineQuantity;
use super::order::Order;

/// Where the buyer wants the money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Payout {
    pub kind: String,
    pub account: String,
    #[serde(default)]
    pub holder: String,
    #[serde(default)]
    pub bank: String,
}

/// A debt to the buyer. It becomes `orders.refund_owed`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Debt {
    pub cause: &'static str,
    pub cause_id: String,
    pub breakdown: Breakdown,
    pub method: Option<Method>,
    pub payout: Option<Payout>,
    pub due_time: Option<DateTime<Utc>>,
    pub debtor: Party,
    /// The seller, when the seller has to pay in time.
    pub seller_id: String,
    pub decision_id: String,
    pub clauses: Vec<String>,
}

/// What a debt is for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cause<'a> {
    pub word: &'static str,
    pub id: &'a str,
    pub decision_id: &'a str,
    pub payout: Option<&'a Payout>,
}

impl Order {
    /// What is refunded for these units: the decision's breakdown, cut to what was captured and is not owed back already.
    /// `None` when nothing is.
    /// A decision made before the payment came in has none; then it is what was captured of these units.
    pub(crate) fn payable(
        &self,
        decision: &Decision,
        lines: &[LineQuantity],
        shipping_minor: i64,
    ) -> Option<Breakdown> {
        let mut breakdown = match &decision.breakdown {
            Some(breakdown) => breakdown.clone(),
            None => self.worth(decision, lines, shipping_minor),
        };
        let cuts: Vec<BreakdownLine> = self
            .lines
            .iter()
            .map(|line| (Some(line.line_id.as_str()), line.captured_minor - line.owed_minor))
            .chain([(None, self.shipping_captured_minor)])
            .filter_map(|(line_id, captured)| cut_to(&breakdown, line_id, captured))
            .collect();
        breakdown.amount_minor += cuts.iter().map(|cut| cut.amount_minor).sum::<i64>();
        breakdown.lines.extend(cuts);
        (breakdown.amount_minor > 0).then_some(breakdown)
    }

    /// These units at their price, resting on the decision's clauses.
    fn worth(&self, decision: &Decision, lines: &[LineQuantity], shipping_minor: i64) -> Breakdown {
        let entry = |part, line_id: Option<&str>, amount_minor| BreakdownLine {
            part,
            line_id: line_id.map(Text::from),
            amount_minor,
            withheld_minor: 0,
            clauses: decision.clauses.clone().into(),
            text: "What was paid for it.".into(),
        };
        let mut parts: Vec<BreakdownLine> = lines
            .iter()
            .filter_map(|ask| self.line(&ask.line_id).map(|line| (line, ask.quantity)))
            .map(|(line, units)| entry(Part::Item, Some(&line.line_id), line.share_minor(units)))
            .collect();
        if shipping_minor > 0 {
            parts.push(entry(Part::OriginalShipping, None, shipping_minor));
        }
        let amount_minor = parts.iter().map(|part| part.amount_minor).sum();
        Breakdown {
            currency: self.currency,
            lines: parts,
            amount_minor,
        }
    }

    /// The debts for a breakdown: one, or one for each seller who has to pay in time.
    pub(crate) fn debts(
        &self,
        cause: Cause<'_>,
        decision: &Decision,
        breakdown: &Breakdown,
        due: Option<&DeadlineSet>,
    ) -> Vec<Debt> {
        let debtor = due.map_or(Party::Platform, |due| due.party);
        let sellers = self.sellers_of(breakdown.lines.iter().filter_map(|line| line.line_id.as_deref()));
        let is_split = debtor == Party::Seller && sellers.len() > 1;
        let parts = if is_split {
            self.split_by_seller(breakdown, &sellers)
        } else {
            vec![breakdown.clone()]
        };
        let seller_of = |part: &Breakdown| {
            let own = self.sellers_of(part.lines.iter().filter_map(|line| line.line_id.as_deref()));
            own.into_iter().next().unwrap_or_default()
        };
        parts
            .into_iter()
            .map(|part| Debt {
                cause: cause.word,
                cause_id: cause.id.to_owned(),
                seller_id: if debtor == Party::Seller {
                    seller_of(&part)
                } else {
                    String::new()
                },
                method: decision.method.clone(),
                payout: cause.payout.cloned(),
                due_time: due.map(|due| due.due_time),
                debtor,
                decision_id: cause.decision_id.to_owned(),
                clauses: due
                    .map(|due| due.clauses.iter().map(ToString::to_string).collect())
                    .unwrap_or_default(),
                breakdown: part,
            })
            .collect()
    }

    /// Remembers what is owed back of each line.
    pub(crate) fn note_debts(&mut self, debts: &[Debt]) {
        let parts = debts.iter().flat_map(|debt| &debt.breakdown.lines);
        for (line_id, part) in parts.filter_map(|part| Some((part.line_id.as_deref()?, part))) {
            if let Some(line) = self.lines.iter_mut().find(|line| line.line_id == line_id) {
                line.owed_minor += part.amount_minor;
            }
        }
    }

    /// One breakdown per seller. Lines of the order as a whole, and sellers whose lines come to nothing, go with the
    /// seller whose lines come to most.
    fn split_by_seller(&self, breakdown: &Breakdown, sellers: &[String]) -> Vec<Breakdown> {
        let seller_of = |line: &BreakdownLine| {
            line.line_id
                .as_deref()
                .and_then(|id| self.line(id))
                .map(|l| &l.seller_id)
        };
        let sum_of = |seller: &String| -> i64 {
            breakdown
                .lines
                .iter()
                .filter(|line| seller_of(line) == Some(seller))
                .map(|line| line.amount_minor)
                .sum()
        };
        let most = sellers
            .iter()
            .max_by_key(|seller| sum_of(seller))
            .expect("invariant: split over several sellers");
        let bearer = |line: &BreakdownLine| match seller_of(line) {
            Some(seller) if sum_of(seller) > 0 => seller.clone(),
            _ => most.clone(),
        };
        sellers
            .iter()
            .map(|seller| {
                breakdown
                    .lines
                    .iter()
                    .filter(|line| bearer(line) == **seller)
                    .cloned()
                    .collect::<Vec<_>>()
            })
            .filter(|lines| !lines.is_empty())
            .map(|lines| Breakdown {
                currency: breakdown.currency,
                amount_minor: lines.iter().map(|line| line.amount_minor).sum(),
                lines,
            })
            .collect()
    }
}

/// The line that cuts what a breakdown gives for an order line to what was captured of it.
fn cut_to(breakdown: &Breakdown, line_id: Option<&str>, captured_minor: i64) -> Option<BreakdownLine> {
    let of_line = breakdown
        .lines
        .iter()
        .filter(|line| line.line_id.as_deref() == line_id);
    let beyond = of_line.map(|line| line.amount_minor).sum::<i64>() - captured_minor;
    (beyond > 0).then(|| BreakdownLine {
        part: Part::Correction,
        line_id: line_id.map(Text::from),
        amount_minor: -beyond,
        withheld_minor: 0,
        clauses: Vec::new().into(),
        text: "This much of it was never paid, or is paid back already.".into(),
    })
}
