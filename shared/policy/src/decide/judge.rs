//! Judging: what each layer says to one line, and which layer wins.

use super::record::{Considered, Record};
use super::windows::{OwnSpan, Sight, Standing};
use crate::Text;
use crate::decision::FactValue;
use crate::facts::{Facts, LineFacts};
use crate::layers::Layers;
use crate::pack::{Case, CaseTerms, ClauseIds, Condition, Exclusion, FactName, Pack, RefundPlan, Term};
use crate::time::TimeError;
use crate::words::{Layer, Mark, Outcome, Party, RefusalReason, Remedy, Stock};
use chrono::{DateTime, Utc};
use std::borrow::Cow;
use std::ops::Range;

/// What was found for one line.
#[derive(Clone, Debug)]
pub(super) struct Verdict<'a> {
    pub outcome: Outcome,
    pub refusal: Option<RefusalReason>,
    /// The pack that answered and its layer.
    pub pack: &'a Pack,
    pub layer: Layer,
    /// The case that granted, or refused last.
    pub case: Option<&'a Case>,
    /// The plan of the refund, a seller's or the order's choice included.
    pub plan: Option<(&'a RefundPlan, Layer)>,
    pub close_time: Option<DateTime<Utc>>,
    /// The findings that carried the answer.
    pub carried_by: Range<usize>,
    /// Plans of laws that grant as well: the buyer gets the larger refund.
    pub law_plans: Vec<(&'a Pack, &'a Case, &'a RefundPlan)>,
    /// Remedies that a hard end took away.
    pub ended: Vec<Remedy>,
}

/// Judges every line.
pub(super) fn lines<'a, R: Record>(
    layers: &'a Layers,
    facts: &'a Facts,
    record: &mut R,
) -> Result<Vec<Verdict<'a>>, TimeError> {
    facts.lines.iter().map(|line| judge_line(layers, facts, line, record)).collect()
}

fn judge_line<'a, R: Record>(
    layers: &'a Layers,
    facts: &'a Facts,
    line: &'a LineFacts,
    record: &mut R,
) -> Result<Verdict<'a>, TimeError> {
    let sight = Sight { pack: &layers.marketplace, layer: Layer::Marketplace, facts, line };
    let mut verdict = by_pack(sight, Some(layers), record)?;
    for law in layers.laws.iter().filter(|law| speaks(&law.pack, facts)) {
        let sight = Sight { pack: &law.pack, layer: Layer::Law, ..sight };
        let floor = by_pack(sight, None, record)?;
        if floor.outcome < verdict.outcome && floor.outcome != Outcome::Refused {
            verdict = Verdict { law_plans: verdict.law_plans, ..floor };
        } else if floor.outcome != Outcome::Refused {
            if let (Some(case), Some((plan, _))) = (floor.case, floor.plan) {
                verdict.law_plans.push((floor.pack, case, plan));
            }
            verdict.close_time = verdict.close_time.map(|own| floor.close_time.map_or(own, |law| law.max(own)));
        }
    }
    Ok(verdict)
}

fn speaks(pack: &Pack, facts: &Facts) -> bool {
    pack.cases.iter().any(|case| case.topic == facts.topic && case.grounds.contains(&facts.ground))
}

