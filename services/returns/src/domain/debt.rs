//! What a return owes the buyer.

use chrono::{DateTime, Utc};
use redress_policy::{Breakdown, Method, Party};
use serde::{Deserialize, Serialize};

/// Where the buyer wants the money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Payout {
    pub kind: String,
    pub account: String,
    #[serde(default)]
    pub holder: String,
    #[serde(default)]
    pub bank: String,
}

/// A debt to the buyer. It becomes `returns.refund_owed`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Debt {
    pub breakdown: Breakdown,
    pub method: Option<Method>,
    pub due_time: Option<DateTime<Utc>>,
    pub debtor: Party,
    pub clauses: Vec<String>,
}

/// A refund made of a return, as last heard of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KnownRefund {
    pub refund_id: String,
    pub amount_minor: i64,
    pub is_paid: bool,
}
