//! What this context keeps about a buyer: what becomes of each column when an order is erased.
//! Mail that went out to a server cannot be called back.

use std::sync::Arc;

use async_trait::async_trait;
use redress_db::{Db, HandlerError};
use redress_personal::{
    Keeper, Kept, Map, OpenRule, PersonalData, RecordKind, Table, blank, buyer, counts, stays,
};

use crate::mail::Mail;
use crate::store::messages;

redress_personal::serve!(redress_contracts::redress::notifications::v1);

/// What answers for this context.
pub fn answers(db: Db, mail: Arc<Mail>) -> PersonalData {
    let keeper = Arc::new(Files { db: db.clone(), mail });
    PersonalData::new(&MAP, "notifications.ErasePersonalData", db, keeper)
}

/// Mail that was written to the folder.
struct Files {
    db: Db,
    mail: Arc<Mail>,
}

#[async_trait]
impl Keeper for Files {
    async fn remove_files(&self, order_ids: &[String]) -> Result<i64, HandlerError> {
        let mut count = 0;
        for order_id in order_ids {
            let order_id = order_id.clone();
            let read = self
                .db
                .read(move |conn| messages::message_ids_of_order(conn, &order_id));
            for message_id in read.await? {
                count += i64::from(self.mail.remove(message_id).await?);
            }
        }
        Ok(count)
    }
}

pub(crate) static MAP: Map = Map {
    context: "notifications",
    owned: &[
        "SELECT 1 FROM addressees WHERE order_id = {order} AND marketplace_id = {marketplace} AND buyer_id IN ({buyer}, {pseudonym})",
    ],
    tables: &[ADDRESSEES, MESSAGES],
    apart: &["cases"],
    open: &[OpenRule {
        kind: "message",
        table: "messages",
        id: "message_id",
        state: "state",
        rows: "order_id = {order} AND next_attempt_time IS NOT NULL",
    }],
};

const ADDRESSEES: Table = Table {
    name: "addressees",
    key: "order_id",
    rows: "order_id = {order}",
    is_told: true,
    kept: None,
    columns: &[
        stays("order_id"),
        stays("marketplace_id"),
        buyer("buyer_id"),
        blank("buyer_email"),
        stays("policy_id"),
        stays("policy_version"),
        blank("language"),
    ],
};

const MESSAGES: Table = Table {
    name: "messages",
    key: "message_id",
    rows: "order_id = {order}",
    is_told: true,
    kept: Some(Kept {
        what: "that and when messages were sent, without their words",
        records: RecordKind::Claims,
    }),
    columns: &[
        stays("message_id"),
        stays("marketplace_id"),
        stays("order_id"),
        stays("case_id"),
        stays("change"),
        stays("party"),
        buyer("party_id"),
        blank("recipient"),
        stays("sender_name"),
        stays("reply_to"),
        blank("subject"),
        blank("body"),
        stays("language"),
        stays("state"),
        stays("create_time"),
        stays("send_time"),
        stays("notify_due_time"),
        stays("clause_ids"),
        blank("failure"),
        stays("attempts"),
        stays("last_error"),
        stays("last_error_code"),
        stays("next_attempt_time"),
        blank("provider_reference"),
        stays("bounce_code"),
        stays("bounce_time"),
        stays("bounce_is_reported"),
        stays("trace_parent"),
        counts("revision"),
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
