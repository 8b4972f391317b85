//! Deciding: facts and layers in, an explained decision out.
//!
//! Each line is judged by every layer that speaks to its topic and ground; where the law gives the buyer more, the law
//! wins. The request as a whole is as strict as its strictest line. The same engine runs with an explanation or without:
//! what is recorded never changes what is answered. Not here: which version binds (the policies context resolves it).

mod assemble;
mod deadlines;
mod judge;
mod record;
mod refund;
mod windows;

use crate::decision::Decision;
use crate::facts::{FactError, Facts};
use crate::layers::Layers;
use crate::time::TimeError;
use crate::words::Outcome;
pub use deadlines::deadline_after;
use record::{Explained, Silent};

/// Why no decision could be made. Never a refusal: a refusal is a decision.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecideError {
    /// The facts contradict themselves.
    #[error("the facts cannot be decided on: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Facts(Vec<FactError>),
    /// A calendar does not cover a day that matters.
    #[error(transparent)]
    Time(#[from] TimeError),
}

/// Decides and explains. Deterministic: equal arguments give an equal decision.
///
/// Errors: facts that contradict themselves, or a day that the pack's calendar does not cover.
pub fn decide(layers: &Layers, facts: &Facts) -> Result<Decision, DecideError> {
    facts.check().map_err(DecideError::Facts)?;
    let mut record = Explained::for_lines(facts.lines.len());
    let verdicts = judge::lines(layers, facts, &mut record)?;
    assemble::decision(layers, facts, verdicts, record)
}

/// The outcome alone, by the same rules, without an explanation. For replays over many cases.
///
/// Errors: as [`decide`].
pub fn outcome(layers: &Layers, facts: &Facts) -> Result<Outcome, DecideError> {
    facts.check().map_err(DecideError::Facts)?;
    let verdicts = judge::lines(layers, facts, &mut Silent)?;
    Ok(verdicts.iter().map(|verdict| verdict.outcome).max().unwrap_or(Outcome::Refused))
}
