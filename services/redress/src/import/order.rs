//! One order as its history tells it, with the rows that tell it.

mod check;
mod difference;

pub use difference::PaymentDifference;

use super::fault::{Fault, Reason, Spot};
use chrono::{DateTime, Utc};
use redress_contracts::redress::orders::v1::PaymentKind;
use redress_core::Currency;

/// An order of the past.
#[derive(Clone, Debug)]
pub struct PastOrder {
    /// The row of the order itself.
    pub spot: Spot,
    /// The shop's id of it.
    pub order_id: String,
    /// The shop's id of the buyer.
    pub buyer_id: String,
    /// Of every amount.
    pub currency: Currency,
    /// When it was placed.
    pub place_time: DateTime<Utc>,
    /// When it must have shipped.
    pub processing_due_time: Option<DateTime<Utc>>,
    /// Shipping of the order as a whole.
    pub shipping_minor: i64,
    /// Where it went.
    pub address: PastAddress,
    /// Its lines.
    pub lines: Vec<PastLine>,
    /// Its payments.
    pub payments: Vec<PastPayment>,
    /// Its parcels.
    pub parcels: Vec<PastParcel>,
    /// It was cancelled as a whole.
    pub is_cancelled: bool,
}

/// Where an order went. The only place for what is known of its buyer.
#[derive(Clone, Debug, Default)]
pub struct PastAddress {
    /// ISO 3166 alpha-2.
    pub country: String,
    /// Postal code.
    pub postal_code: String,
    /// City.
    pub locality: String,
    /// State or province.
    pub administrative_area: String,
    /// Street and number.
    pub address_line: String,
    /// Who receives it.
    pub recipient: String,
}

/// A line.
#[derive(Clone, Debug)]
pub struct PastLine {
    /// Its row.
    pub spot: Spot,
    /// Unique within the order.
    pub line_id: String,
    /// Whose it is.
    pub seller_id: String,
    /// The seller's stock-keeping unit.
    pub sku: String,
    /// What people call it.
    pub title: String,
    /// How many.
    pub quantity: i64,
    /// Price of one, tax excluded.
    pub unit_minor: i64,
    /// Tax on the whole line.
    pub tax_minor: i64,
    /// Discount on the whole line, positive.
    pub discount_minor: i64,
    /// Shipping of the whole line.
    pub shipping_minor: i64,
    /// The shop's category.
    pub category: String,
    /// `durable`, `non_durable`, `immovable` or nothing.
    pub product_class: String,
    /// What a policy may ask for.
    pub attributes: Vec<String>,
}

/// A payment.
#[derive(Clone, Debug)]
pub struct PastPayment {
    /// Its row.
    pub spot: Spot,
    /// Unique within the order.
    pub payment_id: String,
    /// How it was paid.
    pub kind: PaymentKind,
    /// The wallet or scheme.
    pub scheme: String,
    /// The provider's reference.
    pub reference: String,
    /// How much.
    pub amount_minor: i64,
    /// When it was captured; absent when it was not.
    pub confirm_time: Option<DateTime<Utc>>,
}

/// A parcel.
#[derive(Clone, Debug)]
pub struct PastParcel {
    /// Its row, or the order's where the parcel has none of its own.
    pub spot: Spot,
    /// Unique within the order.
    pub parcel_id: String,
    /// Line ids and quantities.
    pub contents: Vec<(String, i64)>,
    /// The carrier.
    pub carrier: String,
    /// The carrier's number.
    pub tracking_number: String,
    /// When it left.
    pub ship_time: DateTime<Utc>,
    /// When it was expected.
    pub estimated_delivery_time: Option<DateTime<Utc>>,
    /// When it arrived; absent when it has not.
    pub deliver_time: Option<DateTime<Utc>>,
}

impl PastOrder {
    /// What it costs in all.
    pub fn total_minor(&self) -> i128 {
        let lines = self.lines.iter().map(PastLine::total_minor).sum::<i128>();
        lines + i128::from(self.shipping_minor)
    }

    /// What its payments come to.
    pub fn paid_minor(&self) -> i128 {
        self.payments
            .iter()
            .map(|payment| i128::from(payment.amount_minor))
            .sum()
    }

    fn fault(&self, spot: &Spot, reason: Reason, message: impl Into<String>) -> Fault {
        Fault {
            spot: spot.clone(),
            order_id: self.order_id.clone(),
            reason,
            message: message.into(),
        }
    }
}

impl PastLine {
    /// The price of its units before the discount.
    pub fn gross_minor(&self) -> i128 {
        i128::from(self.unit_minor) * i128::from(self.quantity)
    }

    fn total_minor(&self) -> i128 {
        self.gross_minor() - i128::from(self.discount_minor)
            + i128::from(self.tax_minor)
            + i128::from(self.shipping_minor)
    }
}

#[cfg(test)]
mod tests;
