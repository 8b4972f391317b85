//! Lines both ways: an ordered line with its price checked, and quantities of lines that exist.

use std::collections::HashSet;

use redress_contracts::redress::orders::v1 as pb;
use redress_core::Currency;
use redress_rpc::Fields;
use redress_rpc::convert::{money_to_wire, time_to_wire};

use super::words::stock_to_wire;
use crate::domain::line::{Line, LineQuantity};
use crate::domain::order::Order;
use crate::domain::payment::free_id;
use crate::domain::price::LinePrice;
use crate::domain::words::StockState;

/// The longest id that a caller chooses.
pub(crate) const MAX_ID: usize = 128;
const MAX_TITLE: usize = 500;
const MAX_WORD: usize = 64;
const MAX_ATTRIBUTES: usize = 32;
const MAX_QUANTITY: i32 = 1_000_000;
/// The largest amount of a line, in minor units: sums over an order stay far inside 64 bits.
pub(crate) const LARGEST_MINOR: i64 = 1_000_000_000_000_000;

/// Checks money against the currency of the order, which the first amount names.
#[derive(Debug, Default)]
pub(crate) struct OneCurrency(pub(crate) Option<Currency>);

impl OneCurrency {
    /// An amount of zero or more in the order's currency.
    pub(crate) fn minor(
        &mut self,
        fields: &mut Fields,
        path: &str,
        value: Option<redress_contracts::google::r#type::Money>,
    ) -> Option<i64> {
        let money = fields.money_not_negative(path, value)?;
        let currency = *self.0.get_or_insert(money.currency);
        if money.currency != currency {
            fields.refuse(
                path,
                format_args!("must be in {currency}, like the rest of the order"),
            );
            return None;
        }
        if money.minor > LARGEST_MINOR {
            fields.refuse(path, "is too large");
            return None;
        }
        Some(money.minor)
    }

    /// The same, zero when absent.
    pub(crate) fn minor_or_zero(
        &mut self,
        fields: &mut Fields,
        path: &str,
        value: Option<redress_contracts::google::r#type::Money>,
    ) -> Option<i64> {
        if value.is_none() {
            Some(0)
        } else {
            self.minor(fields, path, value)
        }
    }
}

/// Checked lines. Empty ids become the first free numbers; `taken` are ids that the order has already.
pub(crate) fn lines_from_wire(
    fields: &mut Fields,
    path: &str,
    lines: Vec<pb::Line>,
    (currency, taken): (&mut OneCurrency, &[String]),
) -> Vec<Line> {
    let mut ids: HashSet<String> = taken.iter().cloned().collect();
    for (index, line) in lines
        .iter()
        .enumerate()
        .filter(|(_, line)| !line.line_id.is_empty())
    {
        if !ids.insert(line.line_id.clone()) {
            fields.refuse(
                format_args!("{path}[{index}].line_id"),
                "must be unique within the order",
            );
        }
    }
    let mut checked = Vec::with_capacity(lines.len());
    for (index, line) in lines.into_iter().enumerate() {
        let start = taken.len() + index + 1;
        let line_id = match line.line_id.as_str() {
            "" => free_id("", start, |id| ids.contains(id)),
            id => id.to_owned(),
        };
        ids.insert(line_id.clone());
        checked.extend(line_from_wire(
            fields,
            &format!("{path}[{index}]"),
            (line_id, line),
            currency,
        ));
    }
    checked
}

fn line_from_wire(
    fields: &mut Fields,
    path: &str,
    (line_id, line): (String, pb::Line),
    currency: &mut OneCurrency,
) -> Option<Line> {
    let line_id = id_from_wire(fields, &format!("{path}.line_id"), &line_id);
    let seller_id = id_from_wire(fields, &format!("{path}.seller_id"), &line.seller_id);
    let sku = fields.at_most(format_args!("{path}.sku"), &line.sku, MAX_ID);
    let title = fields.non_empty(format_args!("{path}.title"), &line.title, MAX_TITLE);
    let quantity = fields.within(format_args!("{path}.quantity"), line.quantity, 1..=MAX_QUANTITY);
    let unit = currency.minor(fields, &format!("{path}.unit_price"), line.unit_price);
    let tax = currency.minor_or_zero(fields, &format!("{path}.tax"), line.tax);
    let discount = currency.minor_or_zero(fields, &format!("{path}.discount"), line.discount);
    let shipping = currency.minor_or_zero(fields, &format!("{path}.shipping"), line.shipping);
    let product_class =
        product_class_from_wire(fields, &format!("{path}.product_class"), &line.product_class);
    let category = fields.at_most(format_args!("{path}.category"), &line.category, MAX_WORD);
    if line.attributes.len() > MAX_ATTRIBUTES {
        fields.refuse(
            format_args!("{path}.attributes"),
            format_args!("must have at most {MAX_ATTRIBUTES} entries"),
        );
    }
    for (index, attribute) in line.attributes.iter().enumerate().take(MAX_ATTRIBUTES) {
        fields.non_empty(format_args!("{path}.attributes[{index}]"), attribute, MAX_WORD);
    }
    let restock_time = fields.optional_timestamp(format_args!("{path}.restock_time"), line.restock_time);
    let price = LinePrice {
        unit_minor: unit?,
        tax_minor: tax?,
        discount_minor: discount?,
        shipping_minor: shipping?,
    };
    let quantity = i64::from(quantity?);
    check_price(fields, path, &price, quantity)?;
    Some(Line {
        line_id: line_id?,
        seller_id: seller_id?,
        sku: sku?,
        title: title?,
        quantity,
        price,
        product_class: product_class?,
        category: category?,
        attributes: line.attributes,
        captured_minor: 0,
        waived_minor: 0,
        owed_minor: 0,
        cancelled_quantity: 0,
        requested_quantity: 0,
        shipped_quantity: 0,
        delivered_quantity: 0,
        stock: StockState::InStock,
        choice_due_time: None,
        restock_time,
        ship_time: None,
        deliver_time: None,
    })
}