/// What one pack says to one line. `layers` is given for the marketplace's pack, whose cases others may adjust.
fn by_pack<'a, R: Record>(
    sight: Sight<'a>,
    layers: Option<&'a Layers>,
    record: &mut R,
) -> Result<Verdict<'a>, TimeError> {
    let start = record.mark();
    if let Some(excluded) = excluded(sight, record) {
        return Ok(excluded);
    }
    let facts = sight.facts;
    let mut refused: Option<Verdict<'a>> = None;
    let mut is_party_wrong = false;
    for case in sight.pack.cases.iter().filter(|c| c.topic == facts.topic && c.grounds.contains(&facts.ground)) {
        if !case.parties.contains(&facts.requested_by) {
            is_party_wrong = true;
            continue;
        }
        if !sight.is_for(&case.categories, &case.product_classes) {
            continue;
        }
        let verdict = by_case(sight, case, layers, record)?;
        if verdict.outcome != Outcome::Refused {
            return Ok(verdict);
        }
        refused = Some(verdict);
        if case.is_final {
            break;
        }
    }
    Ok(refused.unwrap_or_else(|| {
        let reason = if is_party_wrong { RefusalReason::WrongParty } else { RefusalReason::NoRule };
        let basis = sight.pack.pack.basis();
        let considered = Considered {
            rule: &sight.pack.pack.id,
            basis: crate::pack::Basis { mark: Mark::Stated, why: None, clauses: basis.clauses },
            layer: sight.layer,
            held: false,
            line_id: Some(&sight.line.line_id),
        };
        record.finding(considered, || no_rule_message(sight, reason), || {
            [
                ("request.ground", FactValue::Text(facts.ground.as_str().into())),
                ("request.requested_by", FactValue::Text(facts.requested_by.as_str().into())),
            ]
        });
        Verdict::refused(sight, None, reason, start..record.mark())
    }))
}

fn no_rule_message(sight: Sight<'_>, reason: RefusalReason) -> Cow<'static, str> {
    let facts = sight.facts;
    let mut grounds: Vec<&str> = sight
        .pack
        .cases
        .iter()
        .filter(|case| case.topic == facts.topic && case.parties.contains(&facts.requested_by))
        .flat_map(|case| case.grounds.iter().map(|ground| ground.as_str()))
        .collect();
    grounds.sort_unstable();
    grounds.dedup();
    let what = if reason == RefusalReason::WrongParty { "gives this ground to others, not to" } else { "has no rule on this ground for" };
    Cow::Owned(format!(
        "The policy {what} the {} ({}); the grounds it gives here: {}.",
        facts.requested_by,
        facts.ground,
        if grounds.is_empty() { "none".to_owned() } else { grounds.join(", ") }
    ))
}

fn excluded<'a, R: Record>(sight: Sight<'a>, record: &mut R) -> Option<Verdict<'a>> {
    let (facts, line) = (sight.facts, sight.line);
    for exclusion in sight.pack.exclusions.iter().filter(|e| e.topics.contains(&facts.topic)) {
        let seen = seen_exclusion(exclusion, sight);
        let passes = exclusion.unless_grounds.contains(&facts.ground);
        if seen.is_none() && !passes {
            continue;
        }
        let holds = seen.is_none() || passes;
        let start = record.mark();
        let considered = Considered {
            rule: &exclusion.id,
            basis: exclusion.basis(),
            layer: sight.layer,
            held: holds,
            line_id: Some(&line.line_id),
        };
        record.finding(considered, || Cow::Owned(exclusion.text.to_string()), || {
            [("line.excluded_by", seen.clone().map_or(FactValue::Unknown, FactValue::Text))]
        });
        if !holds {
            return Some(Verdict::refused(sight, None, RefusalReason::Excluded, start..record.mark()));
        }
    }
    None
}

