//! A decision of the policy with what it was made on, so that it can be made again.

use redress_policy::{Decision, Facts};

/// A stored decision. Written once, never changed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct DecisionRecord {
    pub decision_id: String,
    /// Empty where it opened no return.
    pub return_id: String,
    pub order_id: String,
    pub marketplace_id: String,
    pub buyer_id: String,
    pub seller_id: String,
    pub facts: Facts,
    pub decision: Decision,
}
