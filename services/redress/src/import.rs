//! Importing an order history: CSV files in, orders in the order book out, and everything that is rejected by file, line
//! and reason.
//!
//! What always holds: orders go through the public contract, so that no rule is passed over; an order is imported whole or
//! reported; what was done is not done again, however often the import is interrupted and started anew; memory does not
//! grow with the size of the rows. Not here: where the suite runs, which the command decides.

mod amount;
mod book;
mod calls;
mod cells;
mod clock_text;
pub mod columns;
mod desk;
mod fault;
pub mod findings;
mod index;
mod journal;
mod layout;
mod order;
mod progress;
mod report;
mod summary;
mod table;

pub use book::Book;
pub use fault::{Fault, Reason};
pub use journal::Journal;
pub use layout::Reading;
pub use order::PaymentDifference;
pub use report::Report;
pub use summary::Summary;

use anyhow::Context as _;
use calls::Calls;
use desk::Desk;
use futures::stream::{FuturesUnordered, StreamExt as _};
use layout::{History, RowCounts, Told};
use std::path::PathBuf;
use std::time::Instant;
use tokio::sync::mpsc;

/// Orders that are read ahead.
const READ_AHEAD: usize = 64;

/// What is imported, and how.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The folder of the history.
    pub folder: PathBuf,
    /// The marketplace that the orders become part of.
    pub marketplace_id: String,
    /// What the files do not say.
    pub reading: Reading,
    /// How many orders are brought at once.
    pub in_flight: usize,
}

/// What the reading thread sends.
enum Read {
    /// A row that belongs to no order.
    Loose(Fault),
    /// The files are open.
    Opened(&'static str, RowCounts),
    /// An order.
    Order(Told),
}

/// Imports a history to its end.
///
/// # Errors
///
/// The history cannot be read, the suite cannot be reached, or a file cannot be written. What was imported stays.
pub async fn run(
    plan: &Plan,
    book: &Book,
    journal: Journal,
    report: Option<Report>,
) -> anyhow::Result<Summary> {
    let begin = Instant::now();
    let (sender, mut rows) = mpsc::channel(READ_AHEAD);
    let (folder, how) = (plan.folder.clone(), plan.reading.clone());
    let reading = tokio::task::spawn_blocking(move || read(&folder, how, &sender));
    let mut desk = Desk::new(journal, report);
    let mut on_their_way = FuturesUnordered::new();
    let mut is_read = false;
    loop {
        tokio::select! {
            row = rows.recv(), if !is_read && on_their_way.len() < plan.in_flight => match row {
                None => is_read = true,
                Some(Read::Loose(fault)) => desk.loose(&fault)?,
                Some(Read::Opened(layout, counts)) => desk.open(layout, counts),
                Some(Read::Order(Err(faults))) => desk.reject(&faults)?,
                Some(Read::Order(Ok(order))) => {
                    let calls = Box::new(Calls::of(&order, &plan.marketplace_id));
                    if desk.was_done(&calls) {
                        desk.pass();
                    } else {
                        on_their_way.push(async move {
                            let brought = book.bring(&calls).await;
                            (order, calls, brought)
                        });
                    }
                }
            },
            Some((order, calls, brought)) = on_their_way.next() => {
                let (order_id, brought) = brought?;
                desk.brought(&order, &calls, (&order_id, brought))?;
            }
            else => break,
        }
    }
    reading.await.context("the reading thread broke down")??;
    let mut summary = desk.close()?;
    summary.seconds = begin.elapsed().as_secs_f64();
    Ok(summary)
}

/// Reads a history and sends it, order by order. Ends early, and without an error, when nobody listens any more.
fn read(folder: &std::path::Path, how: Reading, sender: &mpsc::Sender<Read>) -> anyhow::Result<()> {
    let mut loose = |fault| {
        // Whoever has stopped listening has stopped the import.
        let _ = sender.blocking_send(Read::Loose(fault));
    };
    let mut history = History::open(folder, how, &mut loose)?;
    let opened = Read::Opened(history.layout(), history.counts());
    let mut is_heard = sender.blocking_send(opened).is_ok();
    while is_heard && let Some(told) = history.next_order()? {
        is_heard = sender.blocking_send(Read::Order(told)).is_ok();
    }
    Ok(())
}
