//! The layout of the Olist data set: one row a unit, one time of shipping and of delivery for all parcels of an order.

use super::{Reading, Told, by_order, indexed, rows_of};
use crate::import::cells::Cells;
use crate::import::columns::olist::{CATEGORIES, CUSTOMERS, ITEMS, PAYMENTS, PRODUCTS, SELLERS};
use crate::import::fault::{Fault, Reason};
use crate::import::index::Indexed;
use crate::import::order::{PastAddress, PastLine, PastOrder, PastParcel, PastPayment};
use crate::import::table::Row;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use redress_contracts::redress::orders::v1::PaymentKind;
use redress_core::Currency;
use std::path::Path;

const COUNTRY: &str = "BR";
const CURRENCY: &str = "BRL";
const ZONE: Tz = Tz::America__Sao_Paulo;

/// What a status claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Open,
    Shipped,
    Delivered,
    Cancelled,
}

const STATUSES: [(&str, Status); 8] = [
    ("created", Status::Open),
    ("approved", Status::Open),
    ("invoiced", Status::Open),
    ("processing", Status::Open),
    ("unavailable", Status::Open),
    ("shipped", Status::Shipped),
    ("delivered", Status::Delivered),
    ("canceled", Status::Cancelled),
];

/// A boleto is a slip paid at a bank, a voucher is credit kept with the shop.
const PAYMENT_TYPES: [(&str, PaymentKind); 4] = [
    ("credit_card", PaymentKind::Card),
    ("debit_card", PaymentKind::Card),
    ("boleto", PaymentKind::BankDeposit),
    ("voucher", PaymentKind::EWallet),
];

/// The open files beside the orders.
pub(super) struct Olist {
    items: Indexed,
    payments: Indexed,
    customers: Indexed,
    products: Option<Indexed>,
    sellers: Option<Indexed>,
    categories: Option<Indexed>,
}

/// The times of an order that its parcels share.
struct Times {
    ship: Option<DateTime<Utc>>,
    deliver: Option<DateTime<Utc>>,
    estimate: Option<DateTime<Utc>>,
    approve: Option<DateTime<Utc>>,
}

impl Olist {
    pub(super) fn open(
        folder: &Path,
        orders: &Indexed,
        loose: &mut dyn FnMut(Fault),
    ) -> anyhow::Result<Self> {
        let customers = folder.join(CUSTOMERS.name);
        Ok(Self {
            items: by_order(folder, &ITEMS, orders, loose)?,
            payments: by_order(folder, &PAYMENTS, orders, loose)?,
            customers: Indexed::open(&customers, &CUSTOMERS.required(), "customer_id", |_| true, loose)?,
            products: indexed(folder, &PRODUCTS, "product_id", |_| true, loose)?,
            sellers: indexed(folder, &SELLERS, "seller_id", |_| true, loose)?,
            categories: indexed(folder, &CATEGORIES, "product_category_name", |_| true, loose)?,
        })
    }

    /// How many lines and payments there are.
    pub(super) fn counts(&self) -> (usize, usize) {
        (self.items.row_count(), self.payments.row_count())
    }

    pub(super) fn order(&mut self, row: &Row, order_id: &str, reading: &Reading) -> anyhow::Result<Told> {
        let zone = reading.zone.unwrap_or(ZONE);
        let currency = match reading.currency {
            Some(currency) => currency,
            None => CURRENCY.parse()?,
        };
        let mut faults = Vec::new();
        let mut cells = Cells::of(row, order_id);
        let customer_id = cells.required("customer_id");
        let place_time = cells.required_time("order_purchase_timestamp", zone);
        let times = Times {
            ship: cells.time("order_delivered_carrier_date", zone),
            deliver: cells.time("order_delivered_customer_date", zone),
            estimate: cells.time("order_estimated_delivery_date", zone),
            approve: cells.time("order_approved_at", zone),
        };
        let status = cells.required("order_status");
        let status = status.and_then(|status| cells.word("order_status", status, &STATUSES));
        if let Some(status) = status {
            check_status(&mut cells, status, &times);
        }
        faults.extend(cells.finish());
        let (mut lines, mut due_time) = (Vec::new(), None);
        for row in rows_of(&mut self.items, row, order_id, &mut faults)? {
            let (line, due) = self.line(&row, order_id, (currency, zone), &mut faults)?;
            lines.extend(line);
            due_time = due_time.max(due);
        }
        let mut payments = Vec::new();
        for row in rows_of(&mut self.payments, row, order_id, &mut faults)? {
            payments.extend(payment_of(&row, order_id, (currency, times.approve), &mut faults));
        }
        let buyer = match customer_id {
            Some(customer_id) => self.buyer(row, (order_id, customer_id), reading, &mut faults)?,
            None => None,
        };
        let (Some((buyer_id, address)), Some(place_time), Some(status), true) =
            (buyer, place_time, status, faults.is_empty())
        else {
            return Ok(Err(faults));
        };
        Ok(Ok(Box::new(PastOrder {
            spot: row.spot(),
            order_id: order_id.to_owned(),
            buyer_id,
            currency,
            place_time,
            processing_due_time: due_time,
            shipping_minor: 0,
            address,
            parcels: parcels_of(row, &lines, &times),
            lines,
            payments,
            is_cancelled: status == Status::Cancelled,
        })))
    }

