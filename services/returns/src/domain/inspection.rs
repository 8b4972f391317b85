//! The inspection of what came back: what was seen, put together over several looks, and what it comes to.

use chrono::{DateTime, Utc};
use redress_policy::pack::Checklist;
use redress_policy::{
    CheckResult, Finding, InspectionFacts, InspectionOutcome, InspectionVerdict, Layer, Mark, MissingPart,
};
use serde::{Deserialize, Serialize};

use super::approval::Decided;
use super::deadline::OpenDeadline;
use super::rejection::Rejection;
use super::return_case::Return;
use super::step::Step;
use super::words::ReturnState;

/// What refuses goods that are not those that were sold.
const SERIAL_NUMBER: &str = "serial_number";

/// An inspection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Inspection {
    pub seen: Seen,
    /// The serial number is not the one that was given.
    pub is_serial_number_wrong: bool,
    pub verdict: InspectionVerdict,
    pub time: DateTime<Utc>,
}

/// What was seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Seen {
    pub points: Vec<Check>,
    pub stages: Vec<Check>,
    pub voids: Vec<String>,
    pub is_ground_confirmed: bool,
    pub missing_parts: Vec<MissingPart>,
    /// Empty when it was not looked at.
    pub serial_number: String,
    /// What the inspector takes off for what failed.
    pub reduction_minor: Option<i64>,
    pub note: String,
}

/// A check with its result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Check {
    pub name: String,
    pub passed: bool,
    pub note: String,
}

impl Seen {
    /// This look on top of an earlier one that left something open.
    pub(crate) fn after(mut self, earlier: Self) -> Self {
        let keep = |own: &mut Vec<Check>, earlier: Vec<Check>| {
            let unseen = |check: &Check| !own.iter().any(|seen| seen.name == check.name);
            let mut all: Vec<Check> = earlier.into_iter().filter(unseen).collect();
            all.append(own);
            *own = all;
        };
        keep(&mut self.points, earlier.points);
        keep(&mut self.stages, earlier.stages);
        for void in earlier.voids {
            if !self.voids.contains(&void) {
                self.voids.push(void);
            }
        }
        if self.missing_parts.is_empty() {
            self.missing_parts = earlier.missing_parts;
        }
        if self.serial_number.is_empty() {
            self.serial_number = earlier.serial_number;
        }
        if self.note.is_empty() {
            self.note = earlier.note;
        }
        self.reduction_minor = self.reduction_minor.or(earlier.reduction_minor);
        self
    }

    /// What the policy judges.
    pub(crate) fn facts(&self) -> InspectionFacts {
        let results = |checks: &[Check]| {
            let result = |check: &Check| CheckResult {
                name: check.name.as_str().into(),
                passed: check.passed,
            };
            checks.iter().map(result).collect()
        };
        InspectionFacts {
            points: results(&self.points),
            stages: results(&self.stages),
            voids: self.voids.iter().map(|void| void.as_str().into()).collect(),
            is_ground_confirmed: Some(self.is_ground_confirmed),
            missing_parts: self.missing_parts.clone(),
        }
    }
}

impl Return {
    /// What was seen in all: with the earlier look, where that left something open.
    pub(crate) fn seen_in_all(&self, seen: Seen) -> Result<Seen, Rejection> {
        self.check_step(Step::Inspect)?;
        let open = self
            .inspection
            .as_ref()
            .filter(|earlier| earlier.verdict.outcome == InspectionOutcome::Incomplete);
        Ok(match open {
            Some(earlier) => seen.after(earlier.seen.clone()),
            None => seen,
        })
    }

    /// Whether goods with this serial number are not those that the buyer named.
    pub(crate) fn is_other_serial_number(&self, found: &str) -> bool {
        let mut given = self
            .lines
            .iter()
            .map(|line| line.serial_number.as_str())
            .filter(|given| !given.is_empty())
            .peekable();
        !found.is_empty() && given.peek().is_some() && given.all(|given| given != found)
    }

    /// Records an inspection. What is refused by it is refused by `decided`, its goods held until the clock runs out.
    pub(crate) fn inspect(&mut self, inspection: Inspection, decided: Decided, held: Option<OpenDeadline>) {
        let outcome = inspection.verdict.outcome;
        self.cite(inspection.verdict.clauses.iter());
        self.inspection = Some(inspection);
        match outcome {
            InspectionOutcome::Incomplete => {}
            InspectionOutcome::Refused => self.refuse_goods(decided, held),
            InspectionOutcome::Passed | InspectionOutcome::Reduced => self.state = ReturnState::Inspected,
        }
    }
}

/// Refuses goods with another serial number than the buyer named, whatever else was seen.
pub(crate) fn refuse_serial_number(verdict: &mut InspectionVerdict, checklist: &Checklist) {
    verdict.outcome = InspectionOutcome::Refused;
    verdict.holds_goods = checklist.holds_refused_goods;
    verdict.reduction_bp = 0;
    verdict.failed.push(SERIAL_NUMBER.into());
    verdict.findings.push(Finding {
        rule: checklist.id.clone(),
        clauses: checklist.clauses.clone(),
        held: false,
        message: "The serial number is not the one that the buyer named.".into(),
        facts: Vec::new(),
        line_id: None,
        layer: Layer::Marketplace,
        mark: Mark::Assumed,
    });
    for clause in checklist.clauses.iter() {
        if !verdict.clauses.contains(clause) {
            verdict.clauses.push(clause.clone());
        }
    }
}

/// The points that a refusal names, in one sentence.
pub(crate) fn failed_points(verdict: &InspectionVerdict) -> String {
    let failed: Vec<&str> = verdict.failed.iter().map(|name| &**name).collect();
    format!("The inspection refuses it: {}.", failed.join(", "))
}
