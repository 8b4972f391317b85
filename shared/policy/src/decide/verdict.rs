//! What was found for one line, and how a law's answer stands under the shop's.

use super::remedies::RemedySet;
use super::windows::Sight;
use crate::pack::{Case, Pack, RefundPlan};
use crate::words::{Layer, Outcome, RefusalReason};
use chrono::{DateTime, Utc};
use std::ops::Range;

/// What one pack answers for a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Answer<'a> {
    pub pack: &'a Pack,
    /// The layer it comes from: the pack's, or that of the own terms that changed it.
    pub layer: Layer,
    /// The case that granted, or refused last.
    pub case: Option<&'a Case>,
    /// The plan of the refund and the layer that chose it; none where no money is among the remedies.
    pub plan: Option<(&'a RefundPlan, Layer)>,
    /// What it gives, hard ends and the facts considered.
    pub remedies: RemedySet,
}

/// What was found for one line.
#[derive(Clone, Debug)]
pub(super) struct Verdict<'a> {
    pub outcome: Outcome,
    pub refusal: Option<RefusalReason>,
    /// The answer that counts.
    pub answer: Answer<'a>,
    /// What other layers grant as well: the buyer gets the larger refund, and every remedy.
    pub others: Vec<Answer<'a>>,
    pub close_time: Option<DateTime<Utc>>,
    /// The findings that carried the answer.
    pub carried_by: Range<usize>,
    /// The findings on exclusions that the ground passes.
    pub passed: Range<usize>,
}

impl<'a> Verdict<'a> {
    pub(super) fn refused(
        sight: Sight<'a>,
        case: Option<&'a Case>,
        reason: RefusalReason,
        carried_by: Range<usize>,
    ) -> Self {
        Self {
            outcome: Outcome::Refused,
            refusal: Some(reason),
            answer: Answer {
                pack: sight.pack,
                layer: sight.layer,
                case,
                plan: None,
                remedies: RemedySet::default(),
            },
            others: Vec::new(),
            close_time: None,
            carried_by,
            passed: 0..0,
        }
    }

    /// Lays a law under this verdict: the better outcome counts, a tie stays with what was there, and what both grant
    /// stays open until the later end.
    pub(super) fn on_floor(self, floor: Self) -> Self {
        if floor.outcome == Outcome::Refused {
            return self;
        }
        if self.outcome == Outcome::Refused {
            return floor;
        }
        let is_better = floor.outcome < self.outcome;
        let (mut wins, other) = if is_better { (floor, self) } else { (self, floor) };
        wins.close_time = match (wins.close_time, other.close_time) {
            (Some(a), Some(b)) => Some(a.max(b)),
            _ => None,
        };
        wins.others.push(other.answer);
        wins.others.extend(other.others);
        wins
    }

    /// Every answer that grants, the one that counts first.
    pub(super) fn answers(&self) -> impl Iterator<Item = &Answer<'a>> {
        std::iter::once(&self.answer).chain(&self.others)
    }

    /// The marketplace's own case, where it grants.
    pub(super) fn own_case(&self) -> Option<&'a Case> {
        self.answers()
            .find(|answer| answer.layer != Layer::Law)
            .and_then(|answer| answer.case)
    }
}
