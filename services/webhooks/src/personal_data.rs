//! What this context keeps about a buyer: what becomes of each column when an order is erased.
//! Events hold ids, words and amounts only, so that what was sent can be told of without anybody in it. Notices are about
//! parcels and payments, not about people, and what they said is forgotten within days.

use std::sync::Arc;

use redress_db::Db;
use redress_personal::{Kept, Map, PersonalData, RecordKind, Rows, Table, stays};

redress_personal::serve!(redress_contracts::redress::webhooks::v1);

/// What answers for this context.
pub(crate) fn answers(db: Db) -> PersonalData {
    PersonalData::new(&MAP, "webhooks.ErasePersonalData", db, Arc::new(Rows))
}

pub(crate) static MAP: Map = Map {
    context: "webhooks",
    owned: &["SELECT 1 FROM events WHERE order_id = {order} AND marketplace_id = {marketplace}"],
    tables: &[EVENTS, DELIVERIES, LINES],
    apart: &["endpoints", "cases", "sources", "notices"],
    open: &[],
};

const EVENTS: Table = Table {
    name: "events",
    key: "event_id",
    rows: "order_id = {order}",
    is_told: true,
    kept: Some(Kept {
        what: "events that were told to the marketplace and to sellers, which name nobody",
        records: RecordKind::Claims,
    }),
    columns: &[
        stays("event_id"),
        stays("marketplace_id"),
        stays("seller_id"),
        stays("type"),
        stays("order_id"),
        stays("payload"),
        stays("event_time"),
        stays("create_time"),
    ],
};

const DELIVERIES: Table = Table {
    name: "deliveries",
    key: "delivery_id",
    rows: "event_id IN (SELECT event_id FROM events WHERE order_id = {order})",
    is_told: false,
    kept: None,
    columns: &[
        stays("delivery_id"),
        stays("event_id"),
        stays("endpoint_id"),
        stays("marketplace_id"),
        stays("seller_id"),
        stays("event_type"),
        stays("state"),
        stays("attempts"),
        stays("next_attempt_time"),
        stays("create_time"),
        stays("end_time"),
    ],
};

const LINES: Table = Table {
    name: "lines",
    key: "order_id || '/' || line_id",
    rows: "order_id = {order}",
    is_told: false,
    kept: None,
    columns: &[stays("order_id"), stays("line_id"), stays("seller_id")],
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
