//! Orders as the order book tells of them, read into what this context sees of one.

use std::fmt::Display;

use chrono::{DateTime, Utc};
use redress_contracts::google::r#type::Money;
use redress_contracts::redress::orders::v1 as pb;
use redress_core::Currency;
use redress_policy::{PaymentKind, Stock};
use redress_rpc::convert::{money_from_wire, time_from_wire};

use super::parcel::quantities_of;
use crate::domain::order::{OrderLine, OrderSight, SentParcel};

/// What is wrong with an order that was told.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Odd(String);

/// The order, with its parcels as the order book knows them; each by its id in the order book.
pub(crate) fn order_from_wire(order: pb::Order) -> Result<(OrderSight, Vec<String>), Odd> {
    let total = order
        .total
        .as_ref()
        .ok_or_else(|| Odd("an order without a total".to_owned()))?;
    let currency = odd(money_from_wire(total))?.currency;
    let address = order.shipping_address.unwrap_or_default();
    let main = main_payment(&order.payments);
    let order_number = if order.external_reference.is_empty() {
        order.order_id.clone()
    } else {
        order.external_reference
    };
    let sight = OrderSight {
        place_time: time(order.place_time)?.ok_or_else(|| Odd("an order without a time".to_owned()))?,
        payment_confirm_time: paid_in_full(&order.payments)?,
        processing_due_time: time(order.processing_due_time)?,
        payment_kind: main.and_then(|payment| payment_kind(payment.kind())),
        payment_fee_minor: main.map_or(Ok(0), |payment| minor(payment.refund_fee.as_ref(), currency))?,
        shipping_minor: minor(order.shipping.as_ref(), currency)?,
        lines: order
            .lines
            .iter()
            .map(|line| line_of(line, currency))
            .collect::<Result<_, _>>()?,
        parcels: order.parcels.iter().map(parcel_of).collect::<Result<_, _>>()?,
        order_id: order.order_id,
        marketplace_id: order.marketplace_id,
        buyer_id: order.buyer_id,
        buyer_country: address.region_code,
        buyer_region: address.administrative_area,
        order_number,
        currency,
    };
    let parcel_ids = order.parcels.into_iter().map(|parcel| parcel.parcel_id).collect();
    Ok((sight, parcel_ids))
}

fn line_of(line: &pb::Line, currency: Currency) -> Result<OrderLine, Odd> {
    Ok(OrderLine {
        line_id: line.line_id.clone(),
        seller_id: line.seller_id.clone(),
        sku: line.sku.clone(),
        title: line.title.clone(),
        ordered_quantity: line.quantity.into(),
        cancelled_quantity: i64::from(line.cancelled_quantity) + i64::from(line.requested_quantity),
        shipped_quantity: line.shipped_quantity.into(),
        delivered_quantity: line.delivered_quantity.into(),
        unit_price_minor: minor(line.unit_price.as_ref(), currency)?,
        tax_minor: minor(line.tax.as_ref(), currency)?,
        discount_minor: minor(line.discount.as_ref(), currency)?,
        shipping_minor: minor(line.shipping.as_ref(), currency)?,
        category: line.category.clone(),
        product_class: line.product_class.clone(),
        attributes: line.attributes.clone(),
        stock: match line.stock_state() {
            pb::StockState::Unspecified => Stock::InStock,
            pb::StockState::OutOfStock => Stock::OutOfStock,
            pb::StockState::BackOrder => Stock::BackOrder,
            pb::StockState::Refunded => Stock::InStock,
        },
    })
}

fn parcel_of(parcel: &pb::Parcel) -> Result<SentParcel, Odd> {
    Ok(SentParcel {
        parcel_id: String::new(),
        lines: quantities_of(&parcel.lines),
        ship_time: time(parcel.ship_time)?.ok_or_else(|| Odd("a parcel without a time".to_owned()))?,
        expected_time: time(parcel.estimated_delivery_time)?,
        move_time: None,
        deliver_time: time(parcel.deliver_time)?,
        is_delivery_proven: false,
    })
}

/// The payment that most of the money comes in by; the first of equals.
fn main_payment(payments: &[pb::Payment]) -> Option<&pb::Payment> {
    let due = |payment: &pb::Payment| {
        let amount = payment
            .amount
            .as_ref()
            .and_then(|money| money_from_wire(money).ok());
        amount.map_or(0, |money| money.minor)
    };
    payments
        .iter()
        .reduce(|best, next| if due(next) > due(best) { next } else { best })
}

/// When the last payment was confirmed; absent while one is open.
fn paid_in_full(payments: &[pb::Payment]) -> Result<Option<DateTime<Utc>>, Odd> {
    let times: Vec<Option<DateTime<Utc>>> = payments
        .iter()
        .map(|payment| time(payment.confirm_time))
        .collect::<Result<_, _>>()?;
    Ok(times
        .into_iter()
        .collect::<Option<Vec<_>>>()
        .and_then(|times| times.into_iter().max()))
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

/// A time that may be absent.
pub(super) fn time(time: Option<prost_types::Timestamp>) -> Result<Option<DateTime<Utc>>, Odd> {
    odd(time.as_ref().map(time_from_wire).transpose())
}

fn minor(money: Option<&Money>, currency: Currency) -> Result<i64, Odd> {
    let Some(money) = money else { return Ok(0) };
    let money = odd(money_from_wire(money))?;
    if money.currency == currency {
        Ok(money.minor)
    } else {
        Err(Odd("amounts of several currencies".to_owned()))
    }
}

fn odd<T>(result: Result<T, impl Display>) -> Result<T, Odd> {
    result.map_err(|error| Odd(error.to_string()))
}