/// What of the line the exclusion is about, if it is.
fn seen_exclusion(exclusion: &Exclusion, sight: Sight<'_>) -> Option<Text> {
    let line = sight.line;
    if let Some(attribute) = exclusion.attributes.iter().find(|a| line.attributes.contains(a)) {
        return Some(attribute.clone());
    }
    if exclusion.categories.contains(&line.category) {
        return Some(line.category.clone());
    }
    exclusion.fact.filter(|fact| holds(*fact, sight)).map(|fact| fact.as_str().into())
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
        refusal = refusal.or(by_condition(sight, case, condition, record));
    }
    let Standing { refusal: window_refusal, close_time } = sight.windows(case, own.window, record)?;
    refusal = refusal.or(window_refusal);
    let (end_refusal, ended) = hard_ends(sight, case, record)?;
    refusal = refusal.or(end_refusal);
    let incomplete = asks_for_more(sight, case, record);
    if let Some(reason) = refusal {
        let carried_by = start..record.mark();
        return Ok(Verdict { close_time, ..Verdict::refused(sight, Some(case), reason, carried_by) });
    }
    let decided_by = own.decided_by.map_or(case.decided_by, |(party, _)| party);
    let outcome = match decided_by {
        _ if incomplete => Outcome::Incomplete,
        Party::Platform => Outcome::NeedsPlatform,
        Party::Seller => Outcome::NeedsSeller,
        Party::System | Party::Buyer => Outcome::Allowed,
    };
    let layer = own.strongest_layer().unwrap_or(sight.layer);
    let considered = Considered {
        rule: &case.id,
        basis: case.basis(),
        layer,
        held: true,
        line_id: Some(&sight.line.line_id),
    };
    record.finding(considered, || Cow::Owned(case.text.to_string()), || {
        [("case.decided_by", FactValue::Text(decided_by.as_str().into()))]
    });
    let own_plan = own.refund.and_then(|(id, layer)| sight.pack.refund_plan(id).map(|plan| (plan, layer)));
    let plan = own_plan.or_else(|| {
        case.refund.as_ref().and_then(|id| sight.pack.refund_plan(id)).map(|plan| (plan, sight.layer))
    });
    Ok(Verdict {
        outcome,
        refusal: None,
        pack: sight.pack,
        layer,
        case: Some(case),
        plan,
        close_time,
        carried_by: start..record.mark(),
        law_plans: Vec::new(),
        ended,
    })
}

fn by_condition<R: Record>(
    sight: Sight<'_>,
    case: &Case,
    condition: &Condition,
    record: &mut R,
) -> Option<RefusalReason> {
    let value = holds(condition.fact, sight);
    let held = value == condition.is;
    let considered = Considered {
        rule: &case.id,
        basis: condition.basis(),
        layer: sight.layer,
        held,
        line_id: Some(&sight.line.line_id),
    };
    record.finding(
        considered,
        || {
            if held { Cow::Borrowed("The condition holds.") } else { Cow::Owned(condition.text.to_string()) }
        },
        || [(condition.fact.as_str(), FactValue::Bool(value))],
    );
    (!held).then_some(condition.reason)
}

/// Ends after which remedies of this case are not given; refuses when none of its remedies is left.
fn hard_ends<R: Record>(
    sight: Sight<'_>,
    case: &Case,
    record: &mut R,
) -> Result<(Option<RefusalReason>, Vec<Remedy>), TimeError> {
    let mut ended = Vec::new();
    for end in sight.pack.hard_ends.iter().filter(|end| end.topics.contains(&case.topic)) {
        let Some(at) = sight.event(end.after) else { continue };
        let close = sight.count(at, end.span, false)?;
        let held = sight.facts.now < close.due;
        let considered = Considered {
            rule: &case.id,
            basis: end.basis(),
            layer: sight.layer,
            held,
            line_id: Some(&sight.line.line_id),
        };
        record.finding(considered, || Cow::Owned(end.text.to_string()), || {
            [("hard_end.close_time", FactValue::Time(close.due))]
        });
        if !held {
            ended.extend(end.remedies.iter().copied());
        }
    }
    let is_left = case.remedies.is_empty() && ended.is_empty()
        || case.remedies.iter().any(|rule| !ended.contains(&rule.remedy));
    Ok(((!is_left && !ended.is_empty()).then_some(RefusalReason::WindowClosed), ended))
}

