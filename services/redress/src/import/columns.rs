//! The files and columns of a history, as data: headers are checked against them, and `--help` prints them.

use std::fmt::Write as _;

/// A column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name in the header.
    pub name: &'static str,
    /// Whether the header must have it.
    pub is_required: bool,
    /// What it holds.
    pub text: &'static str,
}

/// A file.
#[derive(Clone, Copy, Debug)]
pub struct FileLayout {
    /// Its name in the folder.
    pub name: &'static str,
    /// Whether the folder must have it.
    pub is_required: bool,
    /// What a row of it is.
    pub text: &'static str,
    /// Its columns.
    pub columns: &'static [Column],
}

impl FileLayout {
    /// The columns that the header must have.
    pub fn required(&self) -> Vec<&'static str> {
        let required = self.columns.iter().filter(|column| column.is_required);
        required.map(|column| column.name).collect()
    }
}

const fn must(name: &'static str, text: &'static str) -> Column {
    Column {
        name,
        is_required: true,
        text,
    }
}

const fn may(name: &'static str, text: &'static str) -> Column {
    Column {
        name,
        is_required: false,
        text,
    }
}

const fn file(
    name: &'static str,
    is_required: bool,
    text: &'static str,
    columns: &'static [Column],
) -> FileLayout {
    FileLayout {
        name,
        is_required,
        text,
        columns,
    }
}

/// Redress's own layout.
pub mod own {
    use super::{Column, FileLayout, file, may, must};

    const ORDER: Column = must("order_id", "the order");

    /// Orders.
    pub const ORDERS: FileLayout = file(
        "orders.csv",
        true,
        "one row an order",
        &[
            must(
                "order_id",
                "the shop's id, unique; kept as the order's external reference",
            ),
            must("buyer_id", "the shop's id of the buyer"),
            must("place_time", "when it was placed"),
            may("currency", "ISO 4217 code of every amount; --currency when empty"),
            may(
                "country",
                "ISO 3166 alpha-2 of the shipping address; --country when empty",
            ),
            may("postal_code", ""),
            may("locality", "city"),
            may("administrative_area", "state or province"),
            may("address_line", "street and number"),
            may("recipient", "who receives it"),
            may("shipping", "shipping of the order as a whole; 0 when empty"),
            may("processing_due_time", "when it must have shipped"),
            may(
                "status",
                "`cancelled`, or empty: all else follows from payments and parcels",
            ),
        ],
    );
    /// Lines.
    pub const LINES: FileLayout = file(
        "lines.csv",
        true,
        "one row a line",
        &[
            ORDER,
            may("line_id", "unique within the order; 1, 2, … when empty"),
            must("seller_id", "the seller"),
            must("sku", "the seller's stock-keeping unit"),
            must("title", "what people call it"),
            may("quantity", "1 when empty"),
            must("unit_price", "price of one, tax excluded"),
            may("tax", "on the whole line"),
            may("discount", "on the whole line, positive"),
            may("shipping", "on the whole line"),
            may("category", "the shop's category"),
            may("product_class", "durable, non_durable or immovable"),
            may("attributes", "such as digital or perishable, separated by `;`"),
        ],
    );
    /// Payments.
    pub const PAYMENTS: FileLayout = file(
        "payments.csv",
        true,
        "one row a payment; the payments of an order add up to its lines and shipping",
        &[
            ORDER,
            may("payment_id", "unique within the order; p1, p2, … when empty"),
            must("kind", "card, cash, bank_deposit, e_wallet or digital_wallet"),
            may("scheme", "such as visa or gcash"),
            must("amount", "how much"),
            may("reference", "the provider's"),
            may("confirm_time", "when it was captured; empty when it was not"),
        ],
    );
    /// Parcels.
    pub const PARCELS: FileLayout = file(
        "parcels.csv",
        false,
        "one row a parcel that left",
        &[
            ORDER,
            may("parcel_id", "unique within the order; 1, 2, … when empty"),
            may(
                "seller_id",
                "it holds all of this seller's lines; all lines when empty",
            ),
            may("contents", "or these: `line:quantity`, separated by `;`"),
            may("carrier", ""),
            may("tracking_number", ""),
            must("ship_time", "when it left"),
            may("estimated_delivery_time", "when it was expected"),
            may("deliver_time", "when it arrived; empty when it has not"),
        ],
    );
    /// All files.
    pub const FILES: [&FileLayout; 4] = [&ORDERS, &LINES, &PAYMENTS, &PARCELS];
}

