//! The facts that a settlement is decided on, and the lines that are laid upon its breakdown.

use super::SettlementFacts;
use crate::aftercare::governing_case;
use crate::decision::{Breakdown, BreakdownLine, Decision};
use crate::facts::{FactError, Facts};
use crate::layers::Layers;
use crate::pack::{ClauseIds, FeeAmount, PlanPart, RefundPlan};
use crate::words::{InspectionOutcome, Mark, Part, Remedy};
use redress_core::share_bp;

/// No amount that a settlement names may exceed this many minor units.
const LARGEST_MINOR: i64 = 1_000_000_000_000_000;

/// The facts of the request with what came back in place of what was asked, and what was found.
pub(super) fn settled(facts: &Facts, after: &SettlementFacts) -> Result<Facts, Vec<FactError>> {
    check(facts, after)?;
    let mut settled = facts.clone();
    settled.order.missing_parts_minor = after.missing_parts_minor;
    settled.order.return_postage_minor = after.return_postage_minor;
    if let Some(received) = &after.received {
        let mut is_whole = true;
        for line in &mut settled.lines {
            let of_line = received.iter().filter(|back| back.line_id == line.line_id);
            let quantity = of_line.map(|back| back.quantity).sum();
            is_whole &= quantity == line.quantity;
            line.quantity = quantity;
            line.shipped_quantity = line.shipped_quantity.min(quantity);
            line.delivered_quantity = line.delivered_quantity.min(quantity);
        }
        settled.lines.retain(|line| line.quantity > 0);
        if !is_whole {
            settled.order.shipping_minor = 0;
        }
    }
    if after.remedy == Remedy::Exchange {
        // The parcel was sent and another one is: only the items are exchanged.
        settled.order.shipping_minor = 0;
        settled.lines.iter_mut().for_each(|line| line.shipping_minor = 0);
    }
    let found = |name: &str| {
        let failed = after.verdict.iter().flat_map(|verdict| &verdict.failed);
        failed.into_iter().any(|failed| &**failed == name)
    };
    settled.order.is_misused |= found("misuse");
    settled.order.is_artificially_damaged |= found("artificial_damage");
    Ok(settled)
}

