//! How a refund reaches the buyer: back the way it was paid, or to a wallet or account that the buyer names.
//!
//! Account numbers and names are personal. They are never printed, and only the last characters of a number are shown.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::rejection::{Flaw, Rejection};

/// The method that goes back the way the buyer paid.
pub const ORIGINAL: &str = "original";

/// The kind of payout that needs the bank's name.
const BANK_ACCOUNT: &str = "bank_account";

/// How many characters of an account number are shown.
const HINT_LENGTH: usize = 4;

/// How a refund is paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Method {
    /// `original`, or a payout such as `payout` or `bank_account`.
    pub method: String,
    /// The destinations the buyer can choose from; empty when only `method` itself is one.
    pub payout_options: Vec<String>,
    pub needs_payout_details: bool,
    pub clause_ids: Vec<String>,
}

impl Method {
    /// Back the way the buyer paid.
    pub fn original() -> Method {
        Method {
            method: ORIGINAL.to_owned(),
            payout_options: Vec::new(),
            needs_payout_details: false,
            clause_ids: Vec::new(),
        }
    }

    /// Whether an operator pays it out to a destination that the buyer names.
    pub fn is_payout(&self) -> bool {
        self.method != ORIGINAL || self.needs_payout_details
    }

    fn takes(&self, kind: &str) -> bool {
        if self.payout_options.is_empty() {
            return self.method == kind || self.method == "payout" || self.method == ORIGINAL;
        }
        self.payout_options.iter().any(|option| option == kind)
    }
}

/// Where a payout goes.
#[derive(Clone, PartialEq, Eq)]
pub struct PayoutDetails {
    /// One of the method's options.
    pub kind: String,
    pub account: String,
    pub holder: String,
    /// For an account at a bank; else empty.
    pub bank: String,
}

impl PayoutDetails {
    /// Checks that the method takes it and that it is complete. Spaces in a number are for people and are dropped.
    pub fn check(mut self, method: &Method) -> Result<PayoutDetails, Rejection> {
        self.account.retain(|c| !c.is_whitespace());
        let mut flaws = Vec::new();
        if self.kind.is_empty() || !method.takes(&self.kind) {
            let options = method.payout_options.join(", ");
            flaws.push(Flaw::new(
                "kind",
                format!("must be one of the refund's payout options: {options}"),
            ));
        }
        let is_number = |c: char| c.is_ascii_alphanumeric() || "-+@._".contains(c);
        if !(5..=64).contains(&self.account.len()) || !self.account.chars().all(is_number) {
            flaws.push(Flaw::new(
                "account",
                "must be an account, wallet or phone number, or an address, of 5 to 64 characters",
            ));
        }
        if self.holder.trim().is_empty() {
            flaws.push(Flaw::new("holder", "must not be empty"));
        }
        if self.kind == BANK_ACCOUNT && self.bank.trim().is_empty() {
            flaws.push(Flaw::new("bank", "is required for a bank account"));
        }
        if flaws.is_empty() {
            Ok(self)
        } else {
            Err(Rejection::Flawed(flaws))
        }
    }

    /// The last characters of the number.
    pub fn hint(&self) -> String {
        let shown = self.account.chars().count().saturating_sub(HINT_LENGTH);
        self.account.chars().skip(shown).collect()
    }
}

impl fmt::Debug for PayoutDetails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PayoutDetails")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
