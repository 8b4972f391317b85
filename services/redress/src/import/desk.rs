//! Where the answers come in: each is counted, reported, noted in the journal and shown as progress.

use super::book::Brought;
use super::calls::Calls;
use super::fault::{Fault, Reason};
use super::journal::Journal;
use super::layout::RowCounts;
use super::order::PastOrder;
use super::progress::Progress;
use super::report::Report;
use super::summary::Summary;

/// The books of one import.
pub(super) struct Desk {
    journal: Journal,
    report: Option<Report>,
    summary: Summary,
    progress: Progress,
}

impl Desk {
    pub(super) fn new(journal: Journal, report: Option<Report>) -> Self {
        Self {
            journal,
            report,
            summary: Summary::default(),
            progress: Progress::of(0),
        }
    }

    /// The history is open.
    pub(super) fn open(&mut self, layout: &'static str, counts: RowCounts) {
        self.summary.begin(layout, counts);
        self.progress = Progress::of(counts.orders);
        let finished = self.journal.finished_count();
        if finished > 0 {
            self.progress.resume(finished);
        }
    }

    /// A row belongs to no order.
    pub(super) fn loose(&mut self, fault: &Fault) -> anyhow::Result<()> {
        self.summary.loose(fault);
        self.tell(fault)
    }

    /// An order is not as it has to be.
    pub(super) fn reject(&mut self, faults: &[Fault]) -> anyhow::Result<()> {
        self.summary.rejected(faults);
        self.progress.step(true);
        faults.iter().try_for_each(|fault| self.tell(fault))
    }

    /// Whether an order was finished before, with this same history.
    pub(super) fn was_done(&self, calls: &Calls) -> bool {
        self.journal.has(&calls.digest())
    }

    /// An order was finished before.
    pub(super) fn pass(&mut self) {
        self.summary.brought(&Brought::AlreadyThere);
        self.progress.step(false);
    }

    /// The order book answered.
    pub(super) fn brought(
        &mut self,
        order: &PastOrder,
        calls: &Calls,
        (order_id, brought): (&str, Brought),
    ) -> anyhow::Result<()> {
        let (reason, message) = match brought {
            Brought::Imported | Brought::Completed | Brought::AlreadyThere => {
                self.summary.brought(&brought);
                self.progress.step(false);
                return self.journal.note(calls.digest(), order_id);
            }
            Brought::OtherOrder => (
                Reason::OtherOrder,
                format!(
                    "the order book has {order_id} under this reference, with another buyer or other lines"
                ),
            ),
            Brought::Refused(why) if order_id.is_empty() => (Reason::Refused, why),
            Brought::Refused(why) => (
                Reason::Refused,
                format!("{why}; {order_id} stays as it was before this step"),
            ),
        };
        self.reject(&[Fault {
            spot: order.spot.clone(),
            order_id: order.order_id.clone(),
            reason,
            message,
        }])
    }

    /// Everything is in.
    pub(super) fn close(self) -> anyhow::Result<Summary> {
        self.progress.end();
        if let Some(report) = self.report {
            report.end()?;
        }
        Ok(self.summary)
    }

    fn tell(&mut self, fault: &Fault) -> anyhow::Result<()> {
        match &mut self.report {
            Some(report) => report.add(fault),
            None => Ok(()),
        }
    }
}
