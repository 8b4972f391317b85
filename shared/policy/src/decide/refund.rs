//! The breakdown of a refund: signed lines that add up to the amount, each with its clause.
//!
//! A line's amounts and their shares are split over its units cumulatively, so that all refunds of a line together give
//! exactly what one refund of it would. What belongs to the order as a whole comes once, by the plan that gives the buyer
//! most, so that the order of the lines has no influence. Fees never take more than is given.

use super::verdict::Verdict;
use crate::decision::{Breakdown, BreakdownLine};
use crate::facts::{Facts, LineFacts};
use crate::pack::{FeeAmount, PlanPart, RefundPlan};
use crate::words::{Layer, Part};
use redress_core::share_bp;

/// A plan and the layer that chose it.
pub(super) type Chosen<'a> = (&'a RefundPlan, Layer);

/// The breakdown over all lines, and the plan of each line that has one. Nothing where nothing was paid or planned.
pub(super) fn breakdown<'a>(facts: &Facts, verdicts: &[Verdict<'a>]) -> Option<(Breakdown, Vec<Chosen<'a>>)> {
    facts.order.payment_confirm_time?;
    let bearer = bearer(facts, verdicts)?;
    let mut lines = Vec::with_capacity(4 * verdicts.len());
    let mut chosen = Vec::with_capacity(verdicts.len());
    for (at, (line, verdict)) in facts.lines.iter().zip(verdicts).enumerate() {
        let whole = (at == bearer).then_some(facts);
        let Some(best) = best_plan(whole, line, verdict) else {
            continue;
        };
        chosen.push(best);
        entries(best.0, whole, line, &mut |entry| {
            lines.push(entry.into_line(line))
        });
    }
    cap_fees(&mut lines);
    let amount_minor = lines.iter().map(|line| line.amount_minor).sum();
    let breakdown = Breakdown {
        currency: facts.order.currency,
        lines,
        amount_minor,
    };
    Some((breakdown, chosen))
}

/// The breakdown by one plan for all lines, the order as a whole with the first. Nothing where nothing was paid.
pub(crate) fn by_plan(plan: &RefundPlan, facts: &Facts) -> Option<Breakdown> {
    facts.order.payment_confirm_time?;
    let mut lines = Vec::new();
    for (at, line) in facts.lines.iter().enumerate() {
        let whole = (at == 0).then_some(facts);
        entries(plan, whole, line, &mut |entry| lines.push(entry.into_line(line)));
    }
    cap_fees(&mut lines);
    Some(Breakdown {
        currency: facts.order.currency,
        amount_minor: lines.iter().map(|line| line.amount_minor).sum(),
        lines,
    })
}

/// The line whose plan covers the order as a whole: the one by which the buyer gets most, the first of equals.
fn bearer(facts: &Facts, verdicts: &[Verdict<'_>]) -> Option<usize> {
    let mut best: Option<(usize, i64)> = None;
    for (at, (line, verdict)) in facts.lines.iter().zip(verdicts).enumerate() {
        let gain = if verdict.others.is_empty() {
            let Some((plan, _)) = verdict.answer.plan else {
                continue;
            };
            plan.parts.iter().map(|part| of_order(part, facts).0).sum()
        } else {
            let Some((with, _)) = best_plan(Some(facts), line, verdict) else {
                continue;
            };
            let without = best_plan(None, line, verdict).map_or(0, |(plan, _)| sum(plan, None, line));
            sum(with, Some(facts), line) - without
        };
        if best.is_none_or(|(_, most)| gain > most) {
            best = Some((at, gain));
        }
    }
    best.map(|(at, _)| at)
}

/// The plan that gives the buyer most for a line; the first of equals, so that a tie stays with the layer that answered.
/// `whole` is given for the line that bears what belongs to the order as a whole.
fn best_plan<'a>(whole: Option<&Facts>, line: &LineFacts, verdict: &Verdict<'a>) -> Option<Chosen<'a>> {
    let mut plans = verdict.answers().filter_map(|answer| answer.plan);
    let first = plans.next()?;
    let rest = plans.map(|chosen| (sum(chosen.0, whole, line), chosen));
    let best = rest.reduce(|best, next| if next.0 > best.0 { next } else { best });
    match best {
        Some((most, chosen)) if most > sum(first.0, whole, line) => Some(chosen),
        _ => Some(first),
    }
}

/// What a plan comes to for a line.
fn sum(plan: &RefundPlan, whole: Option<&Facts>, line: &LineFacts) -> i64 {
    let mut sum = 0;
    entries(plan, whole, line, &mut |entry| sum += entry.amount_minor);
    sum
}

/// A line of a breakdown before it is kept.
struct Entry<'a> {
    part: &'a PlanPart,
    is_of_line: bool,
    amount_minor: i64,
    withheld_minor: i64,
}

