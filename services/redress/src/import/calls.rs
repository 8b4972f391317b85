//! An order of the past as the calls that bring it into the order book, in their order.
//!
//! Request ids follow from the marketplace, the shop's id of the order and the step, so that a call that was answered is
//! never carried out twice. A cancelled order is placed and cancelled unpaid: its money went back long ago, and an import
//! never moves money.

use super::order::{PastAddress, PastLine, PastOrder, PastParcel, PastPayment};
use prost::Message as _;
use redress_contracts::google::r#type::{Money as WireMoney, PostalAddress};
use redress_contracts::redress::orders::v1::{
    CancelOrderRequest, ConfirmPaymentRequest, Line, LineQuantity, MarkDeliveredRequest, MarkShippedRequest,
    Parcel, Payment, PlaceOrderRequest,
};
use redress_contracts::redress::policies::v1::{Ground, Party};
use redress_core::{Currency, Money};
use redress_rpc::convert::{money_to_wire, time_to_wire};
use sha2::{Digest as _, Sha256};

/// What buyers read about a cancellation that was imported.
const CANCELLED: &str = "Cancelled before it came into this order book.";

/// The calls of one order. Their order id is empty until it is placed.
#[derive(Clone, Debug)]
pub struct Calls {
    /// The first.
    pub place: PlaceOrderRequest,
    /// Then one for each payment that was captured.
    pub confirms: Vec<ConfirmPaymentRequest>,
    /// Then one for each parcel.
    pub ships: Vec<MarkShippedRequest>,
    /// Then one for each parcel that arrived.
    pub deliveries: Vec<MarkDeliveredRequest>,
    /// The last, where it was cancelled.
    pub cancel: Option<CancelOrderRequest>,
}

/// Tells two histories of an order apart.
pub type Digest = [u8; 16];

impl Calls {
    /// The calls of an order.
    pub fn of(order: &PastOrder, marketplace_id: &str) -> Self {
        let id = |step: &str, of: &str| request_id(&[marketplace_id, &order.order_id, step, of]);
        let is_paid = |payment: &&PastPayment| payment.confirm_time.is_some() && !order.is_cancelled;
        Self {
            place: place(order, marketplace_id, id("place", "")),
            confirms: order
                .payments
                .iter()
                .filter(is_paid)
                .map(|payment| ConfirmPaymentRequest {
                    request_id: id("pay", &payment.payment_id),
                    payment_id: payment.payment_id.clone(),
                    confirm_time: payment.confirm_time.map(time_to_wire),
                    ..ConfirmPaymentRequest::default()
                })
                .collect(),
            ships: order
                .parcels
                .iter()
                .map(|parcel| MarkShippedRequest {
                    request_id: id("ship", &parcel.parcel_id),
                    parcel: Some(parcel_to_wire(parcel)),
                    ..MarkShippedRequest::default()
                })
                .collect(),
            deliveries: order
                .parcels
                .iter()
                .filter(|parcel| parcel.deliver_time.is_some())
                .map(|parcel| MarkDeliveredRequest {
                    request_id: id("deliver", &parcel.parcel_id),
                    parcel_id: parcel.parcel_id.clone(),
                    deliver_time: parcel.deliver_time.map(time_to_wire),
                    ..MarkDeliveredRequest::default()
                })
                .collect(),
            cancel: order.is_cancelled.then(|| CancelOrderRequest {
                request_id: id("cancel", ""),
                requested_by: Party::Platform.into(),
                ground: Ground::PlatformRules.into(),
                explanation: CANCELLED.to_owned(),
                ..CancelOrderRequest::default()
            }),
        }
    }

    /// A digest of all that they say: an order whose history has grown since has another one.
    pub fn digest(&self) -> Digest {
        let mut hash = Sha256::new();
        hash.update(self.place.encode_length_delimited_to_vec());
        for confirm in &self.confirms {
            hash.update(confirm.encode_length_delimited_to_vec());
        }
        for ship in &self.ships {
            hash.update(ship.encode_length_delimited_to_vec());
        }
        for delivery in &self.deliveries {
            hash.update(delivery.encode_length_delimited_to_vec());
        }
        if let Some(cancel) = &self.cancel {
            hash.update(cancel.encode_length_delimited_to_vec());
        }
        let mut digest = Digest::default();
        digest.copy_from_slice(&hash.finalize()[..16]);
        digest
    }
}

