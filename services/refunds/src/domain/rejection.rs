//! Why the domain says no, with the data to say it well. Nothing was changed when one is returned.

use redress_core::{Currency, Money};

use super::words::State;

/// One bad field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The field's path in the request.
    pub path: String,
    /// Completes the sentence "the field …".
    pub text: String,
}

impl Flaw {
    /// A flaw of the field at `path`.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Flaw {
        Flaw {
            path: path.into(),
            text: text.into(),
        }
    }
}

/// A refusal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// The request contradicts itself.
    #[error("the request is flawed: {}", describe(.0))]
    Flawed(Vec<Flaw>),
    /// The refund's state does not allow this.
    #[error("refund {refund_id} is {state}")]
    IllegalState {
        refund_id: String,
        state: State,
        allowed: &'static [State],
    },
    /// More than what is left to refund.
    #[error("{}", exceeds(.of, .remaining))]
    Exceeds {
        /// The request's field that asks too much.
        path: String,
        /// Of what too much is asked: `payment p1`, `line 1`; empty when only the database knows.
        of: String,
        /// What is left of it; absent when only the database knows.
        remaining: Option<Money>,
    },
    /// Another currency than the payment's.
    #[error("the amount is in {given}, the payment in {expected}")]
    Currency {
        path: String,
        given: Currency,
        expected: Currency,
    },
    /// The resource does not exist, or not for this caller.
    #[error("there is no {kind} {id}")]
    NotFound {
        kind: &'static str,
        id: String,
        path: &'static str,
    },
}

impl Rejection {
    /// One bad field.
    pub fn flaw(path: impl Into<String>, text: impl Into<String>) -> Rejection {
        Rejection::Flawed(vec![Flaw::new(path, text)])
    }

    /// No such refund, or none that the caller may know of.
    pub fn no_refund(id: &str) -> Rejection {
        Rejection::NotFound {
            kind: "refund",
            id: id.to_owned(),
            path: "refund_id",
        }
    }

    /// The reason code that events carry.
    pub fn code(&self) -> &'static str {
        match self {
            Rejection::Flawed(_) => "INVALID_FIELD",
            Rejection::IllegalState { .. } => "ILLEGAL_TRANSITION",
            Rejection::Exceeds { .. } => "AMOUNT_EXCEEDS_REFUNDABLE",
            Rejection::Currency { .. } => "CURRENCY_MISMATCH",
            Rejection::NotFound { .. } => "NOT_FOUND",
        }
    }
}

fn describe(flaws: &[Flaw]) -> String {
    let each = flaws.iter().map(|flaw| format!("{} {}", flaw.path, flaw.text));
    each.collect::<Vec<_>>().join("; ")
}

fn exceeds(of: &str, remaining: &Option<Money>) -> String {
    match remaining {
        Some(remaining) => format!("the refund exceeds what is left of {of}: {remaining}"),
        None => "the refund exceeds what is left of the payment".to_owned(),
    }
}
