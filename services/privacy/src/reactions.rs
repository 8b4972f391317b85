//! What happens to an order that is waited for wakes the request. Nothing is noted of an event: waking twice is waking once.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use redress_bus::{Bus, BusError, Consumer, Envelope};
use redress_core::id::is_well_formed;
use redress_db::Db;

use crate::NAME;
use crate::deadlines::run_at;
use crate::store;

/// The events with which a case may have closed.
const KINDS: [&str; 5] = [
    "logistics.parcel_changed",
    "notifications.message_sent",
    "orders.order_changed",
    "refunds.refund_changed",
    "returns.return_changed",
];

/// How an order's id begins, and how long it is.
const ORDER: (&str, usize) = ("ord", 30);

/// Subscribes to them.
pub(crate) fn subscribe(db: &Db, bus: &dyn Bus) {
    bus.subscribe(NAME, &KINDS, Arc::new(Waking { db: db.clone() }));
}

struct Waking {
    db: Db,
}

impl Waking {
    async fn wake(&self, order_ids: BTreeSet<String>) -> Result<(), redress_db::Error> {
        let waiting = self
            .db
            .read(move |conn| store::request_list_waiting_for(conn, &order_ids))
            .await?;
        if waiting.is_empty() {
            return Ok(());
        }
        self.db
            .write(move |tx| {
                let now = tx.now();
                for id in waiting {
                    tx.set_deadline(run_at(&id, now));
                }
                Ok(())
            })
            .await
    }
}

#[async_trait]
impl Consumer for Waking {
    async fn deliver(&self, event: &Envelope) -> Result<(), BusError> {
        let order_ids = orders_in(&event.payload);
        self.wake(order_ids).await.map_err(|error| BusError::Consumer {
            consumer: NAME.to_owned(),
            source: Box::new(error),
        })
    }
}

/// The orders that an event names, whatever it is.
fn orders_in(payload: &[u8]) -> BTreeSet<String> {
    let (prefix, length) = ORDER;
    let texts = payload.windows(length);
    let texts = texts.filter(|bytes| bytes.starts_with(prefix.as_bytes()));
    texts
        .filter_map(|bytes| std::str::from_utf8(bytes).ok())
        .filter(|text| is_well_formed(text, prefix))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::orders_in;

    #[test]
    fn orders_are_found_in_any_event() {
        let payload = b"\x0a\x1eord_01m8apht78f9yb5hqf5zg5x3bw\x12\x1ecan_01m8aphtbxfhx8wgqj318qdd73 ord_1";
        let found: Vec<_> = orders_in(payload).into_iter().collect();
        assert_eq!(found, ["ord_01m8apht78f9yb5hqf5zg5x3bw"]);
        assert!(orders_in(b"ord_").is_empty());
    }
}
