//! What a refund is and what may happen to it: pure decisions over plain data.
//!
//! No clock, no database, no protobuf here. A command on a state gives the new state with what it does to the money,
//! what is told and which call comes next, or a [`Rejection`] that says why not.

pub mod breakdown;
pub mod ledger;
pub mod payment;
pub mod payout;
pub mod refund;
pub mod rejection;
pub mod split;
pub mod transition;
pub mod words;

#[cfg(test)]
mod samples;

pub use breakdown::{Breakdown, BreakdownLine};
pub use payment::{Payment, PaymentLine};
pub use payout::{Method, PayoutDetails};
pub use refund::Refund;
pub use rejection::Rejection;
