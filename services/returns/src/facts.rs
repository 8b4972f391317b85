//! The facts of a request, as the policy core asks for them: from the order, its parcels, and what is claimed already.
//! Deciding is the core's; which layers bind is the policy book's.

use chrono::{DateTime, Utc};
use redress_policy::{EvidenceFact, Facts, LineFacts, OrderFacts, Party, SpecialPeriodFact, Topic};

use crate::domain::asking::Asking;
use crate::domain::line::{BookLine, LineQuantity};
use crate::domain::order::{OrderSight, SentParcel, claimed};

/// What is asked for, of which order, beside what is claimed of it already.
pub(crate) struct Question<'a> {
    pub order: &'a OrderSight,
    pub book: &'a [BookLine],
    pub asking: &'a Asking,
    pub units: &'a [LineQuantity],
    pub topic: Topic,
    /// Who asks by the policy: the buyer, where a parcel's status opened the claim.
    pub party: Party,
}

/// The facts of a question that is asked now.
pub(crate) fn of_question(
    question: &Question<'_>,
    evidence: Vec<EvidenceFact>,
    special_periods: Vec<SpecialPeriodFact>,
    now: DateTime<Utc>,
) -> Facts {
    Facts {
        topic: question.topic,
        ground: question.asking.asked.ground,
        requested_by: question.party,
        now,
        order: order_facts(question),
        lines: question
            .units
            .iter()
            .filter_map(|unit| line_facts(question, unit))
            .collect(),
        fields: question.asking.asked.fields(),
        evidence,
        special_periods,
    }
}

fn order_facts(question: &Question<'_>) -> OrderFacts {
    let order = question.order;
    let parcels = concerned(question);
    let moved = |parcel: &&SentParcel| parcel.move_time.unwrap_or(parcel.ship_time);
    OrderFacts {
        buyer_country: order.buyer_country.as_str().into(),
        currency: order.currency,
        place_time: order.place_time,
        payment_confirm_time: order.payment_confirm_time,
        processing_due_time: order.processing_due_time,
        payment_kind: order.payment_kind,
        payment_fee_minor: order.payment_fee_minor,
        shipping_minor: order.freed_shipping_minor(question.book, question.units),
        return_postage_minor: 0,
        missing_parts_minor: 0,
        is_shipped: order.lines.iter().any(|line| line.shipped_quantity > 0),
        delivery_expected_time: parcels.iter().filter_map(|parcel| parcel.expected_time).max(),
        tracking_move_time: parcels.iter().map(moved).max(),
        rma_issue_time: None,
        return_receive_time: None,
        is_delivery_proven: !parcels.is_empty() && parcels.iter().all(|parcel| parcel.is_delivery_proven),
        is_accepted_without_reservation: question.asking.asked.is_accepted_without_reservation,
        // Nobody has said so; whoever decides does.
        is_replacement_in_stock: false,
        is_misused: false,
        is_artificially_damaged: false,
    }
}

/// The parcels that a question is about: the one that is claimed; else those with the lines asked for, of which a claim is
/// about those that have not arrived, where there are any.
pub(crate) fn concerned<'a>(question: &Question<'a>) -> Vec<&'a SentParcel> {
    let parcels = &question.order.parcels;
    let claimed = &question.asking.claimed_parcel_id;
    if !claimed.is_empty() {
        return parcels
            .iter()
            .filter(|parcel| parcel.parcel_id == *claimed)
            .collect();
    }
    let has_line = |parcel: &&SentParcel| question.units.iter().any(|unit| parcel.has(&unit.line_id));
    let with_lines: Vec<&SentParcel> = parcels.iter().filter(has_line).collect();
    let missing = with_lines.iter().filter(|parcel| parcel.deliver_time.is_none());
    let missing: Vec<&SentParcel> = missing.copied().collect();
    if question.topic == Topic::Delivery && !missing.is_empty() {
        missing
    } else {
        with_lines
    }
}

fn line_facts(question: &Question<'_>, unit: &LineQuantity) -> Option<LineFacts> {
    let line = question.order.line(&unit.line_id)?;
    let (claimed, returned) = claimed(question.book, &unit.line_id);
    let of_asked = |quantity: i64| quantity.clamp(0, unit.quantity);
    let shipped_quantity = of_asked(line.shipped_quantity - claimed);
    // A claim is about what has not arrived, as long as there is any.
    let delivered = match question.topic {
        Topic::Delivery => {
            let missing = line.shipped_quantity - line.delivered_quantity - (claimed - returned);
            unit.quantity - missing
        }
        _ => line.delivered_quantity - returned,
    };
    Some(LineFacts {
        line_id: line.line_id.as_str().into(),
        seller_id: line.seller_id.as_str().into(),
        quantity: unit.quantity,
        ordered_quantity: line.ordered_quantity,
        // What is claimed already was decided on as if it came first.
        refunded_quantity: line.cancelled_quantity + claimed,
        shipped_quantity,
        delivered_quantity: of_asked(delivered).min(shipped_quantity),
        unit_price_minor: line.unit_price_minor,
        tax_minor: line.tax_minor,
        discount_minor: line.discount_minor,
        shipping_minor: line.shipping_minor,
        category: line.category.as_str().into(),
        product_class: line.product_class.as_str().into(),
        attributes: line.attributes.iter().map(|text| text.as_str().into()).collect(),
        ship_time: question.order.ship_time(&unit.line_id),
        deliver_time: question.order.deliver_time(&unit.line_id),
        stock: line.stock,
        maker_warranty: question.asking.maker_warranty,
    })
}
