//! What became of a history: counts, and the first of what was rejected.

use super::book::Brought;
use super::fault::{Fault, Reason};
use super::layout::RowCounts;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;

/// How many rejected rows of each reason are kept as examples.
const EXAMPLES: usize = 2;

/// The end of an import, as people and `--json` read it.
#[derive(Debug, Default, Serialize)]
pub struct Summary {
    /// `redress` or `olist`.
    pub layout: &'static str,
    /// Rows of orders.
    pub orders_read: usize,
    /// Rows of lines.
    pub lines_read: usize,
    /// Rows of payments.
    pub payments_read: usize,
    /// Orders that were not there before.
    pub imported: usize,
    /// Orders that were there in part and now lack nothing.
    pub completed: usize,
    /// Orders that were there already.
    pub already_there: usize,
    /// Orders that were rejected, each by its first reason.
    pub rejected: BTreeMap<Reason, usize>,
    /// Rows that belong to no order of the history, by reason.
    pub loose_rows: BTreeMap<Reason, usize>,
    /// The first rows that were rejected.
    pub examples: Vec<Fault>,
    /// How long it took.
    pub seconds: f64,
}

impl Summary {
    /// Of a history that was opened.
    pub(super) fn begin(&mut self, layout: &'static str, counts: RowCounts) {
        self.layout = layout;
        self.orders_read = counts.orders;
        self.lines_read = counts.lines;
        self.payments_read = counts.payments;
    }

    /// Counts an order that reached the order book.
    pub(super) fn brought(&mut self, brought: &Brought) {
        match brought {
            Brought::Imported => self.imported += 1,
            Brought::Completed => self.completed += 1,
            Brought::AlreadyThere => self.already_there += 1,
            // Counted with its fault.
            Brought::OtherOrder | Brought::Refused(_) => {}
        }
    }

    /// Counts an order that was rejected.
    pub(super) fn rejected(&mut self, faults: &[Fault]) {
        if let Some(first) = faults.first() {
            *self.rejected.entry(first.reason).or_default() += 1;
        }
        self.keep(faults);
    }

    /// Counts a row that belongs to no order.
    pub(super) fn loose(&mut self, fault: &Fault) {
        *self.loose_rows.entry(fault.reason).or_default() += 1;
        self.keep(std::slice::from_ref(fault));
    }

    /// Orders that were rejected.
    pub fn rejected_count(&self) -> usize {
        self.rejected.values().sum()
    }

    fn keep(&mut self, faults: &[Fault]) {
        for fault in faults {
            let same = self.examples.iter().filter(|kept| kept.reason == fault.reason);
            if same.count() < EXAMPLES {
                self.examples.push(fault.clone());
            }
        }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "read           {} orders, {} lines, {} payments ({} layout)",
            self.orders_read, self.lines_read, self.payments_read, self.layout
        )?;
        writeln!(f, "imported       {}", self.imported)?;
        if self.completed > 0 {
            writeln!(f, "completed      {} that were there in part", self.completed)?;
        }
        writeln!(f, "already there  {}", self.already_there)?;
        writeln!(f, "rejected       {} orders", self.rejected_count())?;
        by_reason(f, &self.rejected)?;
        let loose: usize = self.loose_rows.values().sum();
        if loose > 0 {
            writeln!(f, "no order       {loose} rows")?;
            by_reason(f, &self.loose_rows)?;
        }
        if !self.examples.is_empty() {
            writeln!(f, "such as")?;
        }
        for fault in &self.examples {
            writeln!(f, "  {fault}")?;
        }
        write!(f, "took           {:.1} s", self.seconds)
    }
}

fn by_reason(f: &mut fmt::Formatter<'_>, counts: &BTreeMap<Reason, usize>) -> fmt::Result {
    for (reason, count) in counts {
        writeln!(
            f,
            "  {count:>6}  {:<24} {}",
            reason.as_str(),
            reason.description()
        )?;
    }
    Ok(())
}
