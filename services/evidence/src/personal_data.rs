//! What this context keeps about a buyer: what becomes of each column when an order is erased.
//! Bytes are cleared off the disk right after the rows that name them.

use std::sync::Arc;

use redress_db::{Db, HandlerError, Tx};
use redress_personal::{
    Keeper, Kept, Map, Order, PersonalData, RecordKind, Table, blank, buyer, caller, gone, stays, words,
};

use crate::app::{Actor, end, erase};
use crate::store;

redress_personal::serve!(redress_contracts::redress::evidence::v1);

/// What answers for this context.
pub fn answers(db: Db) -> PersonalData {
    PersonalData::new(&MAP, "evidence.ErasePersonalData", db, Arc::new(Pieces))
}

/// Pieces and uploads, which have rules of their own for how they end: the chain of custody tells of it.
struct Pieces;

impl Keeper for Pieces {
    fn erase(&self, tx: &mut Tx, order: &Order<'_>) -> Result<i64, HandlerError> {
        for upload in store::upload_list_open_by_order(tx.conn(), order.order_id)? {
            end(tx, upload.abandoned())?;
        }
        let pieces = store::evidence_list_live_by_order(tx.conn(), order.order_id)?;
        let count = pieces.len() as i64;
        let actor = Actor::system(order.marketplace_id);
        for mut piece in pieces {
            // The event that tells of it names its party.
            if piece.party_id == order.buyer_id {
                order.pseudonym.clone_into(&mut piece.party_id);
            }
            erase(tx, piece, &actor, "personal_data".to_owned())?;
        }
        Ok(count)
    }
}

pub(crate) static MAP: Map = Map {
    context: "evidence",
    owned: &[
        "SELECT 1 FROM evidence WHERE order_id = {order} AND marketplace_id = {marketplace}",
        "SELECT 1 FROM uploads WHERE order_id = {order} AND marketplace_id = {marketplace}",
    ],
    tables: &[UPLOADS, EVIDENCE, COPIES, FINGERPRINTS, MATCHES, CUSTODY],
    apart: &["custody_heads"],
    open: &[],
};

const UPLOADS: Table = Table {
    name: "uploads",
    key: "upload_id",
    rows: "order_id = {order}",
    is_told: true,
    kept: None,
    columns: &[
        stays("upload_id"),
        stays("marketplace_id"),
        stays("case_id"),
        stays("order_id"),
        stays("kind"),
        stays("party"),
        buyer("party_id"),
        caller("sender"),
        blank("file_name"),
        blank("description"),
        stays("size_bytes"),
        stays("sha256"),
        stays("state"),
        stays("start_time"),
        stays("expire_time"),
        stays("evidence_id"),
        stays("flaw"),
        stays("refusal"),
    ],
};

const EVIDENCE: Table = Table {
    name: "evidence",
    key: "evidence_id",
    rows: "order_id = {order}",
    is_told: true,
    kept: Some(Kept {
        what: "that there were files, by their hashes",
        records: RecordKind::Claims,
    }),
    columns: &[
        stays("evidence_id"),
        stays("marketplace_id"),
        stays("case_id"),
        stays("order_id"),
        stays("seller_id"),
        stays("kind"),
        stays("party"),
        buyer("party_id"),
        stays("state"),
        blank("file_name"),
        blank("description"),
        stays("media_type"),
        stays("size_bytes"),
        stays("sha256"),
        stays("width"),
        stays("height"),
        stays("has_thumbnail"),
        stays("copy_size_bytes"),
        stays("no_copy"),
        gone("capture_time"),
        stays("is_taken_before_order"),
        stays("has_location"),
        stays("is_name_misleading"),
        words("review", &["reason"]),
        stays("add_time"),
        stays("retain_until_time"),
        stays("erase_time"),
        stays("revision"),
    ],
};

const COPIES: Table = Table {
    name: "copies",
    key: "evidence_id",
    rows: "evidence_id IN (SELECT evidence_id FROM evidence WHERE order_id = {order})",
    is_told: false,
    kept: None,
    columns: &[stays("evidence_id"), stays("plan")],
};

const FINGERPRINTS: Table = Table {
    name: "fingerprints",
    key: "evidence_id",
    rows: "evidence_id IN (SELECT evidence_id FROM evidence WHERE order_id = {order})",
    is_told: false,
    kept: None,
    columns: &[
        stays("evidence_id"),
        stays("marketplace_id"),
        stays("case_id"),
        stays("bits"),
        stays("band_0"),
        stays("band_1"),
        stays("band_2"),
        stays("band_3"),
    ],
};

const MATCHES: Table = Table {
    name: "picture_matches",
    key: "evidence_id || '/' || other_evidence_id",
    rows: "evidence_id IN (SELECT evidence_id FROM evidence WHERE order_id = {order})",
    is_told: false,
    kept: None,
    columns: &[
        stays("evidence_id"),
        stays("other_evidence_id"),
        stays("other_case_id"),
        stays("is_same_file"),
    ],
};

const CUSTODY: Table = Table {
    name: "custody_records",
    key: "case_id || '/' || sequence",
    rows: "case_id IN (SELECT case_id FROM evidence WHERE order_id = {order} \
           UNION SELECT case_id FROM uploads WHERE order_id = {order}) \
           AND actor_seal <> '' AND substr(actor || '/', 1, length({marketplace} || '/buyer/' || {buyer} || '/')) \
           = {marketplace} || '/buyer/' || {buyer} || '/'",
    is_told: true,
    kept: Some(Kept {
        what: "the chain of custody",
        records: RecordKind::Claims,
    }),
    columns: &[
        stays("case_id"),
        stays("sequence"),
        stays("record_time"),
        caller("actor"),
        blank("actor_salt"),
        stays("actor_seal"),
        stays("party"),
        stays("action"),
        stays("evidence_id"),
        stays("detail"),
        stays("previous_hash"),
        stays("hash"),
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
