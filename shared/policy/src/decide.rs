//! Deciding: facts and layers in, an explained decision out.
//!
//! Each line is judged by every layer that speaks to its topic and ground; where the law gives the buyer more, the law
//! wins. The request as a whole is as strict as its strictest line. The same engine runs with an explanation or without:
//! what is recorded never changes what is answered. Not here: which version binds (the policies context resolves it).

mod assemble;
mod binding;
mod conditions;
mod deadlines;
mod ends;
mod judge;
mod messages;
mod own_terms;
mod record;
mod refund;
mod remedies;
mod verdict;
mod windows;

use crate::decision::{DeadlineSet, Decision, Method};
use crate::facts::{FactError, Facts};
use crate::layers::Layers;
use crate::time::TimeError;
use crate::words::Outcome;
use chrono::{DateTime, Utc};
pub use deadlines::deadline_after;
use record::{Explained, Silent};
pub(crate) use refund::by_plan;
pub(crate) use remedies::is_returnless;

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
    let mut verdicts = Vec::with_capacity(facts.lines.len());
    for line in &facts.lines {
        verdicts.push(judge::line(layers, facts, line, &mut record)?);
    }
    Ok(assemble::decision(layers, facts, &verdicts, record)?)
}

/// The outcome alone, by the same rules, without an explanation. For replays over many cases.
///
/// Errors: as [`decide`], save for days that only a deadline of the decision would need.
pub fn outcome(layers: &Layers, facts: &Facts) -> Result<Outcome, DecideError> {
    facts.check().map_err(DecideError::Facts)?;
    let mut strictest = Outcome::Allowed;
    for line in &facts.lines {
        strictest = strictest.max(judge::line(layers, facts, line, &mut Silent)?.outcome);
    }
    Ok(strictest)
}

/// The deadlines that start when a person approves what a decision left open: those that an approval by the policy itself
/// would have set with the request, counted from `approve_time`. The facts are those of the decision; what has happened
/// since, such as a receipt of the goods or a special period, may be added to them.
///
/// Errors: as [`decide`].
pub fn deadlines_on_approval(
    layers: &Layers,
    facts: &Facts,
    approve_time: DateTime<Utc>,
) -> Result<Vec<DeadlineSet>, DecideError> {
    facts.check().map_err(DecideError::Facts)?;
    let mut verdicts = Vec::with_capacity(facts.lines.len());
    for line in &facts.lines {
        verdicts.push(judge::line(layers, facts, line, &mut Silent)?);
    }
    Ok(deadlines::of_approval(layers, facts, approve_time, &verdicts)?)
}

/// How money for these facts goes back, also where a decision gives none.
pub(crate) fn method(layers: &Layers, facts: &Facts) -> Method {
    assemble::method(layers, facts, &[])
}
