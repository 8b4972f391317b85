//! Splitting what is owed over the payments of an order: in their order, each as far as its own order lines and its rest
//! allow, so that each part's breakdown adds up to its amount and all parts to what is owed.
//!
//! Fees of the order as a whole are spread over the payments in proportion to what each gives back, so that no payment
//! bears more fee than refund. The same debt on the same payments always gives the same parts.

use std::collections::BTreeMap;

use redress_core::Money;

use super::breakdown::{Breakdown, BreakdownLine, Source};
use super::payment::{Paths, Payment};
use super::rejection::Rejection;

/// One payment's part of a debt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part<'a> {
    pub payment: &'a Payment,
    pub breakdown: Breakdown,
}

/// Splits a checked breakdown over payments that are in its currency.
///
/// # Errors
/// [`Rejection::Exceeds`] when less is left than is owed, of a line or in all.
pub fn split<'a>(owed: &Breakdown, payments: &'a [Payment]) -> Result<Vec<Part<'a>>, Rejection> {
    if let [payment] = payments {
        payment.check_lines(owed, "breakdown")?;
        payment.check_remaining(owed, Paths::BREAKDOWN)?;
        return Ok(vec![Part {
            payment,
            breakdown: owed.clone(),
        }]);
    }
    let mut splitter = Splitter::new(owed);
    let mut parts = Vec::new();
    for (at, payment) in payments.iter().enumerate() {
        let shares = splitter.draw(payment, &payments[at + 1..]);
        let lines = splitter.lines(&shares);
        let minor = lines.iter().map(|line| line.amount.minor).sum::<i64>();
        if minor > 0 {
            let breakdown = Breakdown {
                lines,
                amount: Money::new(minor, owed.currency()),
            };
            parts.push(Part { payment, breakdown });
        }
    }
    match splitter.missing() {
        None => Ok(parts),
        Some(source) => Err(exceeds(owed, payments, &source)),
    }
}

/// What is left to be given, and how much of it the payments so far have given.
struct Splitter<'a> {
    owed: &'a Breakdown,
    /// The sources that give, with their nets above zero.
    gives: BTreeMap<Source, i64>,
    /// The fees of the payment as a whole, when they outweigh what it gives; zero or more.
    fee: i64,
    given: BTreeMap<Source, i64>,
    fee_given: i64,
    /// What each line of the breakdown has given so far, in minor units, and what it has withheld.
    line_given: Vec<i64>,
    withheld_given: Vec<i64>,
}

/// What one payment gives of each source; the fee is negative.
type Shares = BTreeMap<Source, i64>;

