//! Redress's own layout: orders, lines, payments and parcels, each in a file of its own.

use super::{Reading, Told, by_order, indexed, rows_of};
use crate::import::cells::Cells;
use crate::import::columns::own::{LINES, PARCELS, PAYMENTS};
use crate::import::fault::{Fault, Reason, shown};
use crate::import::index::Indexed;
use crate::import::order::{PastAddress, PastLine, PastOrder, PastParcel, PastPayment};
use crate::import::table::Row;
use chrono_tz::Tz;
use redress_contracts::redress::orders::v1::PaymentKind;
use redress_core::Currency;
use std::path::Path;

const KINDS: [(&str, PaymentKind); 5] = [
    ("card", PaymentKind::Card),
    ("cash", PaymentKind::Cash),
    ("bank_deposit", PaymentKind::BankDeposit),
    ("e_wallet", PaymentKind::EWallet),
    ("digital_wallet", PaymentKind::DigitalWallet),
];
const CLASSES: [(&str, &str); 3] = [
    ("durable", "durable"),
    ("non_durable", "non_durable"),
    ("immovable", "immovable"),
];
/// Whether an order was cancelled.
const STATUSES: [(&str, bool); 2] = [("cancelled", true), ("canceled", true)];

/// The open files beside the orders.
pub(super) struct Own {
    lines: Indexed,
    payments: Indexed,
    parcels: Option<Indexed>,
}

impl Own {
    pub(super) fn open(
        folder: &Path,
        orders: &Indexed,
        loose: &mut dyn FnMut(Fault),
    ) -> anyhow::Result<Self> {
        Ok(Self {
            lines: by_order(folder, &LINES, orders, loose)?,
            payments: by_order(folder, &PAYMENTS, orders, loose)?,
            parcels: indexed(folder, &PARCELS, "order_id", |id| orders.has(id), loose)?,
        })
    }

    /// How many lines and payments there are.
    pub(super) fn counts(&self) -> (usize, usize) {
        (self.lines.row_count(), self.payments.row_count())
    }

    pub(super) fn order(&mut self, row: &Row, order_id: &str, reading: &Reading) -> anyhow::Result<Told> {
        let mut faults = Vec::new();
        let line_rows = rows_of(&mut self.lines, row, order_id, &mut faults)?;
        let payment_rows = rows_of(&mut self.payments, row, order_id, &mut faults)?;
        let parcel_rows = match &mut self.parcels {
            Some(parcels) => rows_of(parcels, row, order_id, &mut faults)?,
            None => Vec::new(),
        };
        let zone = reading.zone.unwrap_or(Tz::UTC);
        let order = order_of(row, order_id, reading, &mut faults);
        let Some(mut order) = order else {
            return Ok(Err(faults));
        };
        for (at, row) in line_rows.iter().enumerate() {
            order
                .lines
                .extend(line_of(row, (order_id, at), order.currency, &mut faults));
        }
        for (at, row) in payment_rows.iter().enumerate() {
            let payment = payment_of(row, (order_id, at), (order.currency, zone), &mut faults);
            order.payments.extend(payment);
        }
        for (at, row) in parcel_rows.iter().enumerate() {
            let parcel = parcel_of(row, (order_id, at), (&order.lines, zone), &mut faults);
            order.parcels.extend(parcel);
        }
        Ok(if faults.is_empty() {
            Ok(Box::new(order))
        } else {
            Err(faults)
        })
    }
}

/// The order without its lines, payments and parcels.
fn order_of(row: &Row, order_id: &str, reading: &Reading, faults: &mut Vec<Fault>) -> Option<PastOrder> {
    let zone = reading.zone.unwrap_or(Tz::UTC);
    let mut cells = Cells::of(row, order_id);
    let buyer_id = cells.required("buyer_id");
    let place_time = cells.required_time("place_time", zone);
    let currency = currency_of(&mut cells, reading.currency);
    let country = cells
        .text("country")
        .map(str::to_owned)
        .or(reading.country.clone());
    if country.is_none() {
        cells.note(
            Reason::MissingValue,
            "`country` is empty, and --country is not given",
        );
    }
    let address = PastAddress {
        country: country.unwrap_or_default(),
        postal_code: cells.line_text("postal_code"),
        locality: cells.line_text("locality"),
        administrative_area: cells.line_text("administrative_area"),
        address_line: cells.line_text("address_line"),
        recipient: cells.line_text("recipient"),
    };
    let shipping_minor = currency.and_then(|currency| cells.amount_or_zero("shipping", currency));
    let processing_due_time = cells.time("processing_due_time", zone);
    let is_cancelled = match cells.text("status") {
        None => Some(false),
        Some(status) => cells.word("status", status, &STATUSES),
    };
    faults.extend(cells.finish());
    Some(PastOrder {
        spot: row.spot(),
        order_id: order_id.to_owned(),
        buyer_id: buyer_id?.to_owned(),
        currency: currency?,
        place_time: place_time?,
        processing_due_time,
        shipping_minor: shipping_minor?,
        address,
        lines: Vec::new(),
        payments: Vec::new(),
        parcels: Vec::new(),
        is_cancelled: is_cancelled?,
    })
}

