//! The deadlines that a decision sets, and those that a later event starts.
//!
//! Where several layers or lines set the same one, the one that protects whoever waits counts: the earliest, or the latest
//! where it is the buyer's own turn. Not here: firing them, which is for whoever keeps the case.

use super::DecideError;
use super::own_terms::{Own, OwnTerms};
use super::refund;
use super::verdict::Verdict;
use super::windows::{self, Sight};
use crate::Text;
use crate::decision::DeadlineSet;
use crate::facts::Facts;
use crate::layers::Layers;
use crate::pack::{DeadlineRule, Pack};
use crate::time::{Span, Suspension, TimeError, Unit};
use crate::words::{DeadlineKind, Event, Ground, Layer, Mark, Outcome, Party, Topic};
use chrono::{DateTime, TimeDelta, Utc};

/// The deadline of a kind that starts with an event outside of a decision: a judgement when the platform steps in, a refund
/// when the goods are back, a reminder when the buyer is asked again. A law's own wins where it is better for whoever waits:
/// earlier, or later where it is the buyer's turn. `seller_id` picks the seller's own refund time. For what an approval
/// starts, [`crate::deadlines_on_approval`] knows more.
///
/// Errors: a day that the pack's calendar does not cover. `Ok(None)` when no layer sets one.
pub fn deadline_after(
    layers: &Layers,
    kind: DeadlineKind,
    (topic, ground): (Topic, Ground),
    (start, case_id, seller_id): (DateTime<Utc>, Option<&str>, Option<&str>),
    suspensions: &[Suspension],
) -> Result<Option<DeadlineSet>, DecideError> {
    let pack = &layers.marketplace;
    let case = case_id.and_then(|id| pack.cases.iter().find(|case| &*case.id == id));
    let own = case
        .filter(|_| kind == DeadlineKind::RefundDue)
        .and_then(|case| OwnTerms::by_seller(layers, case, seller_id).refund_due);
    let mut best = match pack.deadline(kind, topic, ground) {
        Some(rule) => Some(set(pack, Layer::Marketplace, rule, (start, own), suspensions)?),
        None => None,
    };
    for law in &layers.laws {
        if let Some(rule) = law.pack.deadline(kind, topic, ground) {
            let floor = set(&law.pack, Layer::Law, rule, (start, None), suspensions)?;
            best = Some(best.map_or(floor.clone(), |own| protective(own, floor)));
        }
    }
    Ok(best)
}