fn request_id(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    let digits: String = hash.finalize()[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("import-{digits}")
}

fn place(order: &PastOrder, marketplace_id: &str, request_id: String) -> PlaceOrderRequest {
    let currency = order.currency;
    PlaceOrderRequest {
        request_id,
        marketplace_id: marketplace_id.to_owned(),
        buyer_id: order.buyer_id.clone(),
        lines: order
            .lines
            .iter()
            .map(|line| line_to_wire(line, currency))
            .collect(),
        shipping: (order.shipping_minor > 0).then(|| money(order.shipping_minor, currency)),
        payments: order
            .payments
            .iter()
            .map(|payment| Payment {
                payment_id: payment.payment_id.clone(),
                kind: payment.kind.into(),
                scheme: payment.scheme.clone(),
                reference: payment.reference.clone(),
                amount: Some(money(payment.amount_minor, currency)),
                ..Payment::default()
            })
            .collect(),
        shipping_address: Some(address_to_wire(&order.address)),
        place_time: Some(time_to_wire(order.place_time)),
        processing_due_time: order.processing_due_time.map(time_to_wire),
        external_reference: order.order_id.clone(),
        ..PlaceOrderRequest::default()
    }
}

fn line_to_wire(line: &PastLine, currency: Currency) -> Line {
    let unless_zero = |minor| (minor > 0).then(|| money(minor, currency));
    Line {
        line_id: line.line_id.clone(),
        seller_id: line.seller_id.clone(),
        sku: line.sku.clone(),
        title: line.title.clone(),
        quantity: i32::try_from(line.quantity).unwrap_or(i32::MAX),
        unit_price: Some(money(line.unit_minor, currency)),
        tax: unless_zero(line.tax_minor),
        discount: unless_zero(line.discount_minor),
        shipping: unless_zero(line.shipping_minor),
        product_class: line.product_class.clone(),
        category: line.category.clone(),
        attributes: line.attributes.clone(),
        ..Line::default()
    }
}

fn parcel_to_wire(parcel: &PastParcel) -> Parcel {
    let contents = parcel.contents.iter().map(|(line_id, quantity)| LineQuantity {
        line_id: line_id.clone(),
        quantity: i32::try_from(*quantity).unwrap_or(i32::MAX),
    });
    Parcel {
        parcel_id: parcel.parcel_id.clone(),
        carrier: parcel.carrier.clone(),
        tracking_number: parcel.tracking_number.clone(),
        lines: contents.collect(),
        ship_time: Some(time_to_wire(parcel.ship_time)),
        estimated_delivery_time: parcel.estimated_delivery_time.map(time_to_wire),
        deliver_time: None,
    }
}

fn address_to_wire(address: &PastAddress) -> PostalAddress {
    let texts = |text: &String| {
        Some(text.clone())
            .filter(|text| !text.is_empty())
            .into_iter()
            .collect()
    };
    PostalAddress {
        region_code: address.country.clone(),
        postal_code: address.postal_code.clone(),
        locality: address.locality.clone(),
        administrative_area: address.administrative_area.clone(),
        address_lines: texts(&address.address_line),
        recipients: texts(&address.recipient),
        ..PostalAddress::default()
    }
}

fn money(minor: i64, currency: Currency) -> WireMoney {
    money_to_wire(Money::new(minor, currency))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn request_ids_tell_steps_apart_and_stay_the_same() {
        let id = |parts: &[&str]| request_id(parts);
        assert_eq!(id(&["shop", "1", "place", ""]), id(&["shop", "1", "place", ""]));
        assert_ne!(id(&["shop", "1", "ship", "12"]), id(&["shop", "1", "ship1", "2"]));
        assert_ne!(id(&["shop", "1", "place", ""]), id(&["shop1", "", "place", ""]));
        assert_eq!(id(&["shop", "1", "place", ""]).len(), 39);
    }
}
