//! What this context keeps about a buyer: what becomes of each column when an order is erased.
//! The timeline names nobody, so that it stays as it is.

use std::sync::Arc;

use redress_db::Db;
use redress_personal::{Kept, Map, PersonalData, RecordKind, Rows, Table, stays};

redress_personal::serve!(redress_contracts::redress::status::v1);

/// What answers for this context.
pub(crate) fn answers(db: Db) -> PersonalData {
    PersonalData::new(&MAP, "status.ErasePersonalData", db, Arc::new(Rows))
}

pub(crate) static MAP: Map = Map {
    context: "status",
    owned: &["SELECT 1 FROM timeline WHERE order_id = {order} AND marketplace_id = {marketplace}"],
    tables: &[TIMELINE, SELLERS],
    apart: &[],
    open: &[],
};

const TIMELINE: Table = Table {
    name: "timeline",
    key: "entry_id",
    rows: "order_id = {order}",
    is_told: true,
    kept: Some(Kept {
        what: "the timeline, in sentences without names",
        records: RecordKind::Claims,
    }),
    columns: &[
        stays("entry_id"),
        stays("marketplace_id"),
        stays("order_id"),
        stays("entry_time"),
        stays("source"),
        stays("change"),
        stays("case_id"),
        stays("actor"),
        stays("text"),
        stays("clause_ids"),
        stays("amount_minor"),
        stays("currency"),
    ],
};

const SELLERS: Table = Table {
    name: "timeline_sellers",
    key: "entry_id || '/' || seller_id",
    rows: "entry_id IN (SELECT entry_id FROM timeline WHERE order_id = {order})",
    is_told: false,
    kept: None,
    columns: &[stays("entry_id"), stays("seller_id")],
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
