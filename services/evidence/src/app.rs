//! The use cases, one file per RPC, and what they share: who calls, which pieces a caller may know of, and the one way in
//! which what somebody did is written down and told.

mod abandon_upload;
mod download_evidence;
mod erase_evidence;
mod finish_upload;
mod get_evidence;
mod get_upload;
mod list_custody_records;
mod list_evidence;
mod review_evidence;
mod start_upload;
mod upload_chunks;
mod verify_custody;
mod watch_evidence;
mod write;

use std::sync::Arc;

use prost::Message;
use redress_contracts::redress::evidence::v1 as pb;
use redress_db::{Codec, Db, Idempotency};
use redress_policy::Party;
use redress_policybook::PolicyBook;
use redress_rpc::{Caller, Role, Watchers};
use tokio::sync::Semaphore;

use crate::cases::Cases;
use crate::config::Config;
use crate::convert;
use crate::domain::Rejection;
use crate::domain::evidence::{Evidence, Reader};
use crate::domain::upload::Upload;
use crate::error::Error;
use crate::parts::Parts;
use crate::shelf::Shelf;
use crate::store;

pub use download_evidence::Download;
pub use finish_upload::end;
pub use list_evidence::ListEvidence;
pub use start_upload::StartUpload;
pub use write::{Actor, CLEAR, RETENTION, Spoil, erase, retain_at};

/// The context's use cases. Cheap to clone.
#[derive(Clone)]
pub struct App {
    pub db: Db,
    pub book: PolicyBook,
    pub cases: Cases,
    pub parts: Parts,
    pub shelf: Shelf,
    pub config: Arc<Config>,
    /// Told of every case whose evidence changed, by its id.
    pub watchers: Watchers,
    /// Places for looking into files.
    pub inspections: Arc<Semaphore>,
}

/// A call that changes something: who makes it, and which request it is.
#[derive(Clone, Debug)]
pub struct Call {
    pub caller: Caller,
    pub key: Idempotency,
}

impl Call {
    /// A call of the RPC `scope`. Request ids are the caller's own: two callers never meet in one.
    pub fn new(caller: &Caller, scope: &'static str, request_id: &str, body_hash: [u8; 32]) -> Self {
        let key = Idempotency {
            scope,
            caller: caller.key(),
            request_id: request_id.to_owned(),
            body_hash,
        };
        Self {
            caller: caller.clone(),
            key,
        }
    }
}

/// How a reply is stored beside its effect.
fn codec<R: Message + Default>() -> Codec<R> {
    Codec {
        encode: R::encode_to_vec,
        decode: |bytes| R::decode(bytes).map_err(|error| error.to_string()),
    }
}

/// The party that a caller is of.
pub fn party_of(caller: &Caller) -> Party {
    match caller.role {
        Role::Buyer => Party::Buyer,
        Role::Seller | Role::SellerAdmin => Party::Seller,
        Role::Agent | Role::Finance | Role::Auditor | Role::Operator | Role::Service => Party::Platform,
    }
}

/// Who the caller is to a piece of evidence.
pub fn reader_of(caller: &Caller) -> Reader {
    match (&caller.buyer, &caller.seller) {
        (Some(buyer), _) => Reader::Buyer(buyer.clone()),
        (None, Some(seller)) => Reader::Seller(seller.clone()),
        (None, None) => Reader::Platform,
    }
}

impl App {
    /// A piece that the caller may know of: the case's owner says whether.
    async fn piece(&self, caller: &Caller, evidence_id: &str) -> Result<Evidence, Error> {
        let unknown = || Error::from(Rejection::no_evidence(evidence_id));
        let id = evidence_id.to_owned();
        let found = self.db.read(move |conn| store::evidence_fetch(conn, &id)).await?;
        let is_near = |piece: &Evidence| {
            caller.may_see(&piece.marketplace_id)
                && caller.may_see_order(&piece.order_id)
                && piece.is_visible_to(&reader_of(caller))
        };
        let piece = found.filter(is_near).ok_or_else(unknown)?;
        match self.cases.find(caller, &piece.case_id).await {
            Ok(_) => Ok(piece),
            Err(Error::Rejection(Rejection::NotFound { .. })) => Err(unknown()),
            Err(error) => Err(error),
        }
    }

    /// An upload that the caller began, or may act for as the platform.
    async fn upload(&self, caller: &Caller, upload_id: &str) -> Result<Upload, Error> {
        let id = upload_id.to_owned();
        let found = self.db.read(move |conn| store::upload_fetch(conn, &id)).await?;
        let is_theirs = |upload: &Upload| {
            let is_platform = reader_of(caller) == Reader::Platform;
            caller.may_see(&upload.marketplace_id) && (is_platform || upload.sender == caller.key())
        };
        Ok(found
            .filter(is_theirs)
            .ok_or_else(|| Rejection::no_upload(upload_id))?)
    }

    /// The upload as it is told, with what is there of it.
    async fn upload_to_wire(&self, upload: &Upload) -> Result<pb::Upload, Error> {
        let committed = match &upload.evidence_id {
            Some(_) => upload.declared.size,
            None => self.parts.committed(&upload.upload_id).await?,
        };
        Ok(convert::upload_to_wire(upload, committed, &self.config))
    }

    /// A piece as the caller may see it: a reviewer with what to look at.
    async fn evidence_to_wire(&self, caller: &Caller, piece: &Evidence) -> Result<pb::Evidence, Error> {
        let mut wire = self
            .evidence_list_to_wire(caller, std::slice::from_ref(piece))
            .await?;
        Ok(wire.pop().expect("invariant: one piece in, one out"))
    }

    async fn evidence_list_to_wire(
        &self,
        caller: &Caller,
        pieces: &[Evidence],
    ) -> Result<Vec<pb::Evidence>, Error> {
        let mut wire: Vec<_> = pieces.iter().map(convert::evidence_to_wire).collect();
        if reader_of(caller) != Reader::Platform {
            return Ok(wire);
        }
        let ids: Vec<String> = pieces.iter().map(|piece| piece.evidence_id.clone()).collect();
        let mut matches = self
            .db
            .read(move |conn| {
                let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
                store::match_list(conn, &ids)
            })
            .await?;
        for (wire, piece) in wire.iter_mut().zip(pieces) {
            let of_piece = matches.remove(&piece.evidence_id).unwrap_or_default();
            wire.signals = Some(convert::signals_to_wire(piece, of_piece));
        }
        Ok(wire)
    }

    /// The reply to a change of a piece. What was stored for a repetition is without anybody's words, which an erasure has to
    /// reach: they are taken from the piece as it is now.
    async fn reply(&self, caller: &Caller, mut stored: pb::Evidence) -> Result<pb::Evidence, Error> {
        let id = stored.evidence_id.clone();
        let found = self.db.read(move |conn| store::evidence_fetch(conn, &id)).await?;
        if let Some(piece) = found {
            let now = self.evidence_to_wire(caller, &piece).await?;
            stored.file_name = now.file_name;
            stored.description = now.description;
            stored.signals = now.signals;
            if let (Some(review), Some(now)) = (&mut stored.review, now.review)
                && review.review_time == now.review_time
            {
                review.reason = now.reason;
            }
        }
        Ok(stored)
    }
}