/// The deadlines of a decision: those that start with the request, and those of an approval when it is granted at once.
pub(super) fn of_decision(
    layers: &Layers,
    facts: &Facts,
    (outcome, is_refunded): (Outcome, bool),
    verdicts: &[Verdict<'_>],
) -> Result<Vec<DeadlineSet>, TimeError> {
    if outcome == Outcome::Refused {
        return Ok(Vec::new());
    }
    let approve_time = (outcome == Outcome::Allowed).then_some(facts.now);
    let kinds = DeadlineKind::ALL.iter().filter(|kind| {
        is_set_by(**kind, facts, outcome) || approve_time.is_some() && follows(**kind, facts, is_refunded)
    });
    of_kinds(layers, facts, approve_time, verdicts, kinds)
}

/// The deadlines of an approval.
pub(super) fn of_approval(
    layers: &Layers,
    facts: &Facts,
    approve_time: DateTime<Utc>,
    verdicts: &[Verdict<'_>],
) -> Result<Vec<DeadlineSet>, TimeError> {
    let is_refunded =
        refund::breakdown(facts, verdicts).is_some_and(|(breakdown, _)| breakdown.amount_minor > 0);
    let kinds = DeadlineKind::ALL
        .iter()
        .filter(|kind| follows(**kind, facts, is_refunded));
    of_kinds(layers, facts, Some(approve_time), verdicts, kinds)
}

/// Whether an approval starts a deadline of this kind.
fn follows(kind: DeadlineKind, facts: &Facts, is_refunded: bool) -> bool {
    match kind {
        DeadlineKind::RefundDue => is_refunded,
        DeadlineKind::ReturnParcel | DeadlineKind::ReturnTracking => facts.topic == Topic::Return,
        DeadlineKind::RmaExpiry => has_return_number(facts),
        _ => false,
    }
}

/// Whether a request with this outcome starts a deadline of this kind.
fn is_set_by(kind: DeadlineKind, facts: &Facts, outcome: Outcome) -> bool {
    let is_by_shop = matches!(facts.requested_by, Party::Seller | Party::Platform);
    match kind {
        DeadlineKind::PlatformDecision => outcome == Outcome::NeedsPlatform,
        DeadlineKind::SellerResponse => outcome == Outcome::NeedsSeller,
        DeadlineKind::Response => facts.topic == Topic::Return && outcome != Outcome::Allowed,
        DeadlineKind::NotifyParty => is_by_shop,
        DeadlineKind::ChooseOutOfStock => facts.topic == Topic::OutOfStock && is_by_shop,
        DeadlineKind::Evidence => outcome == Outcome::Incomplete,
        DeadlineKind::RmaExpiry => has_return_number(facts),
        DeadlineKind::ProofOfDelivery | DeadlineKind::Stall | DeadlineKind::Overdue => {
            facts.topic == Topic::Delivery
        }
        DeadlineKind::TrackingCorrection => facts.ground == Ground::InvalidTracking,
        DeadlineKind::RefundDue
        | DeadlineKind::ReturnParcel
        | DeadlineKind::ReturnTracking
        | DeadlineKind::Judgement
        | DeadlineKind::DisputeAnswer
        | DeadlineKind::Appeal
        | DeadlineKind::HeldGoods
        | DeadlineKind::Repair => false,
    }
}

fn has_return_number(facts: &Facts) -> bool {
    facts.topic == Topic::Return && facts.order.rma_issue_time.is_some()
}

fn of_kinds<'k>(
    layers: &Layers,
    facts: &Facts,
    approve_time: Option<DateTime<Utc>>,
    verdicts: &[Verdict<'_>],
    kinds: impl Iterator<Item = &'k DeadlineKind>,
) -> Result<Vec<DeadlineSet>, TimeError> {
    let mut deadlines = Vec::new();
    for kind in kinds {
        if let Some(deadline) = of_kind(layers, facts, approve_time, verdicts, *kind)? {
            deadlines.push(deadline);
        }
    }
    Ok(deadlines)
}

/// The deadline of a kind over all lines: the marketplace's, with a seller's own time, and those of the laws that grant.
fn of_kind(
    layers: &Layers,
    facts: &Facts,
    approve_time: Option<DateTime<Utc>>,
    verdicts: &[Verdict<'_>],
    kind: DeadlineKind,
) -> Result<Option<DeadlineSet>, TimeError> {
    let own_rule = layers.marketplace.deadline(kind, facts.topic, facts.ground);
    let mut best: Option<DeadlineSet> = None;
    let mut last: Option<(*const DeadlineRule, DateTime<Utc>, Option<Span>)> = None;
    for (line, verdict) in facts.lines.iter().zip(verdicts) {
        let laws = verdict
            .answers()
            .filter(|answer| answer.layer == Layer::Law)
            .map(|answer| {
                (
                    answer.pack,
                    Layer::Law,
                    answer.pack.deadline(kind, facts.topic, facts.ground),
                )
            });
        let own = std::iter::once((&*layers.marketplace, Layer::Marketplace, own_rule));
        for (pack, layer, rule) in own.chain(laws) {
            let Some(rule) = rule else { continue };
            let sight = Sight {
                pack,
                layer,
                facts,
                line,
            };
            let start = if rule.after == Event::Approved {
                approve_time
            } else {
                sight.event(rule.after)
            };
            let Some(start) = start else { continue };
            let own = verdict
                .own_case()
                .filter(|_| kind == DeadlineKind::RefundDue && layer == Layer::Marketplace)
                .and_then(|case| OwnTerms::by_seller(layers, case, Some(&line.seller_id)).refund_due);
            // Lines mostly share their clock: it need not be counted again.
            let clock = Some((std::ptr::from_ref(rule), start, own.map(|own| own.value)));
            if last == clock {
                continue;
            }
            last = clock;
            let suspensions = if rule.suspendable {
                windows::suspensions(facts, &pack.pack.countries)
            } else {
                Vec::new()
            };
            let next = set(pack, layer, rule, (start, own), &suspensions)?;
            best = Some(match best {
                None => next,
                Some(before) => protective(before, next),
            });
        }
    }
    Ok(best)
}

/// The one that protects whoever waits; the first of equals.
fn protective(a: DeadlineSet, b: DeadlineSet) -> DeadlineSet {
    let is_buyers = a.party == Party::Buyer && b.party == Party::Buyer;
    let is_better = if is_buyers {
        b.due_time > a.due_time
    } else {
        b.due_time < a.due_time
    };
    if is_better { b } else { a }
}

fn set(
    pack: &Pack,
    layer: Layer,
    rule: &DeadlineRule,
    (start, own): (DateTime<Utc>, Option<Own<'_, Span>>),
    suspensions: &[Suspension],
) -> Result<DeadlineSet, TimeError> {
    let suspensions = if rule.suspendable { suspensions } else { &[] };
    let deadline = windows::count(pack, start, own.map_or(rule.span, |own| own.value), suspensions)?;
    Ok(DeadlineSet {
        kind: rule.kind,
        start_time: start,
        due_time: deadline.due,
        last_day: deadline.last_day,
        warn_time: rule
            .warn_before
            .map(|before| warn_time(deadline.due, start, before)),
        party: rule.party,
        on_expiry: rule.on_expiry,
        clauses: own.and_then(|own| own.clauses).unwrap_or(&rule.clauses).clone(),
        calendar_version: deadline.calendar_version.map(Text::from),
        mark: if own.is_some() { Mark::Stated } else { rule.mark },
        layer: own.map_or(layer, |own| own.layer),
        suspendable: rule.suspendable,
    })
}

/// A warning comes so many hours or days of 24 hours before the end, but never before the clock has started.
fn warn_time(due: DateTime<Utc>, start: DateTime<Utc>, before: Span) -> DateTime<Utc> {
    let count = i64::from(before.count());
    let hours = match before.unit() {
        Unit::Hours => count,
        Unit::Days | Unit::WorkingDays => 24 * count,
        Unit::Months => 24 * 30 * count,
        Unit::Years => 24 * 365 * count,
    };
    (due - TimeDelta::hours(hours)).max(start)
}
