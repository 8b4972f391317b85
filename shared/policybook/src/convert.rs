//! Between the core's types and `redress.policies.v1`: words both ways, breakdowns both ways, decisions outward.
//!
//! Every match is exhaustive: a word added to one side does not compile until the other side has it.

mod breakdown;
mod decision;
mod words;

pub use breakdown::{BreakdownError, breakdown_from_wire, breakdown_to_wire};
pub use decision::{decision_to_wire, finding_to_wire, method_to_wire};
pub use words::{Word, refusal_to_wire, word};
