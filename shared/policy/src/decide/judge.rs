//! Judging: what each layer says to one line, and which layer wins.

use super::conditions;
use super::ends::hard_ends;
use super::messages;
use super::own_terms::OwnTerms;
use super::record::Record;
use super::remedies::RemedySet;
use super::verdict::{Answer, Verdict};
use super::windows::{Sight, Standing};
use crate::decision::FactValue;
use crate::facts::{Facts, LineFacts};
use crate::layers::Layers;
use crate::pack::{Basis, Case, ClauseIds, Pack, RefundPlan, Term};
use crate::time::TimeError;
use crate::words::{Layer, Mark, Outcome, Party, RefusalReason};
use std::borrow::Cow;

/// Judges one line by every layer.
pub(super) fn line<'a, R: Record>(
    layers: &'a Layers,
    facts: &'a Facts,
    line: &'a LineFacts,
    record: &mut R,
) -> Result<Verdict<'a>, TimeError> {
    let sight = Sight {
        pack: &layers.marketplace,
        layer: Layer::Marketplace,
        facts,
        line,
    };
    let mut verdict = by_pack(sight, Some(layers), record)?;
    for law in layers.laws.iter().filter(|law| speaks(&law.pack, facts)) {
        let sight = Sight {
            pack: &law.pack,
            layer: Layer::Law,
            ..sight
        };
        verdict = verdict.on_floor(by_pack(sight, None, record)?);
    }
    Ok(verdict)
}

/// Whether a law gives this party anything on this ground.
fn speaks(law: &Pack, facts: &Facts) -> bool {
    law.cases
        .iter()
        .any(|case| is_asked(case, facts) && case.parties.contains(&facts.requested_by))
}

fn is_asked(case: &Case, facts: &Facts) -> bool {
    case.topic == facts.topic && case.grounds.contains(&facts.ground)
}

/// What one pack says to one line. `layers` is given for the marketplace's pack, whose cases others may adjust.
fn by_pack<'a, R: Record>(
    sight: Sight<'a>,
    layers: Option<&'a Layers>,
    record: &mut R,
) -> Result<Verdict<'a>, TimeError> {
    let start = record.mark();
    if conditions::is_excluded(sight, record) {
        return Ok(Verdict::refused(
            sight,
            None,
            RefusalReason::Excluded,
            start..record.mark(),
        ));
    }
    let passed = start..record.mark();
    let mut refused: Option<Verdict<'a>> = None;
    let mut unfit = Unfit::default();
    for case in sight.pack.cases.iter().filter(|case| is_asked(case, sight.facts)) {
        if !case.parties.contains(&sight.facts.requested_by) {
            unfit.to_others = unfit.to_others.or(Some(case));
            continue;
        }
        if !sight.is_for(&case.categories, &case.product_classes) {
            unfit.for_others = unfit.for_others.or(Some(case));
            continue;
        }
        let verdict = by_case(sight, case, layers, record)?;
        if verdict.outcome != Outcome::Refused {
            return Ok(Verdict { passed, ..verdict });
        }
        refused = Some(verdict);
        if case.is_final {
            break;
        }
    }
    Ok(match refused {
        Some(verdict) => verdict,
        None => without_case(sight, unfit, record),
    })
}

/// Cases on this ground that are not for this request.
#[derive(Clone, Copy, Default)]
struct Unfit<'a> {
    /// For other parties.
    to_others: Option<&'a Case>,
    /// For other categories or classes.
    for_others: Option<&'a Case>,
}

/// The refusal where no case is for the request: it says what there is, and cites the clause that gives it to others.
fn without_case<'a, R: Record>(sight: Sight<'a>, unfit: Unfit<'a>, record: &mut R) -> Verdict<'a> {
    let facts = sight.facts;
    let start = record.mark();
    let reason = match unfit {
        Unfit {
            to_others: Some(_),
            for_others: None,
        } => RefusalReason::WrongParty,
        _ => RefusalReason::NoRule,
    };
    let none = ClauseIds::from([]);
    let clauses = unfit
        .for_others
        .or(unfit.to_others)
        .map_or(&none, |case| &case.clauses);
    let basis = Basis {
        clauses,
        mark: Mark::Stated,
        why: None,
    };
    record.finding(
        sight.considered(&sight.pack.pack.id, basis, false),
        || Cow::Owned(without_case_message(sight, unfit)),
        || {
            [
                ("request.ground", FactValue::Text(facts.ground.as_str().into())),
                (
                    "request.requested_by",
                    FactValue::Text(facts.requested_by.as_str().into()),
                ),
                ("line.category", FactValue::Text(sight.line.category.clone())),
            ]
        },
    );
    Verdict::refused(sight, None, reason, start..record.mark())
}

