//! A seller's terms, and the terms of one order: adjustments to the cases that the marketplace lets them adjust.

use super::ClauseIds;
use crate::Text;
use crate::time::Span;
use crate::words::Party;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who the terms are of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TermsHeader {
    /// The edition, such as its date.
    pub edition: Text,
    /// The seller's name, or what the order's terms are called.
    pub name: Text,
}

/// Terms of a seller, or of one order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SellerTerms {
    /// Who the terms are of.
    pub terms: TermsHeader,
    /// The adjusted cases.
    #[serde(rename = "case")]
    pub cases: Vec<CaseTerms>,
}

/// How one case is adjusted. What is left out stays as the marketplace has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseTerms {
    /// The marketplace's case.
    pub case: Text,
    /// The length of its window, counted from the same event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Span>,
    /// Another refund plan of the marketplace's pack.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refund: Option<Text>,
    /// Who decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<Party>,
    /// How soon a refund is due, counted from the event that the marketplace counts its own from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refund_due: Option<Span>,
    /// How the money goes back: `original` or `payout`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<Text>,
    /// What the terms' own clauses are called; the marketplace's `seller_clauses` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clauses: Option<ClauseIds>,
}
