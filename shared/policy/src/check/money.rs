//! Refund plans, methods and deadlines that cannot be.

use super::{Faults, is_fee};
use crate::pack::{Pack, PlanPart, RefundPlan};
use crate::words::Part;
use std::collections::BTreeSet;

pub(super) fn check(pack: &Pack, faults: &mut Faults) {
    for (i, plan) in pack.refund_plans.iter().enumerate() {
        self::plan(plan, &format!("refund_plan[{i}]"), faults);
    }
    for (i, rule) in pack.methods.iter().enumerate() {
        let path = format!("method[{i}]");
        match &*rule.method {
            "original" => faults.unless(
                rule.options.is_empty(),
                format!("{path}.options"),
                "only a payout has options",
            ),
            "payout" => faults.unless(
                !rule.options.is_empty(),
                format!("{path}.options"),
                "a payout needs options",
            ),
            _ => faults.add(format!("{path}.method"), "must be `original` or `payout`"),
        }
    }
    let mut seen = BTreeSet::new();
    for (i, rule) in pack.deadlines.iter().enumerate() {
        let key = (rule.kind, rule.topics.clone(), rule.grounds.clone());
        faults.unless(
            seen.insert(key),
            format!("deadline[{i}]"),
            format!("`{}` is set twice for the same requests", rule.kind),
        );
    }
}

fn plan(plan: &RefundPlan, path: &str, faults: &mut Faults) {
    faults.unless(
        !plan.parts.is_empty(),
        format!("{path}.parts"),
        "at least one part is needed",
    );
    let mut seen = BTreeSet::new();
    for (i, part) in plan.parts.iter().enumerate() {
        let path = format!("{path}.parts[{i}]");
        faults.unless(
            seen.insert(part.part),
            path.clone(),
            format!("`{}` stands twice", part.part),
        );
        self::part(part, &path, faults);
    }
}

fn part(part: &PlanPart, path: &str, faults: &mut Faults) {
    let is_share = part.share_bp.is_none_or(|share| (0..=10_000).contains(&share));
    faults.unless(
        is_share,
        format!("{path}.share_bp"),
        "must be between 0 and 10000 hundredths of a percent",
    );
    if is_fee(part.part) {
        let has_one = part.share_bp.is_some() != part.amount.is_some();
        faults.unless(has_one, path, "a fee needs either `share_bp` or `amount`");
    } else {
        faults.unless(
            part.amount.is_none(),
            format!("{path}.amount"),
            "only a fee takes its amount from the facts",
        );
        let is_planned = matches!(part.part, Part::Item | Part::Tax | Part::OriginalShipping);
        faults.unless(
            is_planned,
            format!("{path}.part"),
            format!("`{}` is granted by people, not by a plan", part.part),
        );
    }
}
