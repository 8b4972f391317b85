//! Buyers place orders and pay them.

use super::super::book::File;
use super::super::fate::{Pay, Piece};
use super::super::world::World;
use super::{minor, minor_of};
use redress_contracts::google::r#type::PostalAddress;
use redress_contracts::redress::orders::v1::{
    ConfirmPaymentRequest, Line, OrderState, Payment, PaymentKind, PlaceOrderRequest,
};
use redress_contracts::redress::refunds::v1::{ProviderBehaviour, ScriptProviderRequest};
use redress_rpc::convert::time_to_wire;

/// Places the order on its day, and pays it when it is to be paid.
pub async fn act(world: &World, file: &mut File) {
    if file.order.is_none() && file.fate.day == file.day {
        place(world, file).await;
        script(world, file).await;
    }
    let Some(age) = file.age() else { return };
    if file.fate.pay == Pay::After(age) && file.state() == OrderState::Placed {
        pay(world, file).await;
    }
}

async fn place(world: &World, file: &mut File) {
    let request_id = file.request_id();
    let fate = &file.fate;
    let total = minor(file, fate.cart.total());
    let refund_fee = if fate.payment == PaymentKind::BankDeposit {
        fate.cart.bank_fee
    } else {
        0
    };
    let request = PlaceOrderRequest {
        marketplace_id: fate.shop.id.to_owned(),
        buyer_id: fate.buyer_id.clone(),
        buyer_email: format!("{}@example.test", fate.buyer_id),
        lines: fate.cart.pieces.iter().map(|piece| line(file, piece)).collect(),
        shipping: Some(minor(file, fate.cart.shipping)),
        payments: vec![Payment {
            kind: fate.payment.into(),
            reference: format!("pay-{}", fate.name()),
            amount: Some(total),
            refund_fee: Some(minor(file, refund_fee)),
            ..Payment::default()
        }],
        shipping_address: Some(address(file, "1 Market Street")),
        processing_due_time: Some(time_to_wire(world.moment(fate.day + fate.promised_days, 12))),
        external_reference: fate.name(),
        request_id,
        ..PlaceOrderRequest::default()
    };
    let reply = world.orders().place_order(request).await;
    if let Some(order) = file.take("place an order", reply) {
        file.saw_order(order);
    }
    let placed = file.order.as_ref().map(|order| minor_of(order.total.as_ref()));
    if placed.is_some_and(|total| total != file.fate.cart.total()) {
        file.break_off(format!(
            "the order's total is {placed:?}, not what its parts cost"
        ));
    }
}

fn line(file: &File, piece: &Piece) -> Line {
    Line {
        seller_id: piece.seller.to_owned(),
        sku: piece.goods.title.to_lowercase().replace(' ', "-"),
        title: piece.goods.title.to_owned(),
        quantity: piece.quantity,
        unit_price: Some(minor(file, piece.unit_price)),
        tax: Some(minor(file, piece.tax)),
        discount: Some(minor(file, piece.discount)),
        shipping: Some(minor(file, piece.shipping)),
        category: piece.goods.category.to_owned(),
        product_class: piece.goods.class.to_owned(),
        attributes: piece
            .goods
            .attributes
            .iter()
            .map(|word| (*word).to_owned())
            .collect(),
        ..Line::default()
    }
}

/// Where the buyer lives.
pub fn address(file: &File, street: &str) -> PostalAddress {
    PostalAddress {
        region_code: file.fate.market.country.to_owned(),
        locality: "Home town".to_owned(),
        address_lines: vec![street.to_owned()],
        recipients: vec![format!("Buyer {}", file.fate.buyer_id)],
        ..PostalAddress::default()
    }
}

async fn script(world: &World, file: &mut File) {
    let Some(behaviour) = file.fate.provider else {
        return;
    };
    let is_lasting = matches!(behaviour, ProviderBehaviour::Decline | ProviderBehaviour::Silent);
    let request = ScriptProviderRequest {
        payment_reference: format!("pay-{}", file.fate.name()),
        behaviour: behaviour.into(),
        call_count: if is_lasting { 0 } else { 1 },
        late_after: 2,
    };
    let reply = world.sandbox().script_provider(request).await;
    file.take("script the provider", reply);
}

/// Confirms the order's payment.
pub async fn pay(world: &World, file: &mut File) {
    let request = ConfirmPaymentRequest {
        request_id: file.request_id(),
        order_id: file.order_id(),
        ..ConfirmPaymentRequest::default()
    };
    let reply = world.orders().confirm_payment(request).await;
    if let Some(order) = file.take("pay", reply) {
        file.saw_order(order);
        file.has_moved = true;
    }
}
