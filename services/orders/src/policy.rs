//! The facts of an order, as the policy core asks for them. Deciding is the core's; which layers bind is the policy
//! book's.

pub(crate) mod refund_method;
pub(crate) mod terms;

use chrono::{DateTime, Utc};
use redress_policy::{
    DecideError, Decision, Facts, Ground, LineFacts, OrderFacts, Party, Text, Topic, decide,
};
use redress_policybook::Bound;

use crate::domain::line::LineQuantity;
use crate::domain::order::Order;
use crate::domain::payment::Payment;

/// What is asked of the policy.
#[derive(Clone, Debug)]
pub(crate) struct Ask<'a> {
    pub topic: Topic,
    pub ground: Ground,
    pub requested_by: Party,
    /// Lines of the order, each once, with units that are neither cancelled nor held.
    pub lines: &'a [LineQuantity],
    /// Whether the request says why in words.
    pub is_explained: bool,
    /// Shipping of the order as a whole that granting it would free.
    pub shipping_minor: i64,
}

/// Decides on the order as it is now.
///
/// # Errors
///
/// When the pack's calendar does not cover a day that matters.
pub(crate) fn answer(
    order: &Order,
    ask: &Ask<'_>,
    bound: &Bound,
    now: DateTime<Utc>,
) -> Result<(Facts, Decision), DecideError> {
    let facts = Facts {
        topic: ask.topic,
        ground: ask.ground,
        requested_by: ask.requested_by,
        now,
        order: order_facts(order, ask.shipping_minor),
        lines: ask.lines.iter().map(|asked| line_facts(order, asked)).collect(),
        fields: fields(order, ask),
        evidence: Vec::new(),
        special_periods: bound.special_periods.clone(),
    };
    let decision = decide(&bound.layers, &facts)?;
    Ok((facts, decision))
}

fn order_facts(order: &Order, shipping_minor: i64) -> OrderFacts {
    OrderFacts {
        buyer_country: order.shipping_address.region_code.as_str().into(),
        currency: order.currency,
        place_time: order.place_time,
        payment_confirm_time: order.payment_confirm_time,
        processing_due_time: order.processing_due_time,
        payment_kind: main_payment(order).map(|payment| payment.kind),
        payment_fee_minor: main_payment(order).map_or(0, |payment| payment.refund_fee_minor),
        shipping_minor,
        return_postage_minor: 0,
        missing_parts_minor: 0,
        is_shipped: order.is_shipped(),
        delivery_expected_time: order
            .parcels
            .iter()
            .filter_map(|parcel| parcel.estimated_delivery_time)
            .max(),
        tracking_move_time: None,
        rma_issue_time: None,
        return_receive_time: None,
        is_delivery_proven: false,
        is_accepted_without_reservation: false,
        is_replacement_in_stock: false,
        is_misused: false,
        is_artificially_damaged: false,
    }
}

/// The payment that most of the money comes in by; the first of equals.
fn main_payment(order: &Order) -> Option<&Payment> {
    order.payments.iter().reduce(|best, next| {
        if next.due_minor() > best.due_minor() {
            next
        } else {
            best
        }
    })
}

fn line_facts(order: &Order, asked: &LineQuantity) -> LineFacts {
    let line = order
        .line(&asked.line_id)
        .expect("invariant: asked lines are lines of the order");
    let shipped_quantity = (asked.quantity - line.free_quantity()).clamp(0, asked.quantity);
    let undelivered = line.shipped_quantity - line.delivered_quantity;
    LineFacts {
        line_id: line.line_id.as_str().into(),
        seller_id: line.seller_id.as_str().into(),
        quantity: asked.quantity,
        ordered_quantity: line.quantity,
        // What waits for a decision was decided on as if it came first.
        refunded_quantity: line.cancelled_quantity + line.requested_quantity,
        shipped_quantity,
        delivered_quantity: (shipped_quantity - undelivered).max(0),
        unit_price_minor: line.price.unit_minor,
        tax_minor: line.price.tax_minor,
        discount_minor: line.price.discount_minor,
        shipping_minor: line.price.shipping_minor,
        category: line.category.as_str().into(),
        product_class: line.product_class.as_str().into(),
        attributes: line
            .attributes
            .iter()
            .map(|attribute| Text::from(attribute.as_str()))
            .collect(),
        ship_time: line.ship_time,
        deliver_time: line.deliver_time,
        stock: line.stock_fact(),
        maker_warranty: None,
    }
}

/// The request fields that a pack may ask for and that the order book has.
fn fields(order: &Order, ask: &Ask<'_>) -> Vec<Text> {
    let has_name = order
        .shipping_address
        .recipients
        .iter()
        .any(|name| !name.is_empty());
    [
        ("order_id", true),
        ("explanation", ask.is_explained),
        ("contact.email", !order.buyer_email.is_empty()),
        ("contact.name", has_name),
    ]
    .into_iter()
    .filter(|(_, is_given)| *is_given)
    .map(|(field, _)| field.into())
    .collect()
}