fn without_case_message(sight: Sight<'_>, unfit: Unfit<'_>) -> String {
    let facts = sight.facts;
    let why = match unfit {
        Unfit {
            for_others: Some(_), ..
        } => "covers this ground for goods of another kind only".to_owned(),
        Unfit {
            to_others: Some(case),
            ..
        } => {
            let parties: Vec<&str> = case.parties.iter().map(|party| party.as_str()).collect();
            format!("leaves this ground to the {}", parties.join(" and the "))
        }
        Unfit { .. } => "has no rule for this ground".to_owned(),
    };
    let is_theirs = |case: &&Case| case.topic == facts.topic && case.parties.contains(&facts.requested_by);
    let cases = sight.pack.cases.iter().filter(is_theirs);
    let mut grounds: Vec<&str> = cases
        .flat_map(|case| case.grounds.iter().map(|ground| ground.as_str()))
        .collect();
    grounds.sort_unstable();
    grounds.dedup();
    let open = if grounds.is_empty() {
        "none".to_owned()
    } else {
        grounds.join(", ")
    };
    let (name, ground, party) = (&sight.pack.pack.name, facts.ground, facts.requested_by);
    format!("{ground}: the policy of {name} {why}. What the {party} may call on here: {open}.")
}

fn by_case<'a, R: Record>(
    sight: Sight<'a>,
    case: &'a Case,
    layers: Option<&'a Layers>,
    record: &mut R,
) -> Result<Verdict<'a>, TimeError> {
    let start = record.mark();
    let own = OwnTerms::of(sight, case, layers);
    let mut refusal = None;
    for condition in &case.conditions {
        refusal = refusal.or(conditions::condition(sight, case, condition, record));
    }
    let Standing {
        refusal: not_open,
        mut close_time,
    } = sight.windows(case, own.window, record)?;
    let given = RemedySet::of(case, sight);
    let ends = hard_ends(sight, case, given, record)?;
    if let Some(end) = ends.close_time {
        close_time = Some(close_time.map_or(end, |own| own.min(end)));
    }
    let has_ended = ends.left.is_empty() && !given.is_empty();
    refusal = refusal
        .or(not_open)
        .or(has_ended.then_some(RefusalReason::WindowClosed));
    let carried_by = start..record.mark();
    let is_incomplete = conditions::is_incomplete(sight, case, record);
    if let Some(reason) = refusal {
        return Ok(Verdict {
            close_time,
            ..Verdict::refused(sight, Some(case), reason, carried_by)
        });
    }
    let decided_by = own.decided_by.map_or(case.decided_by, |own| own.value);
    let layer = own.layer().unwrap_or(sight.layer);
    record.finding(
        Sight { layer, ..sight }.considered(&case.id, case.basis(), true),
        || messages::own(&case.text),
        || [],
    );
    Ok(Verdict {
        outcome: match decided_by {
            _ if is_incomplete => Outcome::Incomplete,
            Party::Platform => Outcome::NeedsPlatform,
            Party::Seller => Outcome::NeedsSeller,
            Party::System | Party::Buyer => Outcome::Allowed,
        },
        refusal: None,
        answer: Answer {
            pack: sight.pack,
            layer,
            case: Some(case),
            plan: plan(sight, case, &own).filter(|_| ends.left.has_money()),
            remedies: ends.left,
        },
        others: Vec::new(),
        close_time,
        carried_by: start..record.mark(),
        passed: 0..0,
    })
}

/// The refund plan: the one that a seller or the order chose, else the case's.
fn plan<'a>(sight: Sight<'a>, case: &'a Case, own: &OwnTerms<'a>) -> Option<(&'a RefundPlan, Layer)> {
    let (id, layer) = match own.refund {
        Some(own) => (own.value, own.layer),
        None => (case.refund.as_ref()?, sight.layer),
    };
    Some((sight.pack.refund_plan(id)?, layer))
}