    /// A unit, and when it must have shipped.
    fn line(
        &mut self,
        row: &Row,
        order_id: &str,
        (currency, zone): (Currency, Tz),
        faults: &mut Vec<Fault>,
    ) -> anyhow::Result<(Option<PastLine>, Option<DateTime<Utc>>)> {
        let mut cells = Cells::of(row, order_id);
        let line_id = cells.required("order_item_id");
        let product_id = cells.required("product_id");
        let seller_id = cells.required("seller_id");
        let due_time = cells.required_time("shipping_limit_date", zone);
        let unit_minor = cells.amount("price", currency);
        let shipping_minor = cells.amount("freight_value", currency);
        if let (Some(sellers), Some(seller_id)) = (&self.sellers, seller_id)
            && !sellers.has(seller_id)
        {
            cells.note(
                Reason::UnknownReference,
                format!("{} lacks its seller", SELLERS.name),
            );
        }
        let category = match product_id {
            Some(product_id) => self.category(product_id, &mut cells)?,
            None => String::new(),
        };
        faults.extend(cells.finish());
        let line = (|| {
            let title = match category.as_str() {
                "" => "product".to_owned(),
                category => category.replace('_', " "),
            };
            Some(PastLine {
                spot: row.spot(),
                line_id: line_id?.to_owned(),
                seller_id: seller_id?.to_owned(),
                sku: product_id?.to_owned(),
                title,
                quantity: 1,
                unit_minor: unit_minor?,
                tax_minor: 0,
                discount_minor: 0,
                shipping_minor: shipping_minor?,
                category,
                product_class: String::new(),
                attributes: Vec::new(),
            })
        })();
        Ok((line, due_time))
    }

    /// The category of a product, in English where there is a translation; empty when it has none.
    fn category(&mut self, product_id: &str, cells: &mut Cells<'_>) -> anyhow::Result<String> {
        let Some(products) = &mut self.products else {
            return Ok(String::new());
        };
        let Some(product) = products.first(product_id)? else {
            cells.note(
                Reason::UnknownReference,
                format!("{} lacks its product", PRODUCTS.name),
            );
            return Ok(String::new());
        };
        // A product without a readable category is like one without any.
        let own = product
            .value("product_category_name")
            .ok()
            .flatten()
            .unwrap_or_default();
        let translated = match &mut self.categories {
            Some(categories) if !own.is_empty() => categories.first(own)?,
            _ => None,
        };
        let english = translated
            .as_ref()
            .and_then(|row| row.value("product_category_name_english").ok().flatten())
            .filter(|english| !english.is_empty());
        Ok(english.unwrap_or(own).to_owned())
    }

    fn buyer(
        &mut self,
        row: &Row,
        (order_id, customer_id): (&str, &str),
        reading: &Reading,
        faults: &mut Vec<Fault>,
    ) -> anyhow::Result<Option<(String, PastAddress)>> {
        let Some(customer) = self.customers.first(customer_id)? else {
            let mut cells = Cells::of(row, order_id);
            cells.note(
                Reason::UnknownReference,
                format!("{} lacks its customer", CUSTOMERS.name),
            );
            faults.extend(cells.finish());
            return Ok(None);
        };
        let mut cells = Cells::of(&customer, order_id);
        let buyer_id = cells.required("customer_unique_id").map(str::to_owned);
        let address = PastAddress {
            country: reading.country.clone().unwrap_or_else(|| COUNTRY.to_owned()),
            postal_code: cells.line_text("customer_zip_code_prefix"),
            locality: cells.line_text("customer_city"),
            administrative_area: cells.line_text("customer_state"),
            ..PastAddress::default()
        };
        faults.extend(cells.finish());
        Ok(buyer_id.map(|buyer_id| (buyer_id, address)))
    }
}

/// A status and the times beside it have to tell the same.
fn check_status(cells: &mut Cells<'_>, status: Status, times: &Times) {
    let why = match (status, times.ship, times.deliver) {
        (Status::Shipped | Status::Delivered, None, _) => "it has shipped, but not when",
        (Status::Delivered, _, None) => "it was delivered, but not when",
        (Status::Open, Some(_), _) => "it is not said to have shipped, but when it did",
        (_, None, Some(_)) => "it was delivered, but never shipped",
        _ => return,
    };
    cells.note(Reason::StatusContradicts, why);
}

fn payment_of(
    row: &Row,
    order_id: &str,
    (currency, approve_time): (Currency, Option<DateTime<Utc>>),
    faults: &mut Vec<Fault>,
) -> Option<PastPayment> {
    let mut cells = Cells::of(row, order_id);
    let number = cells.required("payment_sequential");
    let scheme = cells.required("payment_type");
    let kind = scheme.and_then(|scheme| cells.word("payment_type", scheme, &PAYMENT_TYPES));
    let amount_minor = cells.amount("payment_value", currency);
    faults.extend(cells.finish());
    let number = number?;
    Some(PastPayment {
        spot: row.spot(),
        payment_id: format!("p{number}"),
        kind: kind?,
        scheme: scheme?.to_owned(),
        reference: format!("{order_id}-{number}"),
        amount_minor: amount_minor?,
        confirm_time: approve_time,
    })
}

/// One parcel a seller, in the order in which the lines name them.
fn parcels_of(row: &Row, lines: &[PastLine], times: &Times) -> Vec<PastParcel> {
    let Some(ship_time) = times.ship else {
        return Vec::new();
    };
    let mut sellers: Vec<&str> = Vec::new();
    for line in lines {
        if !sellers.contains(&line.seller_id.as_str()) {
            sellers.push(&line.seller_id);
        }
    }
    let parcel = |(at, seller_id): (usize, &&str)| PastParcel {
        spot: row.spot(),
        parcel_id: (at + 1).to_string(),
        contents: lines
            .iter()
            .filter(|line| line.seller_id == **seller_id)
            .map(|line| (line.line_id.clone(), line.quantity))
            .collect(),
        carrier: String::new(),
        tracking_number: String::new(),
        ship_time,
        estimated_delivery_time: times.estimate,
        deliver_time: times.deliver,
    };
    sellers.iter().enumerate().map(parcel).collect()
}
