//! Checklists, warehouses and parcels' terms that cannot be.

use super::Faults;
use crate::pack::{Checklist, Pack};
use redress_core::Currency;
use std::collections::BTreeSet;

/// What a detail of a checklist may be about besides its points, stages and voids.
const OTHER_CHECKS: [&str; 2] = ["ground", "refusal"];

pub(super) fn check(pack: &Pack, faults: &mut Faults) {
    for (i, checklist) in pack.checklists.iter().enumerate() {
        self::checklist(checklist, &format!("checklist[{i}]"), faults);
    }
    for (i, warehouse) in pack.warehouses.iter().enumerate() {
        let is_on_earth =
            (-90.0..=90.0).contains(&warehouse.latitude) && (-180.0..=180.0).contains(&warehouse.longitude);
        faults.unless(
            is_on_earth,
            format!("warehouse[{i}]"),
            "latitude or longitude is out of range",
        );
    }
    if let Some(rule) = &pack.returnless {
        faults.unless(rule.below_minor > 0, "returnless.below_minor", "must be positive");
        if let Err(error) = rule.currency.parse::<Currency>() {
            faults.add("returnless.currency", format!("`{}`: {error}", rule.currency));
        }
    }
    let mut kept = BTreeSet::new();
    for (i, term) in pack.retentions.iter().enumerate() {
        faults.unless(
            kept.insert(term.records),
            format!("retention[{i}].records"),
            "stands twice",
        );
    }
    let mut statuses = BTreeSet::new();
    for (i, rule) in pack.deliveries.iter().enumerate() {
        faults.unless(
            statuses.insert(&rule.status),
            format!("delivery[{i}].status"),
            format!("`{}` stands twice", rule.status),
        );
    }
}

fn checklist(checklist: &Checklist, path: &str, faults: &mut Faults) {
    let looks_at_nothing = checklist.checks().next().is_none() && !checklist.confirms_ground;
    faults.unless(
        !looks_at_nothing,
        path,
        "looks at nothing: give points, stages or `confirms_ground`",
    );
    let mut seen = BTreeSet::new();
    for name in checklist.checks().chain(&checklist.voids) {
        let is_new = seen.insert(&**name) && !OTHER_CHECKS.contains(&&**name);
        faults.unless(is_new, path, format!("the check `{name}` stands twice"));
    }
    let is_share = checklist
        .reduction_bp
        .is_none_or(|share| (1..=10_000).contains(&share));
    faults.unless(
        is_share,
        format!("{path}.reduction_bp"),
        "must be between 1 and 10000 hundredths of a percent",
    );
    let mut detailed = BTreeSet::new();
    for (i, detail) in checklist.details.iter().enumerate() {
        let path = format!("{path}.details[{i}].name");
        let is_known = seen.contains(&*detail.name) || OTHER_CHECKS.contains(&&*detail.name);
        faults.unless(
            is_known,
            path.clone(),
            format!("the checklist has no check `{}`", detail.name),
        );
        faults.unless(
            detailed.insert(&detail.name),
            path,
            format!("`{}` stands twice", detail.name),
        );
    }
}
