//! A seller's or an order's terms against the pack that they adjust.

use super::{Faults, is_not_before};
use crate::load::Fault;
use crate::pack::{Case, CaseTerms, Pack, SellerTerms};
use crate::words::{DeadlineKind, Layer, Party};
use std::collections::BTreeSet;

/// Every fault of the terms.
pub(crate) fn terms(terms: &SellerTerms, pack: &Pack, layer: Layer) -> Vec<Fault> {
    let mut faults = Faults::default();
    let mut seen = BTreeSet::new();
    faults.unless(!terms.cases.is_empty(), "case", "the terms adjust nothing");
    for (i, own) in terms.cases.iter().enumerate() {
        let path = format!("case[{i}]");
        faults.unless(
            seen.insert(&own.case),
            format!("{path}.case"),
            "the case is adjusted twice",
        );
        let Some(case) = pack.cases.iter().find(|case| case.id == own.case) else {
            faults.add(
                format!("{path}.case"),
                format!("`{}` has no case `{}`", pack.pack.id, own.case),
            );
            continue;
        };
        if !case.adjustable_by.contains(&layer) {
            let message = format!(
                "`{}` does not let the {layer} adjust `{}`",
                pack.pack.id, own.case
            );
            faults.add(format!("{path}.case"), message);
        }
        window(own, case, &path, &mut faults);
        money(own, case, pack, &path, &mut faults);
        if own.decided_by == Some(Party::Buyer) {
            faults.add(
                format!("{path}.decided_by"),
                "the buyer cannot decide their own request",
            );
        }
        for clause in own.clauses.iter().flat_map(|clauses| clauses.iter()) {
            let message = format!("`{clause}` is no clause of `{}`", pack.pack.id);
            faults.unless(pack.clause(clause).is_some(), format!("{path}.clauses"), message);
        }
    }
    faults.0
}

fn window(own: &CaseTerms, case: &Case, path: &str, faults: &mut Faults) {
    let Some(span) = own.window else { return };
    let path = format!("{path}.window");
    let closing = || case.windows.iter().filter(|window| window.closes.is_some());
    faults.unless(
        closing().next().is_some(),
        path.clone(),
        "the case has no window to adjust",
    );
    for (opens, closes) in
        closing().filter_map(|window| Some((window.opens.as_ref()?, window.closes.as_ref()?)))
    {
        let is_impossible =
            opens.after == closes.after && opens.span.is_some_and(|opening| is_not_before(opening, span));
        let message = format!(
            "is impossible: it closes {span} after `{}` and opens no earlier",
            closes.after
        );
        faults.unless(!is_impossible, path.clone(), message);
    }
}

fn money(own: &CaseTerms, case: &Case, pack: &Pack, path: &str, faults: &mut Faults) {
    if let Some(plan) = own.refund.as_ref().filter(|id| pack.refund_plan(id).is_none()) {
        faults.add(
            format!("{path}.refund"),
            format!("`{}` has no refund plan `{plan}`", pack.pack.id),
        );
    }
    let is_due = |ground| {
        pack.deadline(DeadlineKind::RefundDue, case.topic, ground)
            .is_some()
    };
    if own.refund_due.is_some() && !case.grounds.iter().all(|ground| is_due(*ground)) {
        faults.add(
            format!("{path}.refund_due"),
            "the pack sets no time for this case's refund, so there is none to adjust",
        );
    }
    match own.method.as_deref() {
        None | Some("original") => {}
        Some("payout") => {
            let has_options = pack.methods.iter().any(|rule| &*rule.method == "payout");
            faults.unless(
                has_options,
                format!("{path}.method"),
                "the pack names no destinations for a payout",
            );
        }
        Some(_) => faults.add(format!("{path}.method"), "must be `original` or `payout`"),
    }
}
