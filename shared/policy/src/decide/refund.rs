//! The breakdown of a refund: signed lines that add up to the amount, each with its clause.
//!
//! A line's amounts are split over its units cumulatively, so that all refunds of a line together give exactly the line.
//! Shipping of the order as a whole comes once, with the first line's plan. Fees never take more than is given.

use super::judge::Verdict;
use crate::decision::{Breakdown, BreakdownLine};
use crate::facts::{Facts, LineFacts};
use crate::pack::{FeeAmount, PlanPart, RefundPlan};
use crate::words::{Layer, Part};
use crate::Text;
use redress_core::share_bp;

/// The breakdown over all lines, and the laws whose plan gave the buyer more.
pub(super) fn breakdown<'a>(
    facts: &Facts,
    verdicts: &[Verdict<'a>],
) -> Option<(Breakdown, Vec<(usize, &'a RefundPlan, Layer)>)> {
    facts.order.payment_confirm_time?;
    let mut lines = Vec::new();
    let mut chosen = Vec::new();
    for (at, (line, verdict)) in facts.lines.iter().zip(verdicts).enumerate() {
        let is_first = at == 0;
        let Some((plan, layer, part)) = best_plan(facts, line, verdict, is_first) else { continue };
        chosen.push((at, plan, layer));
        lines.extend(part);
    }
    if chosen.is_empty() {
        return None;
    }
    cap_fees(&mut lines);
    let amount_minor = lines.iter().map(|line| line.amount_minor).sum();
    Some((Breakdown { currency: facts.order.currency, lines, amount_minor }, chosen))
}

type Priced<'a> = (&'a RefundPlan, Layer, Vec<BreakdownLine>);

/// The plan of the answering layer, or a law's where that gives the buyer more.
fn best_plan<'a>(
    facts: &Facts,
    line: &LineFacts,
    verdict: &Verdict<'a>,
    is_first: bool,
) -> Option<Priced<'a>> {
    let own = verdict.plan.map(|(plan, layer)| (plan, layer, plan_lines(plan, facts, line, is_first)));
    let laws = verdict
        .law_plans
        .iter()
        .map(|(_, _, plan)| (*plan, Layer::Law, plan_lines(plan, facts, line, is_first)));
    // A tie stays with the earlier one: the shop's own plan.
    own.into_iter().chain(laws).reduce(|best, next| if sum(&next.2) > sum(&best.2) { next } else { best })
}

fn sum(lines: &[BreakdownLine]) -> i64 {
    lines.iter().map(|line| line.amount_minor).sum()
}

fn plan_lines(plan: &RefundPlan, facts: &Facts, line: &LineFacts, is_first: bool) -> Vec<BreakdownLine> {
    let item = item_minor(line);
    let mut lines = Vec::with_capacity(plan.parts.len() + 1);
    for part in &plan.parts {
        let line_id = Some(line.line_id.clone());
        match part.part {
            Part::Item => give(&mut lines, part, line_id, item),
            Part::Tax => give(&mut lines, part, line_id, units_share(line.tax_minor, line)),
            Part::OriginalShipping => {
                give(&mut lines, part, line_id, units_share(line.shipping_minor, line));
                if is_first {
                    give(&mut lines, part, None, facts.order.shipping_minor);
                }
            }
            Part::RestockingFee | Part::MissingPart | Part::ReturnPostage | Part::BankFee => {
                take(&mut lines, part, fee_minor(part, facts, item, is_first), line);
            }
            // Never part of a plan: people grant these, and the loader refuses them.
            Part::Goodwill | Part::Discount | Part::Correction | Part::Ruling => {}
        }
    }
    lines
}

/// Gives a share of an amount, and says what is withheld of it.
fn give(lines: &mut Vec<BreakdownLine>, part: &PlanPart, line_id: Option<Text>, full_minor: i64) {
    if full_minor == 0 {
        return;
    }
    let amount_minor = share_bp(full_minor, part.share_bp.unwrap_or(10_000));
    lines.push(BreakdownLine {
        part: part.part,
        line_id,
        amount_minor,
        withheld_minor: full_minor - amount_minor,
        clauses: part.clauses.clone(),
        text: part.text.clone(),
    });
}

/// Takes a fee. A fee on the item belongs to the line; one on the payment or the parcel to the order.
fn take(lines: &mut Vec<BreakdownLine>, part: &PlanPart, fee_minor: i64, line: &LineFacts) {
    if fee_minor == 0 {
        return;
    }
    lines.push(BreakdownLine {
        part: part.part,
        line_id: part.amount.is_none().then(|| line.line_id.clone()),
        amount_minor: -fee_minor,
        withheld_minor: fee_minor,
        clauses: part.clauses.clone(),
        text: part.text.clone(),
    });
}

fn fee_minor(part: &PlanPart, facts: &Facts, item_minor: i64, is_first: bool) -> i64 {
    match part.amount {
        Some(_) if !is_first => 0,
        Some(FeeAmount::PaymentFee) => facts.order.payment_fee_minor,
        Some(FeeAmount::ReturnPostage) => facts.order.return_postage_minor,
        Some(FeeAmount::MissingParts) => facts.order.missing_parts_minor,
        None => share_bp(item_minor, part.share_bp.unwrap_or(0)),
    }
}

/// The price of the units asked for, less their part of the discount.
fn item_minor(line: &LineFacts) -> i64 {
    line.unit_price_minor * line.quantity - units_share(line.discount_minor, line)
}

/// The part of a line's total that falls on the units asked for, given those refunded before.
fn units_share(total_minor: i64, line: &LineFacts) -> i64 {
    let upto = |units: i64| {
        let ordered = i128::from(line.ordered_quantity);
        ((i128::from(total_minor) * i128::from(units) * 2 + ordered) / (2 * ordered)) as i64
    };
    upto(line.refunded_quantity + line.quantity) - upto(line.refunded_quantity)
}

/// Fees beyond what is given are cut, the last one first: the amount never falls below zero.
fn cap_fees(lines: &mut [BreakdownLine]) {
    let mut below: i64 = -lines.iter().map(|line| line.amount_minor).sum::<i64>();
    for line in lines.iter_mut().rev() {
        if below <= 0 {
            return;
        }
        if line.amount_minor < 0 {
            let cut = below.min(-line.amount_minor);
            line.amount_minor += cut;
            line.withheld_minor -= cut;
            below -= cut;
        }
    }
}
