//! The deadlines that a decision sets, and those that a later event starts.

use super::DecideError;
use super::judge::{OwnTerms, Verdict};
use super::windows::Sight;
use crate::Text;
use crate::calendar::Calendar;
use crate::decision::DeadlineSet;
use crate::facts::Facts;
use crate::layers::Layers;
use crate::pack::{ClauseIds, DeadlineRule, Pack};
use crate::time::{Reckoning, Span, Suspension, TimeError};
use crate::words::{DeadlineKind, Event, Ground, Layer, Outcome, Party, Topic};
use chrono::{DateTime, Utc};

/// The deadline of a kind that starts with an event outside of a decision: a judgement when the platform steps in, a refund
/// when a person approves, a reminder when the buyer is asked again. The law's one wins where it ends earlier and the buyer is
/// the one who waits. `seller_id` picks the seller's own refund time.
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
    let own = case.and_then(|case| own_refund_due(layers, case, seller_id)).filter(|_| kind == DeadlineKind::RefundDue);
    let mut best = match pack.deadline(kind, topic, ground) {
        Some(rule) => Some(set(pack, Layer::Marketplace, rule, start, own, suspensions)?),
        None => None,
    };
    for law in &layers.laws {
        if let Some(rule) = law.pack.deadline(kind, topic, ground) {
            let floor = set(&law.pack, Layer::Law, rule, start, None, suspensions)?;
            if floor.party != Party::Buyer && best.as_ref().is_none_or(|own| floor.due_time < own.due_time) {
                best = Some(floor);
            }
        }
    }
    Ok(best)
}

fn own_refund_due<'a>(
    layers: &'a Layers,
    case: &'a crate::pack::Case,
    seller_id: Option<&str>,
) -> Option<(Span, Layer, Option<&'a ClauseIds>)> {
    let fallback = layers.marketplace.pack.seller_clauses.as_ref();
    let seller = seller_id.and_then(|id| layers.seller_case(id, &case.id)).map(|terms| (terms, Layer::Seller));
    let order = layers.order_case(&case.id).map(|terms| (terms, Layer::Order));
    [order, seller]
        .into_iter()
        .flatten()
        .filter(|(_, layer)| case.adjustable_by.contains(layer))
        .find_map(|(terms, layer)| Some((terms.refund_due?, layer, terms.clauses.as_ref().or(fallback))))
}

