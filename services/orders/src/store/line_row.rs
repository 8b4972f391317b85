//! Lines as rows, and back.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use redress_db::Error;

use super::text::{from_json, in_utc, to_json, word};
use crate::domain::line::Line;
use crate::domain::price::LinePrice;
use crate::domain::words::StockState;
use crate::schema::order_lines;

/// A row of `order_lines`.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = order_lines, treat_none_as_default_value = false)]
pub(in crate::store) struct LineRow {
    pub(super) order_id: String,
    pub(super) line_id: String,
    pub(super) position: i64,
    pub(super) seller_id: String,
    pub(super) sku: String,
    pub(super) title: String,
    pub(super) quantity: i64,
    pub(super) unit_price_minor: i64,
    pub(super) tax_minor: i64,
    pub(super) discount_minor: i64,
    pub(super) shipping_minor: i64,
    pub(super) captured_minor: i64,
    pub(super) waived_minor: i64,
    pub(super) owed_minor: i64,
    pub(super) product_class: String,
    pub(super) category: String,
    pub(super) attributes: String,
    pub(super) cancelled_quantity: i64,
    pub(super) requested_quantity: i64,
    pub(super) shipped_quantity: i64,
    pub(super) delivered_quantity: i64,
    pub(super) stock_state: String,
    pub(super) choice_due_time: Option<NaiveDateTime>,
    pub(super) restock_time: Option<NaiveDateTime>,
    pub(super) ship_time: Option<NaiveDateTime>,
    pub(super) deliver_time: Option<NaiveDateTime>,
}
impl LineRow {
    pub(in crate::store) fn of(order_id: &str, position: i64, line: &Line) -> Self {
        Self {
            order_id: order_id.to_owned(),
            line_id: line.line_id.clone(),
            position,
            seller_id: line.seller_id.clone(),
            sku: line.sku.clone(),
            title: line.title.clone(),
            quantity: line.quantity,
            unit_price_minor: line.price.unit_minor,
            tax_minor: line.price.tax_minor,
            discount_minor: line.price.discount_minor,
            shipping_minor: line.price.shipping_minor,
            captured_minor: line.captured_minor,
            waived_minor: line.waived_minor,
            owed_minor: line.owed_minor,
            product_class: line.product_class.clone(),
            category: line.category.clone(),
            attributes: to_json(&line.attributes),
            cancelled_quantity: line.cancelled_quantity,
            requested_quantity: line.requested_quantity,
            shipped_quantity: line.shipped_quantity,
            delivered_quantity: line.delivered_quantity,
            stock_state: line.stock.as_str().to_owned(),
            choice_due_time: line.choice_due_time.map(|time| time.naive_utc()),
            restock_time: line.restock_time.map(|time| time.naive_utc()),
            ship_time: line.ship_time.map(|time| time.naive_utc()),
            deliver_time: line.deliver_time.map(|time| time.naive_utc()),
        }
    }

    pub(in crate::store) fn into_line(self) -> Result<Line, Error> {
        Ok(Line {
            attributes: from_json("order_lines.attributes", &self.attributes)?,
            stock: word("order_lines.stock_state", &self.stock_state, StockState::parse)?,
            price: LinePrice {
                unit_minor: self.unit_price_minor,
                tax_minor: self.tax_minor,
                discount_minor: self.discount_minor,
                shipping_minor: self.shipping_minor,
            },
            line_id: self.line_id,
            seller_id: self.seller_id,
            sku: self.sku,
            title: self.title,
            quantity: self.quantity,
            product_class: self.product_class,
            category: self.category,
            captured_minor: self.captured_minor,
            waived_minor: self.waived_minor,
            owed_minor: self.owed_minor,
            cancelled_quantity: self.cancelled_quantity,
            requested_quantity: self.requested_quantity,
            shipped_quantity: self.shipped_quantity,
            delivered_quantity: self.delivered_quantity,
            choice_due_time: in_utc(self.choice_due_time),
            restock_time: in_utc(self.restock_time),
            ship_time: in_utc(self.ship_time),
            deliver_time: in_utc(self.deliver_time),
        })
    }
}
