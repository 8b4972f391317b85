//! Judging an inspection: what was found at the goods against the checklist, and what follows.

mod bench;

use crate::Text;
use crate::decision::Finding;
use crate::facts::FactError;
use crate::pack::{Checklist, Pack};
use crate::words::{Ground, InspectionOutcome};
use bench::Bench;
use serde::{Deserialize, Serialize};

/// The most that one missing part may cost, in minor units.
const LARGEST_PART_MINOR: i64 = 1_000_000_000_000;

/// The most parts that one inspection may name.
const MOST_PARTS: usize = 1_000;

/// What an inspection found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct InspectionFacts {
    /// The points of the checklist that were looked at.
    pub points: Vec<CheckResult>,
    /// The stages of the checklist that were gone through. One that passed speaks for nothing against the return.
    pub stages: Vec<CheckResult>,
    /// What was found that voids the claim, such as `misuse`.
    pub voids: Vec<Text>,
    /// The problem that was named is there, or is not; absent while nobody said.
    pub is_ground_confirmed: Option<bool>,
    /// What should be there and is not.
    pub missing_parts: Vec<MissingPart>,
}

/// The result of one check.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CheckResult {
    /// The point or stage, as the checklist calls it.
    pub name: Text,
    /// Whether it passed.
    pub passed: bool,
}

/// A part that is missing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MissingPart {
    /// Its name.
    pub name: Text,
    /// What it costs, minor units of the order's currency, at least 0.
    pub price_minor: i64,
}

/// What follows from an inspection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InspectionVerdict {
    /// The checklist.
    pub checklist_id: Text,
    /// What it comes to.
    pub outcome: InspectionOutcome,
    /// Points and stages that failed, voids that were found, `ground` when the named problem is not there.
    pub failed: Vec<Text>,
    /// Points and stages without a result, `ground` when nobody said.
    pub missing: Vec<Text>,
    /// What a reduction takes off the item price where the inspector names no amount, in hundredths of a percent.
    pub reduction_bp: i64,
    /// The goods are refused and held for the buyer.
    pub holds_goods: bool,
    /// Every check with what it rests on.
    pub findings: Vec<Finding>,
    /// The clauses that carried the outcome, each once.
    pub clauses: Vec<Text>,
}

impl InspectionFacts {
    /// What the missing parts cost together.
    pub fn missing_parts_minor(&self) -> i64 {
        let prices = self.missing_parts.iter().map(|part| part.price_minor);
        prices.fold(0, i64::saturating_add)
    }
}

/// Judges what an inspection found. `pack` is the one that the checklist is of.
///
/// A void, or a named problem that is not there, refuses at once; else every point and stage needs a result before anything
/// follows. Returns without a defect have no problem to confirm.
///
/// Errors: checks and voids that the checklist does not have or that are named twice, and prices that are not sensible; all
/// are found, with their paths.
pub fn judge_inspection(
    pack: &Pack,
    checklist: &Checklist,
    ground: Ground,
    facts: &InspectionFacts,
) -> Result<InspectionVerdict, Vec<FactError>> {
    check(checklist, facts)?;
    let mut bench = Bench::new(pack, checklist);
    for void in &checklist.voids {
        bench.void(void, facts.voids.contains(void));
    }
    if checklist.confirms_ground && claims_a_problem(ground) {
        bench.ground(ground, facts.is_ground_confirmed);
    }
    bench.is_decided = !bench.failed.is_empty();
    let results = || facts.points.iter().chain(&facts.stages);
    for name in checklist.checks() {
        let found = results().find(|result| result.name == *name);
        bench.check(
            name,
            found.map(|result| result.passed),
            !facts.missing_parts.is_empty(),
        );
    }
    bench.parts(&facts.missing_parts);
    Ok(bench.verdict())
}

/// Whether a ground names a problem that an inspection can see.
const fn claims_a_problem(ground: Ground) -> bool {
    matches!(
        ground,
        Ground::DamagedOnArrival
            | Ground::NotAsDescribed
            | Ground::WrongItem
            | Ground::MissingItem
            | Ground::Defective
            | Ground::ProblemInUse
            | Ground::Warranty
    )
}

fn check(checklist: &Checklist, facts: &InspectionFacts) -> Result<(), Vec<FactError>> {
    let mut errors = Vec::new();
    let mut named = |list: &str, field: &str, names: Vec<&Text>, known: &[Text]| {
        for (i, name) in names.iter().enumerate() {
            let reason = if !known.contains(name) {
                let id = &checklist.id;
                format!("`{name}` is none of the {list} of `{id}`: {}", known.join(", "))
            } else if names[..i].contains(name) {
                format!("`{name}` is named twice")
            } else {
                continue;
            };
            let path = format!("{list}[{i}]{field}");
            errors.push(FactError { path, reason });
        }
    };
    let names = |results: &'_ [CheckResult]| results.iter().map(|result| result.name.clone()).collect();
    let (points, stages): (Vec<Text>, Vec<Text>) = (names(&facts.points), names(&facts.stages));
    named("points", ".name", points.iter().collect(), &checklist.points);
    named("stages", ".name", stages.iter().collect(), &checklist.stages);
    named("voids", "", facts.voids.iter().collect(), &checklist.voids);
    if facts.missing_parts.len() > MOST_PARTS {
        errors.push(FactError {
            path: "missing_parts".to_owned(),
            reason: format!("must be at most {MOST_PARTS}"),
        });
    }
    for (i, part) in facts.missing_parts.iter().enumerate() {
        if !(0..=LARGEST_PART_MINOR).contains(&part.price_minor) {
            errors.push(FactError {
                path: format!("missing_parts[{i}].price_minor"),
                reason: "must be between 0 and 10^12 minor units".to_owned(),
            });
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}
