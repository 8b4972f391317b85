//! The invariants of money, quantities and time, as pure functions over what the contracts return: each gives what does not
//! hold, in words, and nothing when all is well.

mod money;
mod time;

pub use money::{breakdown, effects, payments, promise, quantities, trial_balance};
pub use time::{Clock, cited, deadline, not_stuck};

/// An invariant that did not hold.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Broken {
    /// The day it was found on, from 0.
    pub day: u32,
    /// Which order, by the shop's own reference, or which shop.
    pub subject: String,
    /// What did not hold.
    pub what: String,
}

impl Broken {
    /// In a line.
    pub fn line(&self) -> String {
        format!("day {}: {}: {}", self.day, self.subject, self.what)
    }
}
