//! Orders as journeys write them.

use crate::journeys::money::money;
use chrono::{DateTime, TimeDelta, Utc};
use redress_contracts::google::r#type::PostalAddress;
use redress_contracts::redress::orders::v1::{Line, Payment, PaymentKind, PlaceOrderRequest};

/// A line of a draft; amounts in minor units.
#[derive(Clone, Debug)]
pub struct Item {
    title: &'static str,
    seller: &'static str,
    quantity: i32,
    unit_price: i64,
    tax: i64,
    shipping: i64,
    category: &'static str,
    class: &'static str,
    attributes: Vec<&'static str>,
}

impl Item {
    /// An item without tax and shipping. The line's id is its place in the order, from 1.
    pub fn new(title: &'static str, seller: &'static str, quantity: i32, unit_price: i64) -> Self {
        Self {
            title,
            seller,
            quantity,
            unit_price,
            tax: 0,
            shipping: 0,
            category: "general",
            class: "durable",
            attributes: Vec::new(),
        }
    }

    /// With tax on the whole line.
    #[must_use]
    pub fn tax(mut self, minor: i64) -> Self {
        self.tax = minor;
        self
    }

    /// With shipping of the whole line.
    #[must_use]
    pub fn shipping(mut self, minor: i64) -> Self {
        self.shipping = minor;
        self
    }

    /// Of a category.
    #[must_use]
    pub fn category(mut self, category: &'static str) -> Self {
        self.category = category;
        self
    }

    /// Of a product class.
    #[must_use]
    pub fn class(mut self, class: &'static str) -> Self {
        self.class = class;
        self
    }

    /// With an attribute that a policy may ask for.
    #[must_use]
    pub fn attribute(mut self, attribute: &'static str) -> Self {
        self.attributes.push(attribute);
        self
    }

    /// As a line of the contract.
    pub fn line(&self, currency: &str) -> Line {
        Line {
            seller_id: self.seller.to_owned(),
            sku: self.title.to_lowercase().replace(' ', "-"),
            title: self.title.to_owned(),
            quantity: self.quantity,
            unit_price: Some(money(currency, self.unit_price)),
            tax: Some(money(currency, self.tax)),
            shipping: Some(money(currency, self.shipping)),
            category: self.category.to_owned(),
            product_class: self.class.to_owned(),
            attributes: self.attributes.iter().map(|text| (*text).to_owned()).collect(),
            ..Line::default()
        }
    }

    fn total(&self) -> i64 {
        self.unit_price * i64::from(self.quantity) + self.tax + self.shipping
    }
}

/// An order that is about to be placed.
#[derive(Clone, Debug)]
pub struct Draft {
    currency: &'static str,
    country: &'static str,
    items: Vec<Item>,
    shipping: i64,
    payment: PaymentKind,
    refund_fee: i64,
    processing_days: i64,
    terms: &'static str,
}

impl Draft {
    /// An order paid by card, to be shipped within five days.
    pub fn new(currency: &'static str, country: &'static str, items: Vec<Item>) -> Self {
        Self {
            currency,
            country,
            items,
            shipping: 0,
            payment: PaymentKind::Card,
            refund_fee: 0,
            processing_days: 5,
            terms: "",
        }
    }

    /// With shipping of the order as a whole.
    #[must_use]
    pub fn shipping(mut self, minor: i64) -> Self {
        self.shipping = minor;
        self
    }

    /// Paid this way, with what the bank charges for paying back.
    #[must_use]
    pub fn paid_by(mut self, kind: PaymentKind, refund_fee: i64) -> Self {
        self.payment = kind;
        self.refund_fee = refund_fee;
        self
    }

    /// With terms of its own.
    #[must_use]
    pub fn terms(mut self, source: &'static str) -> Self {
        self.terms = source;
        self
    }

    pub(super) fn request(&self, shop: &str, request_id: String, now: DateTime<Utc>) -> PlaceOrderRequest {
        let total: i64 = self.items.iter().map(Item::total).sum::<i64>() + self.shipping;
        let due = now + TimeDelta::days(self.processing_days);
        PlaceOrderRequest {
            marketplace_id: shop.to_owned(),
            buyer_id: "byr_mara".to_owned(),
            buyer_email: "mara@example.test".to_owned(),
            lines: self.items.iter().map(|item| item.line(self.currency)).collect(),
            shipping: Some(money(self.currency, self.shipping)),
            payments: vec![Payment {
                kind: self.payment.into(),
                reference: format!("pay-{request_id}"),
                amount: Some(money(self.currency, total)),
                refund_fee: Some(money(self.currency, self.refund_fee)),
                ..Payment::default()
            }],
            shipping_address: Some(address(self.country, "1 Market Street")),
            processing_due_time: Some(redress_rpc::convert::time_to_wire(due)),
            terms_source: self.terms.to_owned(),
            request_id,
            ..PlaceOrderRequest::default()
        }
    }
}

/// The buyer's address in a country.
pub fn address(country: &str, line: &str) -> PostalAddress {
    PostalAddress {
        region_code: country.to_owned(),
        locality: "Home town".to_owned(),
        address_lines: vec![line.to_owned()],
        recipients: vec!["Mara Example".to_owned()],
        ..PostalAddress::default()
    }
}
