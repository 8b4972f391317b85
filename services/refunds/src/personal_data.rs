//! What this context keeps about a buyer: what becomes of each column when an order is erased.

use std::sync::Arc;

use redress_db::Db;
use redress_personal::{
    Kept, Map, OpenRule, PersonalData, RecordKind, Rows, Table, blank, buyer, stays, words,
};

redress_personal::serve!(redress_contracts::redress::refunds::v1);

/// What answers for this context.
pub(crate) fn answers(db: Db) -> PersonalData {
    PersonalData::new(&MAP, "refunds.ErasePersonalData", db, Arc::new(Rows))
}

pub(crate) static MAP: Map = Map {
    context: "refunds",
    owned: &[
        "SELECT 1 FROM payments WHERE order_id = {order} AND marketplace_id = {marketplace} AND buyer_id IN ({buyer}, {pseudonym})",
    ],
    tables: &[
        PAYMENTS,
        PAYMENT_LINES,
        REFUNDS,
        REFUND_LINES,
        PAYOUTS,
        CALLS,
        ATTEMPTS,
        JOURNALS,
        TRANSFERS,
    ],
    apart: &["sandbox_scripts", "sandbox_requests", "sandbox_effects"],
    open: &[OpenRule {
        kind: "refund",
        table: "refunds",
        id: "refund_id",
        state: "state",
        rows: "order_id = {order} AND state NOT IN ('succeeded', 'failed')",
    }],
};

const PAYMENTS: Table = Table {
    name: "payments",
    key: "order_id || '/' || payment_id",
    rows: "order_id = {order}",
    is_told: true,
    kept: Some(Kept {
        what: "payments by the provider's reference",
        records: RecordKind::Accounts,
    }),
    columns: &[
        stays("order_id"),
        stays("payment_id"),
        stays("marketplace_id"),
        buyer("buyer_id"),
        stays("kind"),
        stays("reference"),
        stays("currency"),
        stays("captured_minor"),
        stays("held_minor"),
        stays("refunded_minor"),
        stays("confirm_time"),
    ],
};

const PAYMENT_LINES: Table = Table {
    name: "payment_lines",
    key: "order_id || '/' || payment_id || '/' || line_id",
    rows: "order_id = {order}",
    is_told: false,
    kept: None,
    columns: &[
        stays("order_id"),
        stays("payment_id"),
        stays("line_id"),
        stays("seller_id"),
        stays("captured_minor"),
        stays("taken_minor"),
    ],
};

const REFUNDS: Table = Table {
    name: "refunds",
    key: "refund_id",
    rows: "order_id = {order}",
    is_told: true,
    kept: Some(Kept {
        what: "refunds with their breakdowns",
        records: RecordKind::Accounts,
    }),
    columns: &[
        stays("refund_id"),
        stays("marketplace_id"),
        stays("order_id"),
        stays("payment_id"),
        buyer("buyer_id"),
        stays("state"),
        stays("kind"),
        stays("method"),
        blank("payout_hint"),
        stays("currency"),
        stays("amount_minor"),
        words("breakdown", &["message"]),
        stays("cause"),
        stays("cause_id"),
        stays("owed_id"),
        stays("decision_id"),
        blank("reason"),
        stays("provider_reference"),
        stays("due_time"),
        stays("is_overdue"),
        stays("debtor"),
        stays("seller_id"),
        stays("corrects_refund_id"),
        stays("clause_ids"),
        stays("attempt_count"),
        stays("unanswered_count"),
        stays("create_time"),
        stays("settle_time"),
        stays("revision"),
    ],
};

const REFUND_LINES: Table = Table {
    name: "refund_lines",
    key: "refund_id || '/' || line_id",
    rows: "refund_id IN (SELECT refund_id FROM refunds WHERE order_id = {order})",
    is_told: false,
    kept: None,
    columns: &[
        stays("refund_id"),
        stays("line_id"),
        stays("seller_id"),
        stays("taken_minor"),
    ],
};

const PAYOUTS: Table = Table {
    name: "payout_details",
    key: "refund_id",
    rows: "refund_id IN (SELECT refund_id FROM refunds WHERE order_id = {order})",
    is_told: true,
    kept: None,
    columns: &[
        stays("refund_id"),
        stays("kind"),
        blank("account"),
        blank("holder"),
        blank("bank"),
    ],
};

const CALLS: Table = Table {
    name: "calls",
    key: "refund_id",
    rows: "refund_id IN (SELECT refund_id FROM refunds WHERE order_id = {order})",
    is_told: false,
    kept: None,
    columns: &[
        stays("refund_id"),
        stays("kind"),
        stays("due_time"),
        stays("trace_parent"),
    ],
};

const ATTEMPTS: Table = Table {
    name: "attempts",
    key: "refund_id || '/' || number",
    rows: "refund_id IN (SELECT refund_id FROM refunds WHERE order_id = {order})",
    is_told: false,
    kept: None,
    columns: &[
        stays("refund_id"),
        stays("number"),
        stays("kind"),
        stays("idempotency_key"),
        stays("start_time"),
        stays("end_time"),
        stays("answer"),
    ],
};

const JOURNALS: Table = Table {
    name: "journals",
    key: "journal_id",
    rows: "order_id = {order}",
    is_told: true,
    kept: Some(Kept {
        what: "ledger journals",
        records: RecordKind::Accounts,
    }),
    columns: &[
        stays("journal_id"),
        stays("kind"),
        stays("marketplace_id"),
        stays("order_id"),
        stays("refund_id"),
        stays("post_time"),
    ],
};

const TRANSFERS: Table = Table {
    name: "transfers",
    key: "journal_id || '/' || position",
    rows: "journal_id IN (SELECT journal_id FROM journals WHERE order_id = {order})",
    is_told: true,
    kept: None,
    columns: &[
        stays("journal_id"),
        stays("position"),
        stays("marketplace_id"),
        stays("debit_account"),
        stays("credit_account"),
        stays("currency"),
        stays("amount_minor"),
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