/// The layout of the Olist data set of Brazilian marketplace orders.
pub mod olist {
    use super::{FileLayout, file, may, must};

    /// Orders.
    pub const ORDERS: FileLayout = file(
        "olist_orders_dataset.csv",
        true,
        "one row an order",
        &[
            must("order_id", "kept as the external reference"),
            must("customer_id", "a row of the customers file"),
            must(
                "order_status",
                "created, approved, invoiced, processing, unavailable, shipped, delivered or canceled",
            ),
            must("order_purchase_timestamp", "placed"),
            must("order_approved_at", "every payment of it confirmed"),
            must(
                "order_delivered_carrier_date",
                "every parcel shipped; one parcel a seller",
            ),
            must("order_delivered_customer_date", "every parcel delivered"),
            must("order_estimated_delivery_date", "every parcel expected"),
        ],
    );
    /// Lines.
    pub const ITEMS: FileLayout = file(
        "olist_order_items_dataset.csv",
        true,
        "one row a unit, which becomes a line",
        &[
            must("order_id", "the order"),
            must("order_item_id", "line id"),
            must("product_id", "stock-keeping unit"),
            must("seller_id", "the seller"),
            must(
                "shipping_limit_date",
                "the latest of an order is its processing due time",
            ),
            must("price", "unit price"),
            must("freight_value", "shipping of the line"),
        ],
    );
    /// Payments.
    pub const PAYMENTS: FileLayout = file(
        "olist_order_payments_dataset.csv",
        true,
        "one row a payment",
        &[
            must("order_id", "the order"),
            must("payment_sequential", "payment id p1, p2, …"),
            must(
                "payment_type",
                "credit_card and debit_card: card; boleto: bank_deposit; voucher: e_wallet",
            ),
            must("payment_value", "amount"),
        ],
    );
    /// Buyers.
    pub const CUSTOMERS: FileLayout = file(
        "olist_customers_dataset.csv",
        true,
        "one row an order's customer",
        &[
            must("customer_id", "named by the order"),
            must("customer_unique_id", "buyer id"),
            may("customer_zip_code_prefix", "postal code"),
            may("customer_city", "city"),
            may("customer_state", "state"),
        ],
    );
    /// Products.
    pub const PRODUCTS: FileLayout = file(
        "olist_products_dataset.csv",
        false,
        "one row a product",
        &[
            must("product_id", ""),
            must("product_category_name", "category, translated where it can be"),
        ],
    );
    /// Sellers.
    pub const SELLERS: FileLayout = file(
        "olist_sellers_dataset.csv",
        false,
        "one row a seller; where the file is there, lines name one of it",
        &[must("seller_id", "")],
    );
    /// Translations.
    pub const CATEGORIES: FileLayout = file(
        "product_category_name_translation.csv",
        false,
        "one row a category",
        &[
            must("product_category_name", ""),
            must(
                "product_category_name_english",
                "category and, with spaces, title of the line",
            ),
        ],
    );
    /// All files.
    pub const FILES: [&FileLayout; 7] = [
        &ORDERS,
        &ITEMS,
        &PAYMENTS,
        &CUSTOMERS,
        &PRODUCTS,
        &SELLERS,
        &CATEGORIES,
    ];
}

/// Both layouts in words.
pub fn text() -> String {
    let mut text = String::from(
        "A history is a folder of CSV files in UTF-8, with a header, comma separated, in any order of rows and columns.\n\
         * marks what must be there. Other columns and files are not read. Amounts are decimals with a point, such as\n\
         1234.50. Times are RFC 3339, or local as in 2018-08-15 11:30:33, in --time-zone (UTC when it is not given).\n\
         Buyers' e-mail addresses are not imported, so that no buyer is written to about what happened long ago.\n",
    );
    for (title, files) in [
        ("Redress's own layout", &own::FILES[..]),
        (
            "The layout of the Olist data set, taken when its orders file is in the folder. Country, currency and time zone\n\
             are BR, BRL and America/Sao_Paulo unless given. Reviews and geolocation are not read",
            &olist::FILES[..],
        ),
    ] {
        let _ = write!(text, "\n{title}:\n");
        for file in files {
            let star = if file.is_required { " *" } else { "" };
            let _ = write!(text, "\n  {}{star}: {}\n", file.name, file.text);
            for column in file.columns {
                let star = if column.is_required { "*" } else { " " };
                let line = format!("    {star} {:<30} {}", column.name, column.text);
                let _ = writeln!(text, "{}", line.trim_end());
            }
        }
    }
    text
}
