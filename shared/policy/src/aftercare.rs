//! What follows a decision on a return or a parcel: what has to come back and to where, what an inspection means, and
//! what is really settled once the goods are there.
//!
//! What always holds: every answer cites the clauses that it rests on, and money is reckoned by the same core that decided, so
//! that a preview and what is paid agree. Not here: who may ask for it, and when (the contexts that keep the cases).

mod governing;
mod inspection;
mod places;
mod plan;
mod settlement;

pub use governing::{delivery_rule, governing_case};
pub use inspection::{CheckResult, InspectionFacts, InspectionVerdict, MissingPart, judge_inspection};
pub use places::nearest_warehouse;
pub use plan::{ReturnPlan, return_plan};
pub use settlement::{ExchangeItem, ReceivedLine, SettleError, Settlement, SettlementFacts, settle};

use crate::Text;
use crate::decision::{FactValue, SeenFact};
use crate::pack::ClauseIds;

/// Adds clauses that are not there yet.
fn add_clauses(clauses: &mut Vec<Text>, more: &ClauseIds) {
    for clause in more.iter() {
        if !clauses.contains(clause) {
            clauses.push(clause.clone());
        }
    }
}

fn seen(name: &'static str, value: FactValue) -> SeenFact {
    SeenFact {
        name: name.into(),
        value,
    }
}
