//! What buyers do in these tests: an order of the shop Kwoking, paid by card, and refunds on it.

use redress_contracts::google::r#type::{Money, PostalAddress};
use redress_contracts::redress::orders::v1::{
    CancelOrderRequest, ConfirmPaymentRequest, Line, MarkDeliveredRequest, MarkShippedRequest, Parcel,
    Payment, PaymentKind, PlaceOrderRequest,
};
use redress_contracts::redress::policies::v1::{Breakdown, BreakdownLine, BreakdownPart, Ground, Party};
use redress_contracts::redress::refunds::v1::{CreateRefundRequest, RefundKind};
use redress_contracts::redress::returns::v1::{Contact, RequestReturnRequest};
use redress_core::Currency;

/// The shop, which is also the marketplace and its pack.
pub const SHOP: &str = "kwoking";

/// What each line of [`order`] costs in all, in minor units, in the order of the lines.
pub const LINE_TOTALS: [i64; 2] = [6_000, 2_500];

/// What an order of [`order`] costs in all, in minor units.
pub const TOTAL: i64 = LINE_TOTALS[0] + LINE_TOTALS[1] + ORDER_SHIPPING;

/// Shipping of the order as a whole.
const ORDER_SHIPPING: i64 = 490;

/// So many cents.
pub fn euros(minor: i64) -> Money {
    let currency: Currency = "EUR".parse().expect("invariant: the euro exists");
    let (units, nanos) = redress_core::Money::new(minor, currency).to_units_nanos();
    Money {
        currency_code: "EUR".to_owned(),
        units,
        nanos,
    }
}

/// The minor units of an amount; nothing is zero.
///
/// # Panics
/// When the amount is none.
pub fn minor(money: Option<&Money>) -> i64 {
    money.map_or(0, |money| {
        redress_core::Money::from_units_nanos(&money.currency_code, money.units, money.nanos)
            .unwrap_or_else(|error| panic!("{money:?} is no amount: {error}"))
            .minor
    })
}

/// The provider's reference of the payment of an order that was placed with this request id.
pub fn payment_reference(request_id: &str) -> String {
    format!("pay-{request_id}")
}

/// An order of two lines with tax and shipping.
pub fn order(request_id: &str) -> PlaceOrderRequest {
    PlaceOrderRequest {
        request_id: request_id.to_owned(),
        marketplace_id: SHOP.to_owned(),
        buyer_id: "byr_mara".to_owned(),
        buyer_email: "mara@example.test".to_owned(),
        lines: vec![
            line("Headphones", 2, 2_500, 600, 400),
            line("Cable", 5, 400, 300, 200),
        ],
        shipping: Some(euros(ORDER_SHIPPING)),
        payments: vec![Payment {
            kind: PaymentKind::Card.into(),
            reference: payment_reference(request_id),
            amount: Some(euros(TOTAL)),
            ..Payment::default()
        }],
        shipping_address: Some(PostalAddress {
            region_code: "FR".to_owned(),
            postal_code: "75002".to_owned(),
            locality: "Paris".to_owned(),
            address_lines: vec!["1 rue de la Paix".to_owned()],
            recipients: vec!["Mara Example".to_owned()],
            ..PostalAddress::default()
        }),
        ..PlaceOrderRequest::default()
    }
}

fn line(title: &str, quantity: i32, unit_price: i64, tax: i64, shipping: i64) -> Line {
    Line {
        seller_id: "sel_1".to_owned(),
        sku: title.to_lowercase(),
        title: title.to_owned(),
        quantity,
        unit_price: Some(euros(unit_price)),
        tax: Some(euros(tax)),
        shipping: Some(euros(shipping)),
        product_class: "durable".to_owned(),
        category: "accessories".to_owned(),
        ..Line::default()
    }
}

/// The confirmation of the order's one payment, in full.
pub fn pay(request_id: &str, order_id: &str) -> ConfirmPaymentRequest {
    ConfirmPaymentRequest {
        request_id: request_id.to_owned(),
        order_id: order_id.to_owned(),
        ..ConfirmPaymentRequest::default()
    }
}

/// The buyer changes their mind about all that is left.
pub fn cancel(request_id: &str, order_id: &str) -> CancelOrderRequest {
    CancelOrderRequest {
        request_id: request_id.to_owned(),
        order_id: order_id.to_owned(),
        requested_by: Party::Buyer.into(),
        ground: Ground::ChangeOfMind.into(),
        ..CancelOrderRequest::default()
    }
}

/// The seller ships all of it in one parcel, with a number that UPS could have given.
pub fn ship(request_id: &str, order_id: &str) -> MarkShippedRequest {
    MarkShippedRequest {
        request_id: request_id.to_owned(),
        order_id: order_id.to_owned(),
        parcel: Some(Parcel {
            carrier: "ups".to_owned(),
            tracking_number: "1Z999AA10123456784".to_owned(),
            ..Parcel::default()
        }),
        ..MarkShippedRequest::default()
    }
}

/// The one parcel arrives.
pub fn deliver(request_id: &str, order_id: &str) -> MarkDeliveredRequest {
    MarkDeliveredRequest {
        request_id: request_id.to_owned(),
        order_id: order_id.to_owned(),
        parcel_id: "1".to_owned(),
        ..MarkDeliveredRequest::default()
    }
}

/// The buyer changes their mind about all that was delivered.
pub fn ask(request_id: &str, order_id: &str) -> RequestReturnRequest {
    RequestReturnRequest {
        request_id: request_id.to_owned(),
        order_id: order_id.to_owned(),
        requested_by: Party::Buyer.into(),
        ground: Ground::ChangeOfMind.into(),
        explanation: "It does not suit me.".to_owned(),
        contact: Some(Contact {
            name: "Mara Example".to_owned(),
            email: "mara@example.test".to_owned(),
            phone: "+33 1 23456789".to_owned(),
        }),
        ..RequestReturnRequest::default()
    }
}

/// Goodwill, which draws on the payment alone.
pub fn goodwill(request_id: &str, order_id: &str, amount: i64) -> CreateRefundRequest {
    let line = BreakdownLine {
        part: BreakdownPart::Goodwill.into(),
        amount: Some(euros(amount)),
        message: "a gesture".to_owned(),
        ..BreakdownLine::default()
    };
    refund(request_id, order_id, RefundKind::Goodwill, vec![line], amount)
}

/// Money for an item, which draws on its line and on the payment.
pub fn item_refund(request_id: &str, order_id: &str, line_id: &str, amount: i64) -> CreateRefundRequest {
    let line = BreakdownLine {
        part: BreakdownPart::Item.into(),
        line_id: line_id.to_owned(),
        amount: Some(euros(amount)),
        message: "a part of the price".to_owned(),
        ..BreakdownLine::default()
    };
    refund(request_id, order_id, RefundKind::Owed, vec![line], amount)
}

fn refund(
    request_id: &str,
    order_id: &str,
    kind: RefundKind,
    lines: Vec<BreakdownLine>,
    amount: i64,
) -> CreateRefundRequest {
    CreateRefundRequest {
        request_id: request_id.to_owned(),
        order_id: order_id.to_owned(),
        kind: kind.into(),
        breakdown: Some(Breakdown {
            lines,
            amount: Some(euros(amount)),
        }),
        reason: "a test".to_owned(),
        ..CreateRefundRequest::default()
    }
}
