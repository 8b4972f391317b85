//! Reading a history: which layout a folder has, and its orders one by one.
//!
//! Rows of one order stand in several files and in any order. Each file is read once to note where the rows of a key are;
//! then the orders file is read from the start, and for each order its rows are fetched. Memory holds 24 bytes a row and
//! the order at hand.

mod olist;
mod own;

use super::columns;
use super::fault::{Fault, Reason};
use super::index::{Indexed, MOST_ROWS, Rows, keyed};
use super::order::{PastOrder, PaymentDifference};
use super::table::{Row, Table};
use anyhow::{Context as _, bail};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use olist::Olist;
use own::Own;
use redress_core::Currency;
use std::path::Path;

/// What the files themselves do not say.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The country of orders without one.
    pub country: Option<String>,
    /// The currency of orders without one.
    pub currency: Option<Currency>,
    /// The zone of local times.
    pub zone: Option<Tz>,
    /// What is done about payments that do not add up.
    pub difference: PaymentDifference,
    /// The first instant that is the future.
    pub now: DateTime<Utc>,
}

/// How many rows the files have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowCounts {
    /// Of orders.
    pub orders: usize,
    /// Of lines.
    pub lines: usize,
    /// Of payments.
    pub payments: usize,
}

/// An order, or what is wrong with it.
pub type Told = Result<Box<PastOrder>, Vec<Fault>>;

enum Layout {
    Own(Box<Own>),
    Olist(Box<Olist>),
}

/// An open history.
pub struct History {
    orders: Table,
    known: Indexed,
    layout: Layout,
    reading: Reading,
}

impl History {
    /// Opens the files of a folder and notes where their rows are. Rows that belong to no order go to `loose`.
    ///
    /// # Errors
    ///
    /// The folder has neither layout, a file is missing or unreadable, or a header lacks a column.
    pub fn open(folder: &Path, reading: Reading, loose: &mut dyn FnMut(Fault)) -> anyhow::Result<Self> {
        let has = |file: &columns::FileLayout| folder.join(file.name).exists();
        let is_olist = has(&columns::olist::ORDERS);
        if !is_olist && !has(&columns::own::ORDERS) {
            bail!(
                "{} has neither {} nor {}; `redress import columns` says what is read",
                folder.display(),
                columns::own::ORDERS.name,
                columns::olist::ORDERS.name
            );
        }
        let orders = if is_olist {
            &columns::olist::ORDERS
        } else {
            &columns::own::ORDERS
        };
        let path = folder.join(orders.name);
        let known = Indexed::open(&path, &orders.required(), "order_id", |_| true, loose)?;
        let layout = if is_olist {
            Layout::Olist(Box::new(Olist::open(folder, &known, loose)?))
        } else {
            Layout::Own(Box::new(Own::open(folder, &known, loose)?))
        };
        Ok(Self {
            orders: Table::open(&path, &orders.required())?,
            known,
            layout,
            reading,
        })
    }

    /// The layout's name.
    pub fn layout(&self) -> &'static str {
        match self.layout {
            Layout::Own(_) => "redress",
            Layout::Olist(_) => "olist",
        }
    }

    /// How many rows there are.
    pub fn counts(&self) -> RowCounts {
        let (lines, payments) = match &self.layout {
            Layout::Own(own) => own.counts(),
            Layout::Olist(olist) => olist.counts(),
        };
        RowCounts {
            orders: self.known.row_count(),
            lines,
            payments,
        }
    }

    /// The next order; `None` at the end.
    ///
    /// # Errors
    ///
    /// A file can no longer be read.
    pub fn next_order(&mut self) -> anyhow::Result<Option<Told>> {
        loop {
            // What ends or has no id was reported when the rows were noted.
            let Some(Ok(row)) = self.orders.next_row()? else {
                return Ok(None);
            };
            if let Ok(order_id) = keyed(&row, "order_id") {
                let order_id = order_id.to_owned();
                return self.tell(&row, &order_id).map(Some);
            }
        }
    }

    fn tell(&mut self, row: &Row, order_id: &str) -> anyhow::Result<Told> {
        let first = self.known.first(order_id)?.context("an order was there before")?;
        if first.place() != row.place() {
            return Ok(Err(vec![Fault {
                spot: row.spot(),
                order_id: order_id.to_owned(),
                reason: Reason::DuplicateId,
                message: format!("the order is on line {} already", first.place().line),
            }]));
        }
        let told = match &mut self.layout {
            Layout::Own(own) => own.order(row, order_id, &self.reading)?,
            Layout::Olist(olist) => olist.order(row, order_id, &self.reading)?,
        };
        let mut order = match told {
            Ok(order) => order,
            Err(faults) => return Ok(Err(faults)),
        };
        if self.reading.difference == PaymentDifference::Book {
            order.book_difference();
        }
        let faults = order.faults(self.reading.now);
        Ok(if faults.is_empty() { Ok(order) } else { Err(faults) })
    }
}

/// A file of the folder with its rows by key; `None` when it is not there and need not be.
fn indexed(
    folder: &Path,
    file: &columns::FileLayout,
    key: &'static str,
    is_known: impl Fn(&str) -> bool,
    loose: &mut dyn FnMut(Fault),
) -> anyhow::Result<Option<Indexed>> {
    let path = folder.join(file.name);
    if !file.is_required && !path.exists() {
        return Ok(None);
    }
    Indexed::open(&path, &file.required(), key, is_known, loose).map(Some)
}

/// A file that must be there, with its rows by order.
fn by_order(
    folder: &Path,
    file: &columns::FileLayout,
    orders: &Indexed,
    loose: &mut dyn FnMut(Fault),
) -> anyhow::Result<Indexed> {
    Indexed::open(
        &folder.join(file.name),
        &file.required(),
        "order_id",
        |id| orders.has(id),
        loose,
    )
}

/// The rows of an order; too many are a fault of the order.
fn rows_of(
    indexed: &mut Indexed,
    order: &Row,
    order_id: &str,
    faults: &mut Vec<Fault>,
) -> anyhow::Result<Vec<Row>> {
    Ok(match indexed.rows(order_id)? {
        Rows::All(rows) => rows,
        Rows::TooMany(count) => {
            faults.push(Fault {
                spot: order.spot(),
                order_id: order_id.to_owned(),
                reason: Reason::TooMany,
                message: format!("it has {count} rows in one file; at most {MOST_ROWS} are read"),
            });
            Vec::new()
        }
    })
}
