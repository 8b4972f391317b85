//! StreamTrackingEvents: reports in one stream, committed many at a time.
//!
//! What waits in the stream is taken up to a limit and written in one transaction, so that a fast sender shares commits and
//! a slow one is not kept waiting. Memory does not grow with the stream.

use redress_contracts::redress::logistics::v1 as pb;
use redress_rpc::{Caller, Problem};

use super::App;
use super::recording::{Incoming, Outcome, record};
use crate::convert::requests::MAX_ID;
use crate::domain::rejection::Rejection;
use crate::error::{Error, of_rejection};
use crate::store::Scope;

/// Reports in one transaction.
pub(crate) const BATCH: usize = 64;
/// Rejected reports that are told one by one.
const MAX_TOLD: usize = 1_000;

/// What became of a stream so far.
#[derive(Debug, Default)]
pub(crate) struct Tally(pb::StreamTrackingEventsResponse);

impl Tally {
    /// How many reports there were.
    pub(crate) fn seen(&self) -> i64 {
        let counts = &self.0;
        counts.applied_count + counts.duplicate_count + counts.out_of_order_count + counts.rejected_count
    }

    pub(crate) fn into_reply(self) -> pb::StreamTrackingEventsResponse {
        self.0
    }

    fn count(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Applied => self.0.applied_count += 1,
            Outcome::Duplicate => self.0.duplicate_count += 1,
            Outcome::OutOfOrder => self.0.out_of_order_count += 1,
        }
    }

    fn reject(&mut self, problem: &Problem, mut source_event_id: String) {
        let index = self.seen();
        // Told shortened, so that the reply stays small whatever came.
        source_event_id.truncate(source_event_id.floor_char_boundary(MAX_ID));
        self.0.rejected_count += 1;
        if self.0.rejected.len() < MAX_TOLD {
            self.0.rejected.push(pb::RejectedReport {
                index,
                reason: problem.reason().as_str().to_owned(),
                message: problem.message().to_owned(),
                source_event_id,
            });
        }
    }
}

/// A report of a stream: checked, or why it cannot be.
pub(crate) type Item = (String, Result<Incoming, Problem>);

impl App {
    /// Records the next reports of a stream and counts what became of them.
    ///
    /// # Errors
    ///
    /// None of them was recorded; those of earlier calls stay.
    pub(crate) async fn stream_tracking_events(
        &self,
        caller: &Caller,
        items: Vec<Item>,
        tally: &mut Tally,
    ) -> Result<(), Error> {
        let (shelf, scope) = (self.shelf.clone(), Scope::of(caller));
        let checked = items.iter().filter_map(|(_, item)| item.as_ref().ok());
        let checked: Vec<Incoming> = checked.cloned().collect();
        let answers: Vec<Result<Outcome, Rejection>> = if checked.is_empty() {
            Vec::new()
        } else {
            self.write(move |tx| {
                let (answers, _) = record(tx, &shelf, &scope, &checked)?;
                let outcomes = answers
                    .into_iter()
                    .map(|answer| answer.map(|taken| taken.outcome));
                Ok(outcomes.collect())
            })
            .await?
        };
        let mut answers = answers.into_iter();
        for (source_event_id, item) in items {
            match item {
                Err(problem) => tally.reject(&problem, source_event_id),
                Ok(_) => match answers.next().expect("invariant: each report has an answer") {
                    Ok(outcome) => tally.count(&outcome),
                    Err(rejection) => tally.reject(&of_rejection(rejection), source_event_id),
                },
            }
        }
        Ok(())
    }
}
