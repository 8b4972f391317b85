//! Orders as tests write them, amounts in minor units.

use redress_contracts::google::r#type::{Money, PostalAddress};
use redress_contracts::redress::orders::v1 as pb;
use redress_core::Money as Exact;
use redress_rpc::convert::{money_from_wire, money_to_wire};

/// An order about to be placed: one line per item, paid by one card payment.
#[derive(Clone, Debug)]
pub struct Draft(pb::PlaceOrderRequest);

/// A line: seller, quantity and unit price.
pub type Item = (&'static str, i32, i64);

impl Draft {
    /// An order of a shop's marketplace in its currency, shipped to a country.
    pub fn new(marketplace: &str, currency: &str, country: &str, items: &[Item]) -> Self {
        let lines = items
            .iter()
            .map(|(seller, quantity, price)| line(currency, seller, *quantity, *price));
        Self(pb::PlaceOrderRequest {
            marketplace_id: marketplace.to_owned(),
            buyer_id: "byr_mara".to_owned(),
            buyer_email: "mara@example.test".to_owned(),
            buyer_language: "fr-BE".to_owned(),
            lines: lines.collect(),
            payments: vec![pb::Payment {
                kind: pb::PaymentKind::Card.into(),
                ..pb::Payment::default()
            }],
            shipping_address: Some(address(country)),
            ..pb::PlaceOrderRequest::default()
        })
    }

    /// Kwoking: two cables and one lamp of one seller, 100.00 EUR.
    pub fn kwoking() -> Self {
        Self::new(
            "kwoking",
            "EUR",
            "CH",
            &[("kwoking", 2, 2_000), ("kwoking", 1, 6_000)],
        )
    }

    /// Kajet: lines of two sellers.
    pub fn kajet() -> Self {
        Self::new("kajet", "GBP", "GB", &[("sel_a", 2, 1_000), ("sel_b", 1, 5_000)])
    }

    /// Changes the request.
    pub fn with(mut self, change: impl FnOnce(&mut pb::PlaceOrderRequest)) -> Self {
        change(&mut self.0);
        self
    }

    /// The request, its one payment over the total unless amounts were given.
    pub fn request(self) -> pb::PlaceOrderRequest {
        let mut request = self.0;
        let total = total(&request);
        if let [payment] = request.payments.as_mut_slice()
            && payment.amount.is_none()
        {
            payment.amount = Some(total);
        }
        request
    }
}

pub fn line(currency: &str, seller: &str, quantity: i32, price: i64) -> pb::Line {
    pb::Line {
        seller_id: seller.to_owned(),
        title: "A thing".to_owned(),
        quantity,
        unit_price: Some(money(currency, price)),
        ..pb::Line::default()
    }
}

pub fn money(currency: &str, minor: i64) -> Money {
    money_to_wire(Exact::new(minor, currency.parse().unwrap()))
}

pub fn minor(money: &Option<Money>) -> i64 {
    money
        .as_ref()
        .map_or(0, |money| money_from_wire(money).unwrap().minor)
}

pub fn address(country: &str) -> PostalAddress {
    PostalAddress {
        region_code: country.to_owned(),
        locality: "Home town".to_owned(),
        address_lines: vec!["1 Market Street".to_owned()],
        recipients: vec!["Mara Example".to_owned()],
        ..PostalAddress::default()
    }
}

fn total(request: &pb::PlaceOrderRequest) -> Money {
    let of_line = |line: &pb::Line| {
        minor(&line.unit_price) * i64::from(line.quantity) - minor(&line.discount)
            + minor(&line.tax)
            + minor(&line.shipping)
    };
    let sum: i64 = request.lines.iter().map(of_line).sum::<i64>() + minor(&request.shipping);
    money(&request.lines[0].unit_price.as_ref().unwrap().currency_code, sum)
}