fn currency_of(cells: &mut Cells<'_>, default: Option<Currency>) -> Option<Currency> {
    match (cells.text("currency"), default) {
        (Some(code), _) => {
            let currency = code.parse().ok();
            if currency.is_none() {
                let why = format!("`currency` {} is no ISO 4217 code with a minor unit", shown(code));
                cells.note(Reason::UnknownWord, why);
            }
            currency
        }
        (None, Some(currency)) => Some(currency),
        (None, None) => {
            cells.note(
                Reason::MissingValue,
                "`currency` is empty, and --currency is not given",
            );
            None
        }
    }
}

fn line_of(
    row: &Row,
    (order_id, at): (&str, usize),
    currency: Currency,
    faults: &mut Vec<Fault>,
) -> Option<PastLine> {
    let mut cells = Cells::of(row, order_id);
    let line_id = cells
        .text("line_id")
        .map_or_else(|| (at + 1).to_string(), str::to_owned);
    let seller_id = cells.required("seller_id");
    let sku = cells.required("sku");
    cells.required("title");
    let title = cells.line_text("title");
    let quantity = cells.quantity("quantity");
    let unit_minor = cells.amount("unit_price", currency);
    let tax_minor = cells.amount_or_zero("tax", currency);
    let discount_minor = cells.amount_or_zero("discount", currency);
    let shipping_minor = cells.amount_or_zero("shipping", currency);
    let product_class = match cells.text("product_class") {
        None => Some(""),
        Some(class) => cells.word("product_class", class, &CLASSES),
    };
    let category = cells.line_text("category");
    let attributes = cells.text("attributes").unwrap_or_default();
    faults.extend(cells.finish());
    Some(PastLine {
        spot: row.spot(),
        line_id,
        seller_id: seller_id?.to_owned(),
        sku: sku?.to_owned(),
        title,
        quantity: quantity?,
        unit_minor: unit_minor?,
        tax_minor: tax_minor?,
        discount_minor: discount_minor?,
        shipping_minor: shipping_minor?,
        category,
        product_class: product_class?.to_owned(),
        attributes: parts(attributes).map(str::to_owned).collect(),
    })
}

fn payment_of(
    row: &Row,
    (order_id, at): (&str, usize),
    (currency, zone): (Currency, Tz),
    faults: &mut Vec<Fault>,
) -> Option<PastPayment> {
    let mut cells = Cells::of(row, order_id);
    let payment_id = cells
        .text("payment_id")
        .map_or_else(|| format!("p{}", at + 1), str::to_owned);
    let kind = cells.required("kind");
    let kind = kind.and_then(|kind| cells.word("kind", kind, &KINDS));
    let amount_minor = cells.amount("amount", currency);
    let scheme = cells.line_text("scheme");
    let reference = cells.line_text("reference");
    let confirm_time = cells.time("confirm_time", zone);
    faults.extend(cells.finish());
    Some(PastPayment {
        spot: row.spot(),
        payment_id,
        kind: kind?,
        scheme,
        reference,
        amount_minor: amount_minor?,
        confirm_time,
    })
}

fn parcel_of(
    row: &Row,
    (order_id, at): (&str, usize),
    (lines, zone): (&[PastLine], Tz),
    faults: &mut Vec<Fault>,
) -> Option<PastParcel> {
    let mut cells = Cells::of(row, order_id);
    let parcel_id = cells
        .text("parcel_id")
        .map_or_else(|| (at + 1).to_string(), str::to_owned);
    let contents = contents_of(&mut cells, lines);
    let ship_time = cells.required_time("ship_time", zone);
    let estimated_delivery_time = cells.time("estimated_delivery_time", zone);
    let deliver_time = cells.time("deliver_time", zone);
    let carrier = cells.line_text("carrier");
    let tracking_number = cells.line_text("tracking_number");
    faults.extend(cells.finish());
    Some(PastParcel {
        spot: row.spot(),
        parcel_id,
        contents: contents?,
        carrier,
        tracking_number,
        ship_time: ship_time?,
        estimated_delivery_time,
        deliver_time,
    })
}

/// What a parcel holds: what it names, else all lines of its seller, else all lines.
fn contents_of(cells: &mut Cells<'_>, lines: &[PastLine]) -> Option<Vec<(String, i64)>> {
    if let Some(named) = cells.text("contents") {
        return parts(named).map(|part| content_of(cells, part)).collect();
    }
    let seller_id = cells.text("seller_id");
    let own = lines
        .iter()
        .filter(|line| seller_id.is_none_or(|seller_id| line.seller_id == seller_id));
    let contents: Vec<(String, i64)> = own.map(|line| (line.line_id.clone(), line.quantity)).collect();
    if let (true, Some(seller_id)) = (contents.is_empty(), seller_id) {
        let why = format!("the order has no line of seller {}", shown(seller_id));
        cells.note(Reason::UnknownReference, why);
        return None;
    }
    Some(contents)
}

/// `line:quantity`, or a line of which there is one.
fn content_of(cells: &mut Cells<'_>, part: &str) -> Option<(String, i64)> {
    let (line_id, quantity) = part.rsplit_once(':').unwrap_or((part, "1"));
    match quantity.parse() {
        Ok(quantity @ 1..=1_000_000) if !line_id.is_empty() => Some((line_id.to_owned(), quantity)),
        _ => {
            cells.note(
                Reason::BadNumber,
                format!("`contents` {} is no `line:quantity`", shown(part)),
            );
            None
        }
    }
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(';').map(str::trim).filter(|part| !part.is_empty())
}