impl Entry<'_> {
    fn into_line(self, line: &LineFacts) -> BreakdownLine {
        BreakdownLine {
            part: self.part.part,
            line_id: self.is_of_line.then(|| line.line_id.clone()),
            amount_minor: self.amount_minor,
            withheld_minor: self.withheld_minor,
            clauses: self.part.clauses.clone(),
            text: self.part.text.clone(),
        }
    }
}

/// What a plan gives and takes for a line, part by part; parts that come to nothing are left out.
fn entries<'a>(
    plan: &'a RefundPlan,
    whole: Option<&Facts>,
    line: &LineFacts,
    keep: &mut impl FnMut(Entry<'a>),
) {
    for part in &plan.parts {
        let own = match part.part {
            Part::Item => given(part, line, &|units| item_upto(line, units)),
            Part::Tax => given(part, line, &|units| upto(line.tax_minor, line, units)),
            Part::OriginalShipping => given(part, line, &|units| upto(line.shipping_minor, line, units)),
            Part::RestockingFee | Part::MissingPart | Part::ReturnPostage | Part::BankFee => {
                match part.share_bp {
                    Some(_) => {
                        let (fee, _) = given(part, line, &|units| item_upto(line, units));
                        (-fee, fee)
                    }
                    None => (0, 0),
                }
            }
            // Never part of a plan: people grant these, and the loader refuses them.
            Part::Goodwill
            | Part::Discount
            | Part::Correction
            | Part::Ruling
            | Part::Reduction
            | Part::Exchange => (0, 0),
        };
        let of_order = whole.map_or((0, 0), |facts| of_order(part, facts));
        for ((amount_minor, withheld_minor), is_of_line) in [(own, true), (of_order, false)] {
            if (amount_minor, withheld_minor) != (0, 0) {
                keep(Entry {
                    part,
                    is_of_line,
                    amount_minor,
                    withheld_minor,
                });
            }
        }
    }
}

/// What a part gives or takes for the order as a whole, and what it withholds.
fn of_order(part: &PlanPart, facts: &Facts) -> (i64, i64) {
    let order = &facts.order;
    let fee = |minor: i64| (-minor, minor);
    match (part.part, part.amount) {
        (Part::OriginalShipping, _) => {
            let amount = share(order.shipping_minor, part);
            (amount, order.shipping_minor - amount)
        }
        (_, Some(FeeAmount::PaymentFee)) => fee(order.payment_fee_minor),
        (_, Some(FeeAmount::ReturnPostage)) => fee(order.return_postage_minor),
        (_, Some(FeeAmount::MissingParts)) => fee(order.missing_parts_minor),
        (_, None) => (0, 0),
    }
}

/// The part's share of what the units asked for come to, and what is withheld of it. `total` says what so many units of
/// the line come to, those refunded before included.
fn given(part: &PlanPart, line: &LineFacts, total: &impl Fn(i64) -> i64) -> (i64, i64) {
    let (before, after) = (line.refunded_quantity, line.refunded_quantity + line.quantity);
    let (all_before, all_after) = (total(before), total(after));
    let amount = share(all_after, part) - share(all_before, part);
    (amount, all_after - all_before - amount)
}

fn share(minor: i64, part: &PlanPart) -> i64 {
    match part.share_bp {
        None | Some(10_000) => minor,
        Some(0) => 0,
        Some(share) => share_bp(minor, share),
    }
}

/// The price of the first so many units of a line, less their part of its discount.
fn item_upto(line: &LineFacts, units: i64) -> i64 {
    line.unit_price_minor * units - upto(line.discount_minor, line, units)
}

/// What of a line's total falls on its first so many units, rounded half up.
fn upto(total_minor: i64, line: &LineFacts, units: i64) -> i64 {
    let ordered = line.ordered_quantity;
    if units == ordered || total_minor == 0 {
        return total_minor;
    }
    // At most 10^15 minor units times 10^6 units times 2, plus 10^6: 128 bits hold it, 64 mostly do.
    let twice = total_minor
        .checked_mul(2 * units)
        .and_then(|twice| twice.checked_add(ordered));
    match twice {
        Some(twice) => twice / (2 * ordered),
        None => {
            let twice = i128::from(total_minor) * i128::from(2 * units) + i128::from(ordered);
            (twice / i128::from(2 * ordered)) as i64
        }
    }
}

/// Fees beyond what is given are cut, the last one first: the amount never falls below zero. One cut to nothing is left
/// out.
fn cap_fees(lines: &mut Vec<BreakdownLine>) {
    let mut below: i64 = -lines.iter().map(|line| line.amount_minor).sum::<i64>();
    if below <= 0 {
        return;
    }
    for line in lines.iter_mut().rev().filter(|line| line.amount_minor < 0) {
        let cut = below.min(-line.amount_minor);
        line.amount_minor += cut;
        line.withheld_minor -= cut;
        below -= cut;
    }
    lines.retain(|line| (line.amount_minor, line.withheld_minor) != (0, 0));
}
