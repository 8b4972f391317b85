//! Hard ends: instants from which a shop gives some remedies no more, whatever the ground.

use super::messages::said;
use super::record::Record;
use super::remedies::RemedySet;
use super::windows::Sight;
use crate::decision::FactValue;
use crate::pack::{Case, Term};
use crate::time::TimeError;
use crate::words::Remedy;
use chrono::{DateTime, Utc};

/// How the hard ends of a pack stand for a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ends {
    /// What is still given of what was asked about.
    pub left: RemedySet,
    /// The instant from which nothing is given any more; absent when something has no end.
    pub close_time: Option<DateTime<Utc>>,
}

/// The ends that a case's remedies have.
pub(super) fn hard_ends<R: Record>(
    sight: Sight<'_>,
    case: &Case,
    given: RemedySet,
    record: &mut R,
) -> Result<Ends, TimeError> {
    let mut ends = Vec::new();
    for end in sight
        .pack
        .hard_ends
        .iter()
        .filter(|end| end.topics.contains(&case.topic))
    {
        let Some(at) = sight.event(end.after) else {
            continue;
        };
        let close = sight.count(at, end.span, false)?;
        let held = sight.facts.now < close.due;
        record.finding(
            sight.considered(&case.id, end.basis(), held),
            || {
                said(
                    held,
                    "The last day for any refund or replacement has not passed.",
                    &end.text,
                )
            },
            || {
                [
                    ("request.time", FactValue::Time(sight.facts.now)),
                    ("hard_end.close_time", FactValue::Time(close.due)),
                ]
            },
        );
        ends.push((RemedySet::from(end.remedies.as_slice()), close.due));
    }
    let passed = ends.iter().filter(|(_, due)| sight.facts.now >= *due);
    let left = passed.fold(given, |left, (ended, _)| left.without(*ended));
    let close_time = if ends.is_empty() {
        None
    } else {
        close_of_all(given, &ends)
    };
    Ok(Ends { left, close_time })
}

/// When the last of the remedies ends; none when one of them does not.
fn close_of_all(given: RemedySet, ends: &[(RemedySet, DateTime<Utc>)]) -> Option<DateTime<Utc>> {
    let mut last = None;
    for remedy in Remedy::ALL.iter().filter(|remedy| given.has(**remedy)) {
        let own = ends
            .iter()
            .filter(|(ended, _)| ended.has(*remedy))
            .map(|(_, due)| *due)
            .min()?;
        last = last.max(Some(own));
    }
    last
}
