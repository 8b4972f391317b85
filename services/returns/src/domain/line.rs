//! Lines of a return, and what is claimed of an order line over all returns.
//!
//! Always: the units that a return holds of an order line are counted in the book of that order, so that no unit is
//! returned or claimed twice; a return that ends without effect lets go of them.

use serde::{Deserialize, Serialize};

/// Units of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LineQuantity {
    pub line_id: String,
    pub quantity: i64,
}

/// A line of a return.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ReturnLine {
    pub line_id: String,
    /// How many are asked for.
    pub quantity: i64,
    /// How many came back.
    pub received_quantity: i64,
    /// How many it holds of the order line.
    pub held_quantity: i64,
    /// The buyer keeps them, whatever becomes of the others.
    pub is_kept: bool,
    pub title: String,
    pub sku: String,
    /// As the buyer gives it; may be empty.
    pub serial_number: String,
}

impl ReturnLine {
    /// How many have to come back and have not.
    pub(crate) fn out_quantity(&self) -> i64 {
        if self.is_kept {
            0
        } else {
            self.quantity - self.received_quantity
        }
    }
}

/// What is claimed of an order line, over all returns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BookLine {
    pub line_id: String,
    /// What was ordered, less what was cancelled.
    pub quantity: i64,
    pub claimed_quantity: i64,
    /// What of that is claimed as returned after delivery.
    pub returned_quantity: i64,
}

/// A change of what a return holds of an order line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Holding {
    pub line_id: String,
    /// More when above zero, fewer when below.
    pub by: i64,
}

/// What changed between what two states of the same lines hold.
pub(crate) fn holdings(before: &[ReturnLine], after: &[ReturnLine]) -> Vec<Holding> {
    let held_before = |line_id: &str| {
        let line = before.iter().find(|line| line.line_id == line_id);
        line.map_or(0, |line| line.held_quantity)
    };
    after
        .iter()
        .map(|line| Holding {
            line_id: line.line_id.clone(),
            by: line.held_quantity - held_before(&line.line_id),
        })
        .filter(|holding| holding.by != 0)
        .collect()
}