fn check_price(fields: &mut Fields, path: &str, price: &LinePrice, quantity: i64) -> Option<()> {
    let gross = price
        .unit_minor
        .checked_mul(quantity)
        .filter(|gross| *gross <= LARGEST_MINOR);
    let Some(gross) = gross else {
        fields.refuse(format_args!("{path}.unit_price"), "makes the line too large");
        return None;
    };
    if price.discount_minor > gross {
        fields.refuse(
            format_args!("{path}.discount"),
            "must not be more than the price of the line",
        );
        return None;
    }
    Some(())
}

fn product_class_from_wire(fields: &mut Fields, path: &str, text: &str) -> Option<String> {
    if ["", "durable", "non_durable", "immovable"].contains(&text) {
        return Some(text.to_owned());
    }
    fields.refuse(path, "must be durable, non_durable or immovable");
    None
}

/// An id that a caller chose: visible ASCII, as it also has to stand in metadata.
pub(crate) fn id_from_wire(fields: &mut Fields, path: &str, text: &str) -> Option<String> {
    if text.is_empty() {
        return fields.required(path, None);
    }
    if text.len() > MAX_ID || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        fields.refuse(
            path,
            format_args!("must be at most {MAX_ID} visible ASCII characters without spaces"),
        );
        return None;
    }
    Some(text.to_owned())
}

/// Quantities of at least 1, each line once.
pub(crate) fn quantities_from_wire(
    fields: &mut Fields,
    path: &str,
    lines: &[pb::LineQuantity],
) -> Vec<LineQuantity> {
    let mut seen = HashSet::new();
    let mut checked = Vec::with_capacity(lines.len());
    for (index, line) in lines.iter().enumerate() {
        let line_id = fields.non_empty(format_args!("{path}[{index}].line_id"), &line.line_id, MAX_ID);
        let quantity = fields.positive(format_args!("{path}[{index}].quantity"), line.quantity);
        if !seen.insert(line.line_id.as_str()) {
            fields.refuse(
                format_args!("{path}[{index}].line_id"),
                "names a line for the second time",
            );
        }
        if let (Some(line_id), Some(quantity)) = (line_id, quantity) {
            checked.push(LineQuantity {
                line_id,
                quantity: i64::from(quantity),
            });
        }
    }
    checked
}

pub(crate) fn quantities_to_wire(lines: &[LineQuantity]) -> Vec<pb::LineQuantity> {
    lines
        .iter()
        .map(|line| pb::LineQuantity {
            line_id: line.line_id.clone(),
            quantity: units(line.quantity),
        })
        .collect()
}

pub(crate) fn line_to_wire(order: &Order, line: &Line) -> pb::Line {
    let money = |minor| Some(money_to_wire(order.money(minor)));
    pb::Line {
        line_id: line.line_id.clone(),
        seller_id: line.seller_id.clone(),
        sku: line.sku.clone(),
        title: line.title.clone(),
        quantity: units(line.quantity),
        unit_price: money(line.price.unit_minor),
        tax: money(line.price.tax_minor),
        discount: money(line.price.discount_minor),
        shipping: money(line.price.shipping_minor),
        product_class: line.product_class.clone(),
        category: line.category.clone(),
        attributes: line.attributes.clone(),
        cancelled_quantity: units(line.cancelled_quantity),
        shipped_quantity: units(line.shipped_quantity),
        delivered_quantity: units(line.delivered_quantity),
        stock_state: stock_to_wire(line.stock).into(),
        choice_due_time: line.choice_due_time.map(time_to_wire),
        restock_time: line.restock_time.map(time_to_wire),
        requested_quantity: units(line.requested_quantity),
    }
}

fn units(quantity: i64) -> i32 {
    i32::try_from(quantity)
        .expect("invariant: a line has at most a million units at placing, and few times that after")
}