impl<'a> Splitter<'a> {
    fn new(owed: &'a Breakdown) -> Splitter<'a> {
        let nets = owed.nets();
        let fee = nets.get(&Source::Payment).map_or(0, |net| (-net).max(0));
        Splitter {
            owed,
            gives: nets.into_iter().filter(|(_, net)| *net > 0).collect(),
            fee,
            given: BTreeMap::new(),
            fee_given: 0,
            line_given: vec![0; owed.lines.len()],
            withheld_given: vec![0; owed.lines.len()],
        }
    }

    fn gross(&self) -> i64 {
        self.gives.values().sum()
    }

    fn gross_given(&self) -> i64 {
        self.given.values().sum()
    }

    /// The fee that goes with so much given.
    fn fee_at(&self, gross_given: i64) -> i64 {
        scale(self.fee, gross_given, self.gross())
    }

    /// The most that a payment can give with `room` left on it: its share of the fee comes off.
    fn most(&self, room: i64) -> i64 {
        let before = self.gross_given();
        let (mut low, mut high) = (0, self.gross() - before);
        while low < high {
            let middle = high - (high - low) / 2;
            let fee = self.fee_at(before + middle) - self.fee_given;
            if middle - fee <= room {
                low = middle
            } else {
                high = middle - 1
            }
        }
        low
    }

    /// Draws on a payment: first what the payments after it could not give of their order lines, then what fits.
    fn draw(&mut self, payment: &Payment, later: &[Payment]) -> Shares {
        let mut left = self.most(payment.remaining_minor());
        let mut shares = Shares::new();
        for is_urgent in [true, false] {
            for (source, net) in &self.gives {
                let given = self.given.entry(source.clone()).or_default();
                let share = shares.entry(source.clone()).or_default();
                let spare: i64 = match is_urgent {
                    true => later
                        .iter()
                        .filter_map(|payment| payment.remaining_of(source))
                        .sum(),
                    false => 0,
                };
                let of_source = match source {
                    Source::Line(_) => payment.remaining_of(source).unwrap_or_default() - *share,
                    Source::Payment => i64::MAX,
                };
                let more = (net - *given - spare).min(of_source).min(left).max(0);
                *given += more;
                *share += more;
                left -= more;
            }
        }
        let fee = self.fee_at(self.gross_given()) - self.fee_given;
        self.fee_given += fee;
        if self.fee > 0 {
            shares.insert(Source::Payment, -fee);
        }
        shares
    }

    /// The breakdown's lines, each with its part of the shares. Lines of a source that gives nothing go with the first
    /// payment that gives anything.
    fn lines(&mut self, shares: &Shares) -> Vec<BreakdownLine> {
        if shares.values().all(|share| *share == 0) {
            return Vec::new();
        }
        let before = self.line_given.clone();
        for (source, net) in self.owed.nets() {
            let share = shares.get(&source).copied().unwrap_or_default();
            if net == 0 || share != 0 {
                self.advance(&source, net);
            }
        }
        let mut lines = Vec::new();
        for (at, line) in self.owed.lines.iter().enumerate() {
            let minor = self.line_given[at] - before[at];
            let withheld = self.withhold(at);
            if minor != 0 || withheld.is_some_and(|withheld| withheld.minor > 0) {
                let amount = Money::new(minor, self.owed.currency());
                lines.push(BreakdownLine {
                    amount,
                    withheld,
                    ..line.clone()
                });
            }
        }
        lines
    }

    /// Brings the lines of a source up to what the source has given so far; the largest line takes what rounding leaves.
    fn advance(&mut self, source: &Source, net: i64) {
        let of_source: Vec<usize> = (0..self.owed.lines.len())
            .filter(|at| self.owed.lines[*at].source() == *source)
            .collect();
        let amount = |at: usize| self.owed.lines[at].amount.minor;
        if net == 0 {
            of_source.iter().for_each(|at| self.line_given[*at] = amount(*at));
            return;
        }
        let given = match source {
            Source::Payment if net < 0 => -self.fee_given,
            _ => self.given.get(source).copied().unwrap_or_default(),
        };
        for at in &of_source {
            self.line_given[*at] = scale(amount(*at), given, net);
        }
        let rounding = given - of_source.iter().map(|at| self.line_given[*at]).sum::<i64>();
        let largest = of_source
            .iter()
            .copied()
            .max_by_key(|at| (amount(*at).unsigned_abs(), usize::MAX - at));
        self.line_given[largest.expect("invariant: a source has lines")] += rounding;
    }

    fn withhold(&mut self, at: usize) -> Option<Money> {
        let line = &self.owed.lines[at];
        let withheld = line.withheld?;
        let is_complete = self.line_given[at] == line.amount.minor;
        let so_far = if is_complete {
            withheld.minor
        } else {
            scale(withheld.minor, self.line_given[at], line.amount.minor)
                .clamp(self.withheld_given[at], withheld.minor)
        };
        let now = so_far - self.withheld_given[at];
        self.withheld_given[at] = so_far;
        Some(Money::new(now, withheld.currency))
    }

    /// A source that could not be given in full.
    fn missing(&self) -> Option<Source> {
        let mut gives = self.gives.iter();
        let short = gives.find(|(source, net)| self.given.get(source).copied().unwrap_or_default() < **net);
        short.map(|(source, _)| source.clone())
    }
}

/// `whole * part / total`, rounded towards zero; `total` is not zero and the result lies between 0 and `whole`.
fn scale(whole: i64, part: i64, total: i64) -> i64 {
    let exact = i128::from(whole) * i128::from(part) / i128::from(total);
    i64::try_from(exact).expect("invariant: a share is not larger than the whole")
}

fn exceeds(owed: &Breakdown, payments: &[Payment], source: &Source) -> Rejection {
    let left = |source: &Source| -> i64 {
        payments
            .iter()
            .filter_map(|payment| payment.remaining_of(source))
            .sum()
    };
    let net = owed.nets().get(source).copied().unwrap_or_default();
    let (path, of, remaining) = match source {
        Source::Line(line_id) if left(source) < net => {
            let at = owed
                .lines
                .iter()
                .position(|line| line.source() == *source)
                .unwrap_or_default();
            (
                format!("breakdown.lines[{at}].amount"),
                format!("line {line_id}"),
                left(source),
            )
        }
        _ => (
            "breakdown.amount".to_owned(),
            "the order's payments".to_owned(),
            left(&Source::Payment),
        ),
    };
    Rejection::Exceeds {
        path,
        of,
        remaining: Some(Money::new(remaining, owed.currency())),
    }
}

#[cfg(test)]
mod tests;
