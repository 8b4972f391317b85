//! What is known of carriers: how their tracking numbers look, how a number is told from a mistyped one, and what their
//! own status codes mean. Pure; the knowledge itself is data (`data/*.toml`), read once.
//!
//! What always holds: a number is never refused here. It has candidates, or a flaw that somebody should look at.

mod check;
mod data;
mod identify;
mod near;
mod pattern;
mod statuses;

pub(crate) use data::{Carrier, book};
pub(crate) use identify::{Assessment, Candidate, Identified, assess, identify};
pub(crate) use near::NearNumber;
pub(crate) use statuses::status_of;

/// The longest number that is looked at; longer ones fit nothing.
const MAX_NUMBER: usize = 60;

/// A number as it is compared: without blanks, dashes and dots, in capitals.
pub(crate) fn normalized(number: &str) -> String {
    number
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.' | '_' | '/'))
        .flat_map(char::to_uppercase)
        .collect()
}

#[cfg(test)]
mod tests;
