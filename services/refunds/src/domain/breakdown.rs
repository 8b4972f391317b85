//! What is refunded and why: signed lines that always add up to the amount, and what they draw on.
//!
//! A line draws on its order line, on shipping of the order as a whole, or on the payment alone. Goodwill, corrections
//! and rulings always draw on the payment alone, whatever line they name.

use std::collections::BTreeMap;

use redress_core::{Currency, Money};
use serde::{Deserialize, Serialize};

use super::rejection::{Flaw, Rejection};
use super::words::Part;

/// The line id under which a payment keeps shipping of the order as a whole.
pub const ORDER_SHIPPING: &str = "";

/// The most lines a breakdown has.
pub const MAX_LINES: usize = 500;

/// The largest amount of a line, in minor units: the sum of all lines stays far from what 64 bits hold.
const MAX_LINE_MINOR: u64 = 1_000_000_000_000_000;

/// Signed lines and their sum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breakdown {
    pub lines: Vec<BreakdownLine>,
    pub amount: Money,
}

/// One signed line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BreakdownLine {
    pub part: Part,
    /// Empty for the order as a whole.
    pub line_id: String,
    pub amount: Money,
    pub clause_ids: Vec<String>,
    pub message: String,
    /// What the buyer does not get back of this part; zero or more.
    pub withheld: Option<Money>,
}

/// What breakdown lines draw on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// An order line, or [`ORDER_SHIPPING`].
    Line(String),
    /// The payment as a whole.
    Payment,
}

impl BreakdownLine {
    /// What this line draws on.
    pub fn source(&self) -> Source {
        match self.part {
            Part::Goodwill | Part::Correction | Part::Ruling => Source::Payment,
            _ if !self.line_id.is_empty() => Source::Line(self.line_id.clone()),
            Part::OriginalShipping => Source::Line(ORDER_SHIPPING.to_owned()),
            _ => Source::Payment,
        }
    }
}

impl Breakdown {
    /// One line that draws on the payment alone.
    pub fn single(part: Part, amount: Money, message: String) -> Breakdown {
        let line = BreakdownLine {
            part,
            line_id: String::new(),
            amount,
            clause_ids: Vec::new(),
            message,
            withheld: None,
        };
        Breakdown {
            lines: vec![line],
            amount,
        }
    }

    /// Its currency.
    pub fn currency(&self) -> Currency {
        self.amount.currency
    }

    /// Checks that it adds up to an amount above zero in one currency, that items name their line, and that no source
    /// gives less than nothing. All flaws are found, with their paths below `path`.
    pub fn check(&self, path: &str) -> Result<(), Rejection> {
        let mut flaws = Vec::new();
        let mut flaw = |path: String, text: &str| flaws.push(Flaw::new(path, text));
        if self.amount.minor <= 0 {
            flaw(format!("{path}.amount"), "must be above zero");
        }
        if self.lines.is_empty() {
            flaw(format!("{path}.lines"), "must have at least one line");
        }
        if self.lines.len() > MAX_LINES {
            flaw(format!("{path}.lines"), "must have at most 500 lines");
        }
        for (at, line) in self.lines.iter().enumerate() {
            let at = format!("{path}.lines[{at}]");
            if line.amount.currency != self.currency() {
                flaw(
                    format!("{at}.amount"),
                    "must be in the currency of breakdown.amount",
                );
            }
            if line.amount.minor.unsigned_abs() > MAX_LINE_MINOR {
                flaw(format!("{at}.amount"), "is too large");
            }
            if line
                .withheld
                .is_some_and(|withheld| withheld.currency != self.currency() || withheld.minor < 0)
            {
                flaw(
                    format!("{at}.withheld"),
                    "must be zero or more in the currency of breakdown.amount",
                );
            }
            if matches!(line.part, Part::Item | Part::Tax) && line.line_id.is_empty() {
                flaw(format!("{at}.line_id"), "is required for items and tax");
            }
        }
        if !flaws.is_empty() {
            return Err(Rejection::Flawed(flaws));
        }
        let sum = Money::sum(self.currency(), self.lines.iter().map(|line| line.amount));
        if sum != Ok(self.amount) {
            return Err(Rejection::flaw(
                format!("{path}.amount"),
                "must be the sum of the lines",
            ));
        }
        for (source, net) in self.nets() {
            if let Source::Line(line_id) = source
                && net < 0
            {
                let at = self
                    .lines
                    .iter()
                    .position(|line| line.source() == Source::Line(line_id.clone()));
                let at = at.expect("invariant: the net comes from a line");
                let text = "the lines of one order line must not add up to less than zero";
                return Err(Rejection::flaw(format!("{path}.lines[{at}].amount"), text));
            }
        }
        Ok(())
    }

    /// What it takes of each source, in minor units. Only for one that was checked.
    pub fn nets(&self) -> BTreeMap<Source, i64> {
        let mut nets = BTreeMap::new();
        for line in &self.lines {
            let net: &mut i64 = nets.entry(line.source()).or_default();
            *net = net.saturating_add(line.amount.minor);
        }
        nets
    }

    /// What it takes of each order line, where that is more than nothing.
    pub fn takes(&self) -> Vec<(String, i64)> {
        let nets = self.nets().into_iter().filter(|(_, net)| *net > 0);
        nets.filter_map(|(source, net)| match source {
            Source::Line(line_id) => Some((line_id, net)),
            Source::Payment => None,
        })
        .collect()
    }

    /// How much of the amount is goodwill, in minor units: never more than the amount.
    pub fn goodwill_minor(&self) -> i64 {
        let goodwill = self.lines.iter().filter(|line| line.part == Part::Goodwill);
        goodwill
            .map(|line| line.amount.minor)
            .sum::<i64>()
            .clamp(0, self.amount.minor)
    }
}

#[cfg(test)]
mod tests;
