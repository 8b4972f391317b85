//! What buyers, the warehouse and the platform ask for in these tests. Each request can be changed before it is sent.

use super::{PRICE, SHIPPING, SHOP, Seat};
use anyhow::Context as _;
use redress_contracts::google::r#type::{Money, PostalAddress};
use redress_contracts::redress::orders::v1::{
    Line, LineQuantity, Order, Payment, PaymentKind, PlaceOrderRequest,
};
use redress_contracts::redress::policies::v1::{Ground, Party, Remedy};
use redress_contracts::redress::returns::v1::{
    ApplyRemedyRequest, Contact, DecideReturnRequest, InspectReturnRequest, InspectionPoint,
    ReceiveParcelRequest, RequestReturnRequest, Return, ReturnLine,
};
use redress_core::Currency;

/// So many cents of a dollar.
pub fn dollars(minor: i64) -> Money {
    let currency: Currency = "USD".parse().expect("invariant: the dollar exists");
    let (units, nanos) = redress_core::Money::new(minor, currency).to_units_nanos();
    Money {
        currency_code: "USD".to_owned(),
        units,
        nanos,
    }
}

/// So many dresses to the United States, paid by card.
pub fn dresses(seat: &Seat, name: &str, quantity: i32) -> PlaceOrderRequest {
    PlaceOrderRequest {
        request_id: name.to_owned(),
        marketplace_id: seat.shop.clone(),
        buyer_id: seat.buyer.clone(),
        buyer_email: "mara@example.test".to_owned(),
        lines: vec![Line {
            seller_id: seat.seller.clone(),
            sku: "dress".to_owned(),
            title: "Dress".to_owned(),
            quantity,
            unit_price: Some(dollars(PRICE)),
            shipping: Some(dollars(SHIPPING)),
            product_class: "durable".to_owned(),
            category: "general".to_owned(),
            ..Line::default()
        }],
        payments: vec![Payment {
            kind: PaymentKind::Card.into(),
            reference: crate::shop::payment_reference(name),
            amount: Some(dollars(PRICE * i64::from(quantity) + SHIPPING)),
            ..Payment::default()
        }],
        shipping_address: Some(PostalAddress {
            region_code: "US".to_owned(),
            locality: "Springfield".to_owned(),
            address_lines: vec!["1 Market Street".to_owned()],
            recipients: vec!["Mara Example".to_owned()],
            ..PostalAddress::default()
        }),
        ..PlaceOrderRequest::default()
    }
}

/// The buyer changes their mind about so many dresses; about all of them when none are named.
pub fn ask(name: &str, order: &Order, quantity: i32) -> RequestReturnRequest {
    let lines = (quantity != 0).then(|| ReturnLine {
        line_id: "1".to_owned(),
        quantity,
        ..ReturnLine::default()
    });
    RequestReturnRequest {
        request_id: name.to_owned(),
        order_id: order.order_id.clone(),
        requested_by: Party::Buyer.into(),
        ground: Ground::ChangeOfMind.into(),
        lines: lines.into_iter().collect(),
        explanation: "It does not suit me.".to_owned(),
        contact: Some(Contact {
            name: "Mara Example".to_owned(),
            email: "mara@example.test".to_owned(),
            phone: "+1 555 0100".to_owned(),
        }),
        invoice: "INV-1".to_owned(),
        ..RequestReturnRequest::default()
    }
}

/// The platform decides about a return.
pub fn decide(name: &str, case: &Return, approve: bool) -> DecideReturnRequest {
    DecideReturnRequest {
        request_id: name.to_owned(),
        return_id: case.return_id.clone(),
        decided_by: Party::Platform.into(),
        approve,
        remedy: Remedy::PartialRefund.into(),
        reason: "Seen.".to_owned(),
        ..DecideReturnRequest::default()
    }
}

/// The warehouse books in so many dresses of a return.
pub fn receive(name: &str, case: &Return, quantity: i32) -> ReceiveParcelRequest {
    ReceiveParcelRequest {
        request_id: name.to_owned(),
        return_id: case.return_id.clone(),
        rma_number: case.rma_number.clone(),
        lines: vec![LineQuantity {
            line_id: "1".to_owned(),
            quantity,
        }],
        ..ReceiveParcelRequest::default()
    }
}

/// An inspection in which everything passes.
///
/// # Errors
/// The shop's pack has no checklist.
pub fn inspect(name: &str, case: &Return) -> anyhow::Result<InspectReturnRequest> {
    let (_, source) = redress_policy::packs::SHOPS
        .iter()
        .find(|(file, _)| file.trim_end_matches(".toml") == SHOP)
        .context("the shop has no pack")?;
    let pack = redress_policy::load(source, SHOP)
        .map_err(|errors| anyhow::anyhow!("the pack cannot be read: {}", errors[0]))?;
    let list = pack.checklists.iter().find(|list| &*list.id == "returned-goods");
    let list = list.context("the pack has no checklist of returned goods")?;
    let point = |text: &redress_policy::Text| InspectionPoint {
        point: text.to_string(),
        passed: true,
        ..InspectionPoint::default()
    };
    Ok(InspectReturnRequest {
        request_id: name.to_owned(),
        return_id: case.return_id.clone(),
        points: list.points.iter().map(point).collect(),
        stages: list.stages.iter().map(point).collect(),
        is_ground_confirmed: true,
        ..InspectReturnRequest::default()
    })
}

/// The shop pays back.
pub fn apply(name: &str, case: &Return) -> ApplyRemedyRequest {
    ApplyRemedyRequest {
        request_id: name.to_owned(),
        return_id: case.return_id.clone(),
        remedy: Remedy::PartialRefund.into(),
        ..ApplyRemedyRequest::default()
    }
}
