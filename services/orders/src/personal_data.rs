//! What this context keeps about a buyer: what becomes of each column when an order is erased.

use std::sync::Arc;

use redress_db::Db;
use redress_personal::{
    Kept, Map, OpenRule, PersonalData, RecordKind, Rows, Table, becomes, blank, buyer, counts, stays, words,
};

redress_personal::serve!(redress_contracts::redress::orders::v1);

/// What answers for this context.
pub(crate) fn answers(db: Db) -> PersonalData {
    PersonalData::new(&MAP, "orders.ErasePersonalData", db, Arc::new(Rows))
}

/// What of an address is personal: all but its country, which taxes and the buyer's rights hang on.
const ADDRESS: &[&str] = &[
    "language_code",
    "postal_code",
    "sorting_code",
    "administrative_area",
    "locality",
    "sublocality",
    "address_lines",
    "recipients",
    "organization",
];

pub(crate) static MAP: Map = Map {
    context: "orders",
    owned: &[
        "SELECT 1 FROM orders WHERE order_id = {order} AND marketplace_id = {marketplace} AND buyer_id IN ({buyer}, {pseudonym})",
    ],
    tables: &[ORDERS, LINES, DECISIONS, CANCELLATIONS, DISPUTES, INTERVENTIONS],
    apart: &[],
    open: &[
        OpenRule {
            kind: "order",
            table: "orders",
            id: "order_id",
            state: "state",
            rows: "order_id = {order} AND state NOT IN ('delivered', 'cancelled') AND CAST(update_time AS TEXT) > {stale}",
        },
        OpenRule {
            kind: "cancellation",
            table: "cancellations",
            id: "cancellation_id",
            state: "state",
            rows: "order_id = {order} AND state IN ('awaiting_platform', 'awaiting_seller', 'disputed')",
        },
        OpenRule {
            kind: "dispute",
            table: "disputes",
            id: "dispute_id",
            state: "state",
            rows: "order_id = {order} AND state = 'open'",
        },
    ],
};

const ORDERS: Table = Table {
    name: "orders",
    key: "order_id",
    rows: "order_id = {order}",
    is_told: true,
    kept: Some(Kept {
        what: "orders with their country, prices, payments and parcels",
        records: RecordKind::Accounts,
    }),
    columns: &[
        stays("order_id"),
        stays("marketplace_id"),
        buyer("buyer_id"),
        blank("buyer_email"),
        blank("buyer_language"),
        stays("state"),
        counts("revision"),
        stays("currency"),
        stays("total_minor"),
        stays("shipping_minor"),
        stays("shipping_captured_minor"),
        stays("is_shipping_freed"),
        stays("buyer_country"),
        stays("seller_ids"),
        words("shipping_address", ADDRESS),
        words("billing_address", ADDRESS),
        stays("payments"),
        stays("parcels"),
        stays("deadlines"),
        stays("terms_source"),
        stays("external_reference"),
        stays("place_time"),
        stays("processing_due_time"),
        stays("payment_confirm_time"),
        stays("update_time"),
    ],
};

const LINES: Table = Table {
    name: "order_lines",
    key: "order_id || '/' || line_id",
    rows: "order_id = {order}",
    is_told: true,
    kept: Some(Kept {
        what: "order lines",
        records: RecordKind::Accounts,
    }),
    columns: &[
        stays("order_id"),
        stays("line_id"),
        stays("position"),
        stays("seller_id"),
        stays("sku"),
        stays("title"),
        stays("quantity"),
        stays("unit_price_minor"),
        stays("tax_minor"),
        stays("discount_minor"),
        stays("shipping_minor"),
        stays("captured_minor"),
        stays("waived_minor"),
        stays("owed_minor"),
        stays("product_class"),
        stays("category"),
        stays("attributes"),
        stays("cancelled_quantity"),
        stays("requested_quantity"),
        stays("shipped_quantity"),
        stays("delivered_quantity"),
        stays("stock_state"),
        stays("choice_due_time"),
        stays("restock_time"),
        stays("ship_time"),
        stays("deliver_time"),
    ],
};

const DECISIONS: Table = Table {
    name: "decisions",
    key: "decision_id",
    rows: "order_id = {order}",
    is_told: true,
    kept: Some(Kept {
        what: "decisions with their clauses and facts",
        records: RecordKind::Claims,
    }),
    columns: &[
        stays("decision_id"),
        stays("order_id"),
        stays("marketplace_id"),
        stays("facts"),
        stays("decision"),
        stays("decide_time"),
    ],
};

const CANCELLATIONS: Table = Table {
    name: "cancellations",
    key: "cancellation_id",
    rows: "order_id = {order}",
    is_told: true,
    kept: Some(Kept {
        what: "cancellations and what came of them",
        records: RecordKind::Claims,
    }),
    columns: &[
        stays("cancellation_id"),
        stays("order_id"),
        stays("marketplace_id"),
        buyer("buyer_id"),
        stays("seller_ids"),
        stays("state"),
        stays("revision"),
        stays("requested_by"),
        stays("ground"),
        blank("explanation"),
        stays("lines"),
        stays("decision_id"),
        stays("refund"),
        stays("refunds"),
        words("payout", &["account", "holder", "bank"]),
        stays("frees_shipping"),
        stays("request_time"),
        stays("decide_time"),
        stays("decided_by"),
        blank("decide_reason"),
        stays("refund_due_time"),
        stays("dispute_id"),
        stays("deadlines"),
        stays("notify_time"),
        stays("notify_due_time"),
        stays("is_escalated"),
    ],
};

const DISPUTES: Table = Table {
    name: "disputes",
    key: "dispute_id",
    rows: "order_id = {order}",
    is_told: true,
    kept: Some(Kept {
        what: "disputes and how they ended",
        records: RecordKind::Claims,
    }),
    columns: &[
        stays("dispute_id"),
        stays("cancellation_id"),
        stays("order_id"),
        stays("marketplace_id"),
        buyer("buyer_id"),
        stays("seller_ids"),
        stays("currency"),
        stays("state"),
        stays("revision"),
        stays("opened_by"),
        stays("open_time"),
        words("statements", &["text"]),
        words("proposals", &["text"]),
        stays("ruling_for"),
        blank("ruling_reason"),
        stays("amount_minor"),
        stays("judgement_due_time"),
        stays("clauses"),
        stays("is_escalated"),
        stays("close_time"),
        stays("disputed_state"),
        stays("held"),
    ],
};

const INTERVENTIONS: Table = Table {
    name: "interventions",
    key: "intervention_id",
    rows: "order_id = {order}",
    is_told: true,
    kept: Some(Kept {
        what: "interventions",
        records: RecordKind::Claims,
    }),
    columns: &[
        stays("intervention_id"),
        stays("order_id"),
        stays("marketplace_id"),
        stays("cancellation_id"),
        stays("kind"),
        becomes("reason", "[erased]"),
        stays("amount_minor"),
        stays("currency"),
        stays("principal"),
        stays("create_time"),
        stays("clauses"),
    ],
};

#[cfg(test)]
mod tests {
    use redress_core::{Clock, Ids};
    use redress_db::Environment;
    use redress_db::testing::{TestDb, backends};

    use super::MAP;
    use crate::MIGRATIONS;

    #[tokio::test(flavor = "multi_thread")]
    async fn every_column_is_stated() {
        for backend in backends() {
            let environment = Environment::new(Clock::system(), Ids::system());
            let db = TestDb::open(backend, MIGRATIONS, environment).await;
            redress_personal::testing::assert_complete(&db, &MAP).await;
        }
    }
}