/// The deadlines of a decision: those that start with the request, and the refund's when it is granted at once.
pub(super) fn of_decision(
    layers: &Layers,
    facts: &Facts,
    outcome: Outcome,
    verdicts: &[Verdict<'_>],
    is_refunded: bool,
) -> Result<Vec<DeadlineSet>, TimeError> {
    let mut deadlines: Vec<DeadlineSet> = Vec::new();
    if outcome == Outcome::Refused {
        return Ok(deadlines);
    }
    for kind in DeadlineKind::ALL.iter().copied() {
        if !is_set_by(kind, facts, outcome, is_refunded) {
            continue;
        }
        let mut found = Vec::new();
        for (line, verdict) in facts.lines.iter().zip(verdicts) {
            let own_case = verdict.case.filter(|_| verdict.layer != Layer::Law);
            found.extend(of_line(layers, facts, kind, (line, own_case))?);
            if verdict.layer == Layer::Law {
                found.extend(of_pack(verdict.pack, Layer::Law, facts, kind, (line, None))?);
            }
            for (pack, ..) in &verdict.law_plans {
                found.extend(of_pack(pack, Layer::Law, facts, kind, (line, None))?);
            }
        }
        // The earliest protects whoever waits: sellers may differ, and the law may be stricter.
        deadlines.extend(found.into_iter().reduce(|a, b| if b.due_time < a.due_time { b } else { a }));
    }
    Ok(deadlines)
}

type LineAndCase<'a> = (&'a crate::facts::LineFacts, Option<&'a crate::pack::Case>);

fn of_line(
    layers: &Layers,
    facts: &Facts,
    kind: DeadlineKind,
    (line, case): LineAndCase<'_>,
) -> Result<Option<DeadlineSet>, TimeError> {
    let pack = &*layers.marketplace;
    let sight = Sight { pack, layer: Layer::Marketplace, facts, line };
    let own = case
        .map(|case| OwnTerms::of(sight, case, Some(layers)).refund_due)
        .filter(|_| kind == DeadlineKind::RefundDue)
        .flatten();
    let Some(mut deadline) = of_pack(pack, Layer::Marketplace, facts, kind, (line, case))? else { return Ok(None) };
    if let (Some(own), Some(rule)) = (own, pack.deadline(kind, facts.topic, facts.ground)) {
        deadline = set(pack, Layer::Marketplace, rule, facts.now, Some(own), &[])?;
    }
    Ok(Some(deadline))
}

fn of_pack(
    pack: &Pack,
    layer: Layer,
    facts: &Facts,
    kind: DeadlineKind,
    (line, _): LineAndCase<'_>,
) -> Result<Option<DeadlineSet>, TimeError> {
    let Some(rule) = pack.deadline(kind, facts.topic, facts.ground) else { return Ok(None) };
    let sight = Sight { pack, layer, facts, line };
    let start = if rule.after == Event::Approved { Some(facts.now) } else { sight.event(rule.after) };
    let Some(start) = start else { return Ok(None) };
    let suspensions = super::windows::suspensions(facts, &pack.pack.countries);
    Ok(Some(set(pack, layer, rule, start, None, &suspensions)?))
}

/// Whether a decision with this outcome starts a deadline of this kind.
fn is_set_by(kind: DeadlineKind, facts: &Facts, outcome: Outcome, is_refunded: bool) -> bool {
    let is_by_shop = matches!(facts.requested_by, Party::Seller | Party::Platform);
    match kind {
        DeadlineKind::RefundDue => outcome == Outcome::Allowed && is_refunded,
        DeadlineKind::PlatformDecision => outcome == Outcome::NeedsPlatform,
        DeadlineKind::SellerResponse => outcome == Outcome::NeedsSeller,
        DeadlineKind::Response => facts.topic == Topic::Return,
        DeadlineKind::NotifyParty => is_by_shop,
        DeadlineKind::ChooseOutOfStock => facts.topic == Topic::OutOfStock,
        DeadlineKind::Evidence => outcome == Outcome::Incomplete,
        DeadlineKind::ReturnParcel | DeadlineKind::ReturnTracking => {
            facts.topic == Topic::Return && outcome == Outcome::Allowed
        }
        DeadlineKind::RmaExpiry => facts.topic == Topic::Return && facts.order.rma_issue_time.is_some(),
        DeadlineKind::ProofOfDelivery | DeadlineKind::Stall | DeadlineKind::Overdue => {
            facts.topic == Topic::Delivery
        }
        DeadlineKind::TrackingCorrection => facts.ground == Ground::InvalidTracking,
        DeadlineKind::Judgement | DeadlineKind::DisputeAnswer | DeadlineKind::Appeal | DeadlineKind::HeldGoods => false,
    }
}

fn set(
    pack: &Pack,
    layer: Layer,
    rule: &DeadlineRule,
    start: DateTime<Utc>,
    own: Option<(Span, Layer, Option<&ClauseIds>)>,
    suspensions: &[Suspension],
) -> Result<DeadlineSet, TimeError> {
    let header = &pack.pack;
    let reckoning = Reckoning {
        zone: header.time_zone,
        calendar: Calendar::of(&header.calendar),
        suspensions: if rule.suspendable { suspensions } else { &[] },
        roll_to_working_day: header.roll_to_working_day,
    };
    let span = own.map_or(rule.span, |(span, ..)| span);
    let deadline = reckoning.deadline(start, span)?;
    let warn_time = rule.warn_before.map(|before| warn_time(deadline.due, start, before));
    Ok(DeadlineSet {
        kind: rule.kind,
        start_time: start,
        due_time: deadline.due,
        last_day: deadline.last_day,
        warn_time,
        party: rule.party,
        on_expiry: rule.on_expiry,
        clauses: own.and_then(|(.., clauses)| clauses).unwrap_or(&rule.clauses).clone(),
        calendar_version: deadline.calendar_version.map(Text::from),
        mark: rule.mark,
        layer: own.map_or(layer, |(_, layer, _)| layer),
        suspendable: rule.suspendable,
    })
}

/// A warning comes so many hours or days of 24 hours before the end, but never before the clock has started.
fn warn_time(due: DateTime<Utc>, start: DateTime<Utc>, before: Span) -> DateTime<Utc> {
    let count = i64::from(before.count());
    let hours = match before.unit() {
        crate::time::Unit::Hours => count,
        crate::time::Unit::Days | crate::time::Unit::WorkingDays => 24 * count,
        crate::time::Unit::Months => 24 * 30 * count,
        crate::time::Unit::Years => 24 * 365 * count,
    };
    (due - chrono::TimeDelta::hours(hours)).max(start)
}