/// Fields and evidence that are still missing.
fn asks_for_more<R: Record>(sight: Sight<'_>, case: &Case, record: &mut R) -> bool {
    let facts = sight.facts;
    let mut is_missing = false;
    for rule in &case.fields {
        if !facts.fields.contains(&rule.field) {
            is_missing = true;
            record.missing_field(&rule.field);
        }
    }
    for rule in &case.evidence {
        let satisfied = facts.evidence.iter().any(|e| !e.is_refused && rule.any_of.contains(&e.kind));
        is_missing |= !satisfied;
        record.evidence(rule, satisfied);
    }
    is_missing
}

/// The value of a fact for a line.
pub(super) fn holds(fact: FactName, sight: Sight<'_>) -> bool {
    let (order, line) = (&sight.facts.order, sight.line);
    match fact {
        FactName::LineShipped => line.shipped_quantity > 0,
        FactName::LineDelivered => line.delivered_quantity >= line.quantity,
        FactName::LineOutOfStock => line.stock != Stock::InStock,
        FactName::OrderShipped => order.is_shipped,
        FactName::OrderPaid => order.payment_confirm_time.is_some(),
        FactName::OrderProcessingOverdue => {
            order.processing_due_time.is_some_and(|due| sight.facts.now >= due)
        }
        FactName::ReplacementInStock => order.is_replacement_in_stock,
        FactName::DeliveryProven => order.is_delivery_proven,
        FactName::AcceptedWithoutReservation => order.is_accepted_without_reservation,
        FactName::Misuse => order.is_misused,
        FactName::ArtificialDamage => order.is_artificially_damaged,
    }
}

/// What a seller's and the order's terms change in a case; the order's beat the seller's.
#[derive(Clone, Copy, Default)]
pub(super) struct OwnTerms<'a> {
    pub window: OwnSpan<'a>,
    pub refund: Option<(&'a Text, Layer)>,
    pub decided_by: Option<(Party, Layer)>,
    pub refund_due: OwnSpan<'a>,
    pub method: Option<(&'a Text, Layer)>,
}

impl<'a> OwnTerms<'a> {
    pub(super) fn of(sight: Sight<'a>, case: &'a Case, layers: Option<&'a Layers>) -> Self {
        let mut own = Self::default();
        let Some(layers) = layers else { return own };
        let fallback = sight.pack.pack.seller_clauses.as_ref();
        let seller = layers.seller_case(&sight.line.seller_id, &case.id).map(|terms| (terms, Layer::Seller));
        let order = layers.order_case(&case.id).map(|terms| (terms, Layer::Order));
        for (terms, layer) in seller.into_iter().chain(order) {
            if case.adjustable_by.contains(&layer) {
                own.take(terms, layer, terms.clauses.as_ref().or(fallback));
            }
        }
        own
    }

    fn take(&mut self, terms: &'a CaseTerms, layer: Layer, clauses: Option<&'a ClauseIds>) {
        self.window = terms.window.map(|span| (span, layer, clauses)).or(self.window);
        self.refund_due = terms.refund_due.map(|span| (span, layer, clauses)).or(self.refund_due);
        self.refund = terms.refund.as_ref().map(|id| (id, layer)).or(self.refund);
        self.decided_by = terms.decided_by.map(|party| (party, layer)).or(self.decided_by);
        self.method = terms.method.as_ref().map(|method| (method, layer)).or(self.method);
    }

    fn strongest_layer(&self) -> Option<Layer> {
        [self.window.map(|w| w.1), self.refund.map(|r| r.1), self.decided_by.map(|d| d.1)]
            .into_iter()
            .flatten()
            .max()
    }
}

impl<'a> Verdict<'a> {
    fn refused(sight: Sight<'a>, case: Option<&'a Case>, reason: RefusalReason, carried_by: Range<usize>) -> Self {
        Self {
            outcome: Outcome::Refused,
            refusal: Some(reason),
            pack: sight.pack,
            layer: sight.layer,
            case,
            plan: None,
            close_time: None,
            carried_by,
            law_plans: Vec::new(),
            ended: Vec::new(),
        }
    }
}
