//! What this context keeps about a buyer: what becomes of each column when an order is erased.

use std::sync::Arc;

use redress_db::Db;
use redress_personal::{
    Kept, Map, OpenRule, PersonalData, RecordKind, Rows, Table, becomes, blank, buyer, stays, words,
};

redress_personal::serve!(redress_contracts::redress::returns::v1);

/// What answers for this context.
pub(crate) fn answers(db: Db) -> PersonalData {
    PersonalData::new(&MAP, "returns.ErasePersonalData", db, Arc::new(Rows))
}

/// What a return says in people's own words, who asks, and where the money goes.
const RETURN: &[&str] = &[
    "explanation",
    "contact.name",
    "contact.email",
    "contact.phone",
    "invoice",
    "payout.account",
    "payout.holder",
    "payout.bank",
    "buyer_region",
    "decided.reason",
    "note",
    "repair_note",
];

pub(crate) static MAP: Map = Map {
    context: "returns",
    owned: &[
        "SELECT 1 FROM returns WHERE order_id = {order} AND marketplace_id = {marketplace} AND buyer_id IN ({buyer}, {pseudonym})",
        "SELECT 1 FROM decisions WHERE order_id = {order} AND marketplace_id = {marketplace} AND buyer_id IN ({buyer}, {pseudonym})",
    ],
    tables: &[LINES, DECISIONS, RETURNS, UNMATCHED, DISPUTES, INTERVENTIONS],
    apart: &[],
    open: &[
        OpenRule {
            kind: "return",
            table: "returns",
            id: "return_id",
            state: "state",
            rows: "order_id = {order} AND state NOT IN ('closed', 'refused', 'withdrawn', 'expired')",
        },
        OpenRule {
            kind: "dispute",
            table: "disputes",
            id: "dispute_id",
            state: "state",
            rows: "order_id = {order} AND state IN ('open', 'ruled', 'appealed', 'external')",
        },
    ],
};

const LINES: Table = Table {
    name: "order_lines",
    key: "order_id || '/' || line_id",
    rows: "order_id = {order}",
    is_told: false,
    kept: None,
    columns: &[
        stays("order_id"),
        stays("line_id"),
        stays("quantity"),
        stays("claimed_quantity"),
        stays("returned_quantity"),
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
        stays("return_id"),
        stays("order_id"),
        stays("marketplace_id"),
        buyer("buyer_id"),
        stays("seller_id"),
        stays("facts"),
        stays("decision"),
        stays("decide_time"),
    ],
};

const RETURNS: Table = Table {
    name: "returns",
    key: "return_id",
    rows: "order_id = {order}",
    is_told: true,
    kept: Some(Kept {
        what: "returns, their goods and their remedies",
        records: RecordKind::Claims,
    }),
    columns: &[
        stays("return_id"),
        stays("order_id"),
        stays("marketplace_id"),
        buyer("buyer_id"),
        stays("seller_id"),
        stays("state"),
        stays("revision"),
        stays("decision_id"),
        stays("rma_number"),
        stays("opened_for"),
        words("body", RETURN),
        stays("update_time"),
    ],
};

const UNMATCHED: Table = Table {
    name: "unmatched_parcels",
    key: "unmatched_parcel_id",
    rows: "return_id IN (SELECT return_id FROM returns WHERE order_id = {order})",
    is_told: true,
    kept: None,
    columns: &[
        stays("unmatched_parcel_id"),
        stays("marketplace_id"),
        stays("warehouse_id"),
        stays("carrier"),
        stays("tracking_number"),
        blank("description"),
        stays("receive_time"),
        stays("return_id"),
        stays("clauses"),
        stays("consequence"),
        stays("revision"),
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
        stays("return_id"),
        stays("order_id"),
        stays("marketplace_id"),
        buyer("buyer_id"),
        stays("seller_id"),
        stays("state"),
        stays("revision"),
        words("body", &["text", "reason", "outcome"]),
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
        stays("return_id"),
        stays("order_id"),
        stays("marketplace_id"),
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
