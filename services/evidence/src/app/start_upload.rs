//! StartUpload: a file is declared, with its length and SHA-256, before its bytes are sent.

use redress_contracts::redress::evidence::v1 as pb;
use redress_db::{NewDeadline, Tx};
use redress_policy::Party;
use redress_rpc::Caller;

use super::{App, Call, codec, party_of};
use crate::cases::{Background, Case};
use crate::convert;
use crate::deadlines::UPLOAD_EXPIRY;
use crate::domain::Rejection;
use crate::domain::file::BadFile;
use crate::domain::kind::Kind;
use crate::domain::upload::{Declaration, Upload};
use crate::domain::words::{Flaw, UploadState};
use crate::error::Error;
use crate::store;

/// What is declared.
#[derive(Clone, Debug)]
pub struct StartUpload {
    pub case_id: String,
    pub kind: Kind,
    /// The caller's own when absent.
    pub party: Option<Party>,
    /// As it may be shown.
    pub file_name: String,
    pub description: String,
    pub size: u64,
    pub sha256: String,
}

impl App {
    /// Opens an upload.
    ///
    /// # Errors
    ///
    /// There is no such case for this caller, it is closed or has as much as it may, or the file is too large.
    pub async fn start_upload(&self, call: Call, asked: StartUpload) -> Result<pb::Upload, Error> {
        let party = stated_party(&call.caller, asked.party)?;
        self.check_size(&asked)?;
        let case = self.cases.find(&call.caller, &asked.case_id).await?;
        let background = self.cases.background(&call.caller, &case).await?;
        let declared = Declaration {
            kind: asked.kind,
            party,
            file_name: asked.file_name,
            description: asked.description,
            size: asked.size,
            sha256: asked.sha256,
        };
        let (config, sender) = (self.config.clone(), call.caller.key());
        let party_id = party_id(&call.caller, party, &background);
        let done = self.db.command(call.key, codec(), move |tx| {
            case.check_open()?;
            check_room(tx, &case, config.max_open_uploads, config.max_evidence)?;
            let now = tx.now();
            let upload = Upload {
                upload_id: tx.ids().text("upl", now),
                marketplace_id: case.marketplace_id,
                case_id: case.case_id,
                order_id: case.order_id,
                party_id,
                sender,
                declared,
                state: UploadState::Open,
                start_time: now,
                expire_time: now + config.upload_span(),
                evidence_id: None,
                refusal: None,
            };
            store::upload_insert(tx.conn(), &upload)?;
            tx.set_deadline(NewDeadline {
                id: format!("{}:{UPLOAD_EXPIRY}", upload.upload_id),
                kind: UPLOAD_EXPIRY,
                aggregate: upload.upload_id.clone(),
                due_time: upload.expire_time,
                payload: "{}".to_owned(),
                calendar: None,
            });
            Ok::<_, Error>(convert::upload_to_wire(&upload, 0, &config))
        });
        Ok(done.await?.reply)
    }

    /// What no file of this kind may have is refused before a byte of it is sent.
    fn check_size(&self, asked: &StartUpload) -> Result<(), Rejection> {
        let limits = self.config.limits();
        let classes = asked.kind.classes().iter();
        let max = classes.map(|class| limits.max_bytes(*class)).max().unwrap_or(0);
        if asked.size <= max {
            return Ok(());
        }
        let text = format!("the file has {} bytes; {} may have {max}", asked.size, asked.kind);
        Err(BadFile::new(Flaw::TooLarge, text).into())
    }
}

fn stated_party(caller: &Caller, stated: Option<Party>) -> Result<Party, Rejection> {
    let own = party_of(caller);
    match stated {
        None => Ok(own),
        Some(Party::System) => Err(Rejection::field("party", "brings no evidence in")),
        Some(party) if party == own || own == Party::Platform => Ok(party),
        Some(_) => Err(Rejection::field("party", "must be the caller's own")),
    }
}

/// The buyer's or seller's id; empty for the platform's evidence, and where staff act for one of several sellers.
fn party_id(caller: &Caller, party: Party, background: &Background) -> String {
    match (party, &caller.seller, background.seller_ids.as_slice()) {
        (Party::Buyer, _, _) => background.buyer_id.clone(),
        (Party::Seller, Some(own), _) => own.clone(),
        (Party::Seller, None, [only]) => only.clone(),
        (Party::Seller | Party::Platform | Party::System, _, _) => String::new(),
    }
}

/// Refuses more than a case may have.
fn check_room(tx: &mut Tx, case: &Case, max_open: i64, max_evidence: i64) -> Result<(), Error> {
    if store::upload_count_open(tx.conn(), &case.case_id)? >= max_open {
        return Err(quota("open uploads", max_open).into());
    }
    if store::evidence_count(tx.conn(), &case.case_id)? >= max_evidence {
        return Err(quota("pieces of evidence", max_evidence).into());
    }
    Ok(())
}

fn quota(what: &'static str, limit: i64) -> Rejection {
    Rejection::Quota { what, limit }
}
