//! The facts of an order on a date, as the policy core asks for them.

use super::seen::{SeenLine, SeenOrder, SeenParcel};
use chrono::{DateTime, Utc};
use redress_contracts::redress::orders::v1 as pb;
use redress_policy::{Facts, Ground, LineFacts, OrderFacts, Party, PaymentKind, Stock, Text, Topic};

/// A buyer who wants cancelled what has not shipped. `None` when all has.
pub(super) fn cancel_facts(
    order: &SeenOrder,
    ground: Ground,
    as_of: DateTime<Utc>,
    fields: Vec<Text>,
) -> Option<Facts> {
    let open = order.lines.iter().filter(|line| line.unshipped > 0);
    let lines: Vec<LineFacts> = open
        .map(|line| LineFacts {
            quantity: line.unshipped,
            ..line_facts(line)
        })
        .collect();
    if lines.is_empty() {
        return None;
    }
    let is_shipped = !order.parcels.is_empty();
    Some(Facts {
        topic: Topic::Cancel,
        ground,
        requested_by: Party::Buyer,
        now: as_of,
        order: OrderFacts {
            // Shipping of the order as a whole is free once nothing of it is left.
            shipping_minor: if is_shipped { 0 } else { order.shipping_minor },
            is_shipped,
            ..order_facts(order)
        },
        lines,
        fields,
        evidence: Vec::new(),
        special_periods: Vec::new(),
    })
}

/// A buyer who claims a parcel. It last moved when it shipped, as far as the order book knows.
pub(super) fn parcel_facts(
    order: &SeenOrder,
    parcel: &SeenParcel,
    ground: Ground,
    as_of: DateTime<Utc>,
    fields: Vec<Text>,
) -> Facts {
    let line = |(line_id, quantity): &(String, i64)| {
        let line = order.lines.iter().find(|line| line.line.line_id == *line_id)?;
        Some(LineFacts {
            quantity: *quantity,
            shipped_quantity: *quantity,
            ship_time: Some(parcel.ship_time),
            ..line_facts(line)
        })
    };
    Facts {
        topic: Topic::Delivery,
        ground,
        requested_by: Party::Buyer,
        now: as_of,
        order: OrderFacts {
            is_shipped: true,
            delivery_expected_time: parcel.estimated_delivery_time,
            tracking_move_time: Some(parcel.ship_time),
            ..order_facts(order)
        },
        lines: parcel.contents.iter().filter_map(line).collect(),
        fields,
        evidence: Vec::new(),
        special_periods: Vec::new(),
    }
}

fn order_facts(order: &SeenOrder) -> OrderFacts {
    OrderFacts {
        buyer_country: order.buyer_country.as_str().into(),
        currency: order.currency,
        place_time: order.place_time,
        payment_confirm_time: order.payment_confirm_time,
        processing_due_time: order.processing_due_time,
        payment_kind: payment_kind(order.payment_kind),
        payment_fee_minor: order.payment_fee_minor,
        shipping_minor: 0,
        return_postage_minor: 0,
        missing_parts_minor: 0,
        is_shipped: false,
        delivery_expected_time: None,
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

/// A line of which nothing is asked for yet.
fn line_facts(seen: &SeenLine) -> LineFacts {
    let line = &seen.line;
    LineFacts {
        line_id: line.line_id.as_str().into(),
        seller_id: line.seller_id.as_str().into(),
        quantity: 0,
        ordered_quantity: i64::from(line.quantity),
        refunded_quantity: i64::from(line.cancelled_quantity + line.requested_quantity),
        shipped_quantity: 0,
        delivered_quantity: 0,
        unit_price_minor: seen.unit_minor,
        tax_minor: seen.tax_minor,
        discount_minor: seen.discount_minor,
        shipping_minor: seen.shipping_minor,
        category: line.category.as_str().into(),
        product_class: line.product_class.as_str().into(),
        attributes: line.attributes.iter().map(|word| word.as_str().into()).collect(),
        ship_time: None,
        deliver_time: None,
        stock: match line.stock_state() {
            pb::StockState::OutOfStock => Stock::OutOfStock,
            pb::StockState::BackOrder => Stock::BackOrder,
            pb::StockState::Unspecified | pb::StockState::Refunded => Stock::InStock,
        },
        maker_warranty: None,
    }
}

fn payment_kind(kind: pb::PaymentKind) -> Option<PaymentKind> {
    match kind {
        pb::PaymentKind::Unspecified => None,
        pb::PaymentKind::Card => Some(PaymentKind::Card),
        pb::PaymentKind::Cash => Some(PaymentKind::Cash),
        pb::PaymentKind::BankDeposit => Some(PaymentKind::BankDeposit),
        pb::PaymentKind::EWallet => Some(PaymentKind::EWallet),
        pb::PaymentKind::DigitalWallet => Some(PaymentKind::DigitalWallet),
    }
}
