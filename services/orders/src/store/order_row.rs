//! Orders as rows, and back. What cannot be read as what it should be is damage, not a default.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use redress_db::Error;

use super::text::{from_json, in_utc, to_json, word};
use crate::domain::line::Line;
use crate::domain::order::Order;
use crate::domain::words::OrderState;
use crate::schema::orders;

/// A row of `orders`.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = orders, treat_none_as_default_value = false)]
pub(in crate::store) struct OrderRow {
    pub(super) order_id: String,
    pub(super) marketplace_id: String,
    pub(super) buyer_id: String,
    pub(super) buyer_email: String,
    pub(super) buyer_language: String,
    pub(super) state: String,
    pub(super) revision: i64,
    pub(super) currency: String,
    pub(super) total_minor: i64,
    pub(super) shipping_minor: i64,
    pub(super) shipping_captured_minor: i64,
    pub(super) is_shipping_freed: bool,
    pub(super) buyer_country: String,
    pub(super) seller_ids: String,
    pub(super) shipping_address: String,
    pub(super) billing_address: String,
    pub(super) payments: String,
    pub(super) parcels: String,
    pub(super) deadlines: String,
    pub(super) terms_source: Option<String>,
    pub(super) external_reference: Option<String>,
    pub(super) place_time: NaiveDateTime,
    pub(super) processing_due_time: Option<NaiveDateTime>,
    pub(super) payment_confirm_time: Option<NaiveDateTime>,
    pub(super) update_time: NaiveDateTime,
}
/// What of an order changes.
#[derive(AsChangeset)]
#[diesel(table_name = orders, treat_none_as_null = true)]
pub(in crate::store) struct OrderChanges {
    state: &'static str,
    revision: i64,
    total_minor: i64,
    shipping_minor: i64,
    shipping_captured_minor: i64,
    is_shipping_freed: bool,
    buyer_country: String,
    seller_ids: String,
    shipping_address: String,
    payments: String,
    parcels: String,
    deadlines: String,
    payment_confirm_time: Option<NaiveDateTime>,
    update_time: NaiveDateTime,
}

impl OrderRow {
    pub(in crate::store) fn of(order: &Order) -> Self {
        Self {
            order_id: order.order_id.clone(),
            marketplace_id: order.marketplace_id.clone(),
            buyer_id: order.buyer_id.clone(),
            buyer_email: order.buyer_email.clone(),
            buyer_language: order.buyer_language.clone(),
            state: order.state.as_str().to_owned(),
            revision: order.revision,
            currency: order.currency.to_string(),
            total_minor: order.total_minor,
            shipping_minor: order.shipping_minor,
            shipping_captured_minor: order.shipping_captured_minor,
            is_shipping_freed: order.is_shipping_freed,
            buyer_country: order.shipping_address.region_code.clone(),
            seller_ids: to_json(&order.seller_ids()),
            shipping_address: to_json(&order.shipping_address),
            billing_address: to_json(&order.billing_address),
            payments: to_json(&order.payments),
            parcels: to_json(&order.parcels),
            deadlines: to_json(&order.deadlines),
            terms_source: order.terms_source.clone(),
            external_reference: order.external_reference.clone(),
            place_time: order.place_time.naive_utc(),
            processing_due_time: order.processing_due_time.map(|time| time.naive_utc()),
            payment_confirm_time: order.payment_confirm_time.map(|time| time.naive_utc()),
            update_time: order.update_time.naive_utc(),
        }
    }

    pub(in crate::store) fn into_order(self, lines: Vec<Line>) -> Result<Order, Error> {
        Ok(Order {
            state: word("orders.state", &self.state, OrderState::parse)?,
            currency: self.currency.parse().map_err(Error::corrupt)?,
            shipping_address: from_json("orders.shipping_address", &self.shipping_address)?,
            billing_address: from_json("orders.billing_address", &self.billing_address)?,
            payments: from_json("orders.payments", &self.payments)?,
            parcels: from_json("orders.parcels", &self.parcels)?,
            deadlines: from_json("orders.deadlines", &self.deadlines)?,
            place_time: self.place_time.and_utc(),
            processing_due_time: in_utc(self.processing_due_time),
            payment_confirm_time: in_utc(self.payment_confirm_time),
            update_time: self.update_time.and_utc(),
            order_id: self.order_id,
            marketplace_id: self.marketplace_id,
            buyer_id: self.buyer_id,
            buyer_email: self.buyer_email,
            buyer_language: self.buyer_language,
            revision: self.revision,
            total_minor: self.total_minor,
            shipping_minor: self.shipping_minor,
            shipping_captured_minor: self.shipping_captured_minor,
            is_shipping_freed: self.is_shipping_freed,
            terms_source: self.terms_source,
            external_reference: self.external_reference,
            lines,
        })
    }
}

impl OrderChanges {
    pub(in crate::store) fn of(order: &Order) -> Self {
        Self {
            state: order.state.as_str(),
            revision: order.revision,
            total_minor: order.total_minor,
            shipping_minor: order.shipping_minor,
            shipping_captured_minor: order.shipping_captured_minor,
            is_shipping_freed: order.is_shipping_freed,
            buyer_country: order.shipping_address.region_code.clone(),
            seller_ids: to_json(&order.seller_ids()),
            shipping_address: to_json(&order.shipping_address),
            payments: to_json(&order.payments),
            parcels: to_json(&order.parcels),
            deadlines: to_json(&order.deadlines),
            payment_confirm_time: order.payment_confirm_time.map(|time| time.naive_utc()),
            update_time: order.update_time.naive_utc(),
        }
    }
}
