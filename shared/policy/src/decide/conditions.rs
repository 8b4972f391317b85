//! What has to be so, whenever it is asked: facts of a case, exclusions, and what the request has to give.

use super::messages::said;
use super::record::{Considered, Record};
use super::windows::Sight;
use crate::Text;
use crate::decision::FactValue;
use crate::pack::{Basis, Case, Condition, Exclusion, FactName, Term};
use crate::words::{RefusalReason, Stock};

/// The value of a fact for a line.
pub(super) fn holds(fact: FactName, sight: Sight<'_>) -> bool {
    let (order, line) = (&sight.facts.order, sight.line);
    match fact {
        FactName::LineShipped => line.shipped_quantity > 0,
        FactName::LineDelivered => line.delivered_quantity >= line.quantity,
        FactName::LineOutOfStock => line.stock != Stock::InStock,
        FactName::OrderShipped => order.is_shipped,
        FactName::OrderPaid => order.payment_confirm_time.is_some(),
        FactName::OrderProcessingOverdue => order
            .processing_due_time
            .is_some_and(|due| sight.facts.now >= due),
        FactName::ReplacementInStock => order.is_replacement_in_stock,
        FactName::DeliveryProven => order.is_delivery_proven,
        FactName::AcceptedWithoutReservation => order.is_accepted_without_reservation,
        FactName::Misuse => order.is_misused,
        FactName::ArtificialDamage => order.is_artificially_damaged,
    }
}

/// The refusal of a condition that does not hold.
pub(super) fn condition<R: Record>(
    sight: Sight<'_>,
    case: &Case,
    condition: &Condition,
    record: &mut R,
) -> Option<RefusalReason> {
    let value = holds(condition.fact, sight);
    let held = value == condition.is;
    record.finding(
        sight.considered(&case.id, condition.basis(), held),
        || said(held, "The condition holds.", &condition.text),
        || [(condition.fact.as_str(), FactValue::Bool(value))],
    );
    (!held).then_some(condition.reason)
}

/// Whether an exclusion keeps the line out. One that the ground passes is found to hold.
pub(super) fn is_excluded<R: Record>(sight: Sight<'_>, record: &mut R) -> bool {
    let facts = sight.facts;
    for exclusion in sight
        .pack
        .exclusions
        .iter()
        .filter(|e| e.topics.contains(&facts.topic))
    {
        let Some(seen) = seen_exclusion(exclusion, sight) else {
            continue;
        };
        let passes = exclusion.unless_grounds.contains(&facts.ground);
        record.finding(
            sight.considered(&exclusion.id, exclusion.basis(), passes),
            || {
                said(
                    passes,
                    "Goods of this kind are kept out, but not on this ground.",
                    &exclusion.text,
                )
            },
            || {
                [
                    ("line.excluded_by", FactValue::Text(seen.clone())),
                    ("request.ground", FactValue::Text(facts.ground.as_str().into())),
                ]
            },
        );
        if !passes {
            return true;
        }
    }
    false
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
    exclusion
        .fact
        .filter(|fact| holds(*fact, sight))
        .map(|fact| fact.as_str().into())
}

/// Whether fields or evidence are still missing.
pub(super) fn is_incomplete<R: Record>(sight: Sight<'_>, case: &Case, record: &mut R) -> bool {
    let mut is_missing = false;
    let mut rule =
        |basis: Basis<'_>, held: bool, text: &Text, name: &'static str, asked: &dyn Fn() -> Text| {
            is_missing |= !held;
            record.finding(
                sight.considered(&case.id, basis, held),
                || said(held, "What is asked for is there.", text),
                || [(name, FactValue::Text(asked()))],
            );
        };
    for field in &case.fields {
        let held = sight.facts.fields.contains(&field.field);
        rule(field.basis(), held, &field.text, "request.field", &|| {
            field.field.clone()
        });
    }
    for evidence in &case.evidence {
        let held = sight.facts.has_evidence(evidence);
        rule(
            evidence.basis(),
            held,
            &evidence.text,
            "request.evidence",
            &|| evidence.any_of.join(" or ").into(),
        );
    }
    is_missing
}

impl<'a> Sight<'a> {
    /// A rule of this pack, on its way into a finding on this line.
    pub(super) fn considered<'b>(self, rule: &'b Text, basis: Basis<'b>, held: bool) -> Considered<'b>
    where
        'a: 'b,
    {
        Considered {
            rule,
            basis,
            layer: self.layer,
            held,
            line_id: &self.line.line_id,
        }
    }
}
