//! The use cases, one file per RPC, and what they share.

mod get_data_request;
mod list_data_requests;
mod read_export;
mod request_erasure;
mod request_export;

use std::sync::Arc;

use prost::Message;
use redress_contracts::redress::privacy::v1 as pb;
use redress_db::{Codec, Db, Idempotency};
use redress_policybook::PolicyBook;
use redress_rpc::Caller;

use crate::config::Config;
use crate::contexts::Contexts;
use crate::convert::request_to_wire;
use crate::deadlines::run_at;
use crate::domain::{Kind, Request, State, pseudonym};
use crate::error::Error;
use crate::store;

pub(crate) use list_data_requests::ListDataRequests;
pub(crate) use read_export::{Place, ReadExport, subject};

/// The context's use cases. Cheap to clone.
#[derive(Clone)]
pub(crate) struct App {
    pub db: Db,
    pub contexts: Arc<Contexts>,
    pub book: PolicyBook,
    pub config: Arc<Config>,
}

/// A call that asks for something about a buyer.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub caller: Caller,
    pub key: Idempotency,
    pub marketplace_id: String,
    pub buyer_id: String,
}

const CODEC: Codec<pb::DataRequest> = Codec {
    encode: pb::DataRequest::encode_to_vec,
    decode: |bytes| pb::DataRequest::decode(bytes).map_err(|error| error.to_string()),
};

impl App {
    /// Takes a request: a row, and the clock that carries it out. The reply names the buyer by pseudonym only.
    async fn take(&self, call: Call, kind: Kind) -> Result<pb::DataRequest, Error> {
        let key = self.pseudonym_key().await?;
        let done = self.db.command(call.key, CODEC, move |tx| {
            let now = tx.now();
            let request = Request {
                data_request_id: tx.ids().text("dsr", now),
                pseudonym: pseudonym(&key, &call.marketplace_id, &call.buyer_id),
                marketplace_id: call.marketplace_id,
                kind,
                state: State::Accepted,
                requested_by: format!("{}/{}", call.caller.role, call.caller.principal),
                orders: Vec::new(),
                steps: Vec::new(),
                pass: None,
                pass_count: 0,
                open: Vec::new(),
                kept: Vec::new(),
                create_time: now,
                update_time: now,
                end_time: None,
                next_try_time: Some(now),
                revision: 1,
            };
            store::request_insert(tx.conn(), &request, &call.buyer_id)?;
            tx.set_deadline(run_at(&request.data_request_id, now));
            Ok::<_, Error>(request_to_wire(&request))
        });
        Ok(done.await?.reply)
    }

    /// What pseudonyms are made with; made when it is first needed.
    async fn pseudonym_key(&self) -> Result<Vec<u8>, Error> {
        if let Some(key) = self.db.read(store::pseudonym_key_fetch).await? {
            return Ok(key);
        }
        let mut random = [0; 32];
        getrandom::fill(&mut random).map_err(|_| Error::Random)?;
        let written = self.db.write(move |tx| {
            store::pseudonym_key_insert(tx.conn(), &random)?;
            // Another process may have been faster; then its key counts.
            store::pseudonym_key_fetch(tx.conn())
        });
        let written: Option<Vec<u8>> = written.await?;
        Ok(written.expect("invariant: it was written just now"))
    }

    /// A request that the caller may see, with the buyer's id.
    async fn found(&self, caller: &Caller, id: &str) -> Result<(Request, String), Error> {
        let own = id.to_owned();
        let found = self.db.read(move |conn| store::request_fetch(conn, &own)).await?;
        found
            .filter(|(request, _)| caller.may_see(&request.marketplace_id))
            .ok_or_else(|| Error::NotFound(id.to_owned()))
    }
}
