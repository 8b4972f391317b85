//! What this context keeps about a buyer: what becomes of each column when an order is erased.

use std::sync::Arc;

use redress_db::Db;
use redress_personal::{
    Kept, Map, OpenRule, PersonalData, RecordKind, Rows, Table, blank, buyer, stays, words,
};

redress_personal::serve!(redress_contracts::redress::logistics::v1);

/// What answers for this context.
pub(crate) fn answers(db: Db) -> PersonalData {
    PersonalData::new(&MAP, "logistics.ErasePersonalData", db, Arc::new(Rows))
}

pub(crate) static MAP: Map = Map {
    context: "logistics",
    owned: &[
        "SELECT 1 FROM shipments WHERE order_id = {order} AND marketplace_id = {marketplace} AND buyer_id IN ({buyer}, {pseudonym})",
    ],
    tables: &[SHIPMENTS, SELLERS, PARCELS, EVENTS],
    apart: &["special_periods"],
    open: &[OpenRule {
        kind: "shipment",
        table: "shipments",
        id: "shipment_id",
        state: "state",
        rows: "order_id = {order} AND purpose <> 'return' AND state NOT IN ('delivered', 'failed') AND CAST(update_time AS TEXT) > {stale}",
    }],
};

const SHIPMENTS: Table = Table {
    name: "shipments",
    key: "shipment_id",
    rows: "order_id = {order}",
    is_told: true,
    kept: Some(Kept {
        what: "shipments and their countries",
        records: RecordKind::Claims,
    }),
    columns: &[
        stays("shipment_id"),
        stays("marketplace_id"),
        stays("order_id"),
        stays("return_id"),
        stays("purpose"),
        stays("source_id"),
        buyer("buyer_id"),
        stays("seller_ids"),
        stays("state"),
        stays("revision"),
        stays("ship_time"),
        stays("estimated_delivery_time"),
        stays("insured_minor"),
        stays("insured_currency"),
        stays("origin_country"),
        stays("destination_country"),
        stays("buyer_country"),
        stays("place_time"),
        stays("versions"),
        stays("create_time"),
        stays("update_time"),
    ],
};

const SELLERS: Table = Table {
    name: "shipment_sellers",
    key: "seller_id || '/' || shipment_id",
    rows: "shipment_id IN (SELECT shipment_id FROM shipments WHERE order_id = {order})",
    is_told: false,
    kept: None,
    columns: &[stays("seller_id"), stays("shipment_id")],
};

const PARCELS: Table = Table {
    name: "parcels",
    key: "parcel_id",
    rows: "shipment_id IN (SELECT shipment_id FROM shipments WHERE order_id = {order})",
    is_told: true,
    kept: Some(Kept {
        what: "parcels with their tracking numbers and that they were delivered",
        records: RecordKind::Claims,
    }),
    columns: &[
        stays("parcel_id"),
        stays("shipment_id"),
        stays("marketplace_id"),
        stays("position"),
        stays("carrier"),
        stays("tracking_number"),
        stays("numbers"),
        stays("tracking_site"),
        stays("lines"),
        stays("status"),
        stays("status_time"),
        stays("is_going_back"),
        stays("carrier_code"),
        blank("carrier_status"),
        blank("location"),
        stays("move_time"),
        stays("is_stalled"),
        stays("is_overdue"),
        words("proof", &["signed_by"]),
        stays("deadlines"),
        stays("is_suspendable"),
        stays("failed_attempt_count"),
    ],
};

const EVENTS: Table = Table {
    name: "tracking_events",
    key: "tracking_event_id",
    rows: "parcel_id IN (SELECT parcel_id FROM parcels WHERE shipment_id IN \
           (SELECT shipment_id FROM shipments WHERE order_id = {order}))",
    is_told: true,
    kept: Some(Kept {
        what: "what carriers reported, without places and words",
        records: RecordKind::Claims,
    }),
    columns: &[
        stays("tracking_event_id"),
        stays("parcel_id"),
        stays("report_key"),
        stays("status"),
        stays("event_time"),
        stays("record_time"),
        stays("carrier_code"),
        blank("carrier_status"),
        blank("location"),
        blank("description"),
        stays("source"),
        stays("source_event_id"),
        stays("is_out_of_order"),
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