fn check(facts: &Facts, after: &SettlementFacts) -> Result<(), Vec<FactError>> {
    let mut errors = Vec::new();
    let mut wrong = |path: String, reason: &str| {
        errors.push(FactError {
            path,
            reason: reason.to_owned(),
        })
    };
    let received = after.received.as_deref().unwrap_or_default();
    for (i, back) in received.iter().enumerate() {
        let asked = facts.lines.iter().find(|line| line.line_id == back.line_id);
        if received[..i].iter().any(|other| other.line_id == back.line_id) {
            wrong(format!("received[{i}].line_id"), "the line is named twice");
        }
        match asked {
            None => wrong(format!("received[{i}].line_id"), "is no line of the request"),
            Some(line) if !(0..=line.quantity).contains(&back.quantity) => wrong(
                format!("received[{i}].quantity"),
                "must be between 0 and what was asked about",
            ),
            Some(_) => {}
        }
    }
    if after.received.is_some() && received.iter().all(|back| back.quantity == 0) {
        wrong("received".to_owned(), "nothing has come back");
    }
    for (field, minor) in [
        ("missing_parts_minor", after.missing_parts_minor),
        ("return_postage_minor", after.return_postage_minor),
        ("reduction_minor", after.reduction_minor.unwrap_or_default()),
        (
            "exchange.price_minor",
            after.exchange.as_ref().map_or(0, |item| item.price_minor),
        ),
    ] {
        if !(0..=LARGEST_MINOR).contains(&minor) {
            wrong(field.to_owned(), "must be between 0 and 10^15 minor units");
        }
    }
    match (after.remedy, &after.exchange) {
        (Remedy::Exchange, None) => wrong("exchange".to_owned(), "the item in exchange is needed"),
        (Remedy::Exchange, Some(_)) | (_, None) => {}
        (_, Some(_)) => wrong("exchange".to_owned(), "is for the remedy `exchange` only"),
    }
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

/// The plan of a grant against the policy: that of the case that refused, else all that was paid less what is missing.
pub(super) fn granted_plan(layers: &Layers, decision: &Decision, after: &SettlementFacts) -> RefundPlan {
    let clauses = after.granted_by.clone().unwrap_or_else(|| ClauseIds::from([]));
    let own =
        governing_case(layers, decision).and_then(|(pack, case)| pack.refund_plan(case.refund.as_ref()?));
    if let Some(plan) = own {
        return plan.clone();
    }
    let part = |part, amount, text: &str| PlanPart {
        part,
        share_bp: None,
        amount,
        text: text.into(),
        clauses: clauses.clone(),
        mark: Mark::Stated,
        why: None,
    };
    RefundPlan {
        id: "granted".into(),
        text: "Everything, as it was granted.".into(),
        parts: vec![
            part(Part::Item, None, "The price of the items goes back."),
            part(Part::Tax, None, "The tax on the items goes back."),
            part(Part::OriginalShipping, None, "The shipping goes back."),
            part(
                Part::MissingPart,
                Some(FeeAmount::MissingParts),
                "What did not come back is charged.",
            ),
        ],
        clauses: clauses.clone(),
        mark: Mark::Stated,
        why: None,
    }
}

/// A breakdown less what the state of the goods or an agreement takes off, never more than there is.
pub(super) fn reduced(mut base: Breakdown, decision: &Decision, after: &SettlementFacts) -> Breakdown {
    let verdict = after.verdict.as_ref();
    let verdict = verdict.filter(|verdict| verdict.outcome == InspectionOutcome::Reduced);
    let items = base.lines.iter().filter(|line| line.part == Part::Item);
    let items: i64 = items.map(|line| line.amount_minor).sum();
    let by_verdict = verdict.map_or(0, |verdict| share_bp(items, verdict.reduction_bp));
    let minor = after.reduction_minor.unwrap_or(by_verdict).min(base.amount_minor);
    if minor == 0 {
        return base;
    }
    let clauses = match (verdict, &after.granted_by) {
        (Some(verdict), _) => verdict.clauses.clone().into(),
        (None, Some(clauses)) => clauses.clone(),
        (None, None) => decision.clauses.clone().into(),
    };
    let why = || match verdict {
        Some(verdict) => format!("Taken off for: {}.", verdict.failed.join(", ")).into(),
        None => "Taken off as agreed.".into(),
    };
    base.lines.push(BreakdownLine {
        part: Part::Reduction,
        line_id: None,
        amount_minor: -minor,
        withheld_minor: minor,
        clauses,
        text: after.reduction_text.clone().unwrap_or_else(why),
    });
    base.amount_minor -= minor;
    base
}

/// What is left of a credit after the item in exchange; below zero when that is dearer.
pub(super) fn exchanged(mut credit: Breakdown, after: &SettlementFacts, clauses: ClauseIds) -> Breakdown {
    let Some(item) = after.exchange.as_ref().filter(|item| item.price_minor > 0) else {
        return credit;
    };
    credit.lines.push(BreakdownLine {
        part: Part::Exchange,
        line_id: None,
        amount_minor: -item.price_minor,
        withheld_minor: 0,
        clauses,
        text: item.text.clone(),
    });
    credit.amount_minor -= item.price_minor;
    credit
}

/// A balance below zero as what the buyer owes: the same lines the other way round.
pub(super) fn owed(mut balance: Breakdown) -> Breakdown {
    for line in &mut balance.lines {
        line.amount_minor = -line.amount_minor;
        line.withheld_minor = 0;
    }
    balance.amount_minor = -balance.amount_minor;
    balance
}

/// What a plan charges the buyer where no money goes back: missing parts, and the way back that the shop has paid.
pub(super) fn charges(mut base: Breakdown) -> Option<Breakdown> {
    base.lines
        .retain(|line| matches!(line.part, Part::MissingPart | Part::ReturnPostage));
    base.amount_minor = base.lines.iter().map(|line| line.amount_minor).sum();
    (base.amount_minor < 0).then(|| owed(base))
}
