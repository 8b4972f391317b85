//! The use cases, one file per RPC, and what they share: who calls, what is read from other contexts, and the one way in
//! which a return is changed.

mod add_return_statement;
mod amend_return;
mod announce_parcel;
mod answer_return_proposal;
mod appeal_return_ruling;
mod apply_remedy;
pub(crate) mod approving;
pub(crate) mod claims;
mod correct_tracking;
mod decide_return;
pub(crate) mod deciding;
pub(crate) mod dispute;
mod escalate_return_dispute;
mod find_return;
mod get_return;
mod get_return_decision;
mod get_return_dispute;
mod get_return_document;
mod inspect_return;
mod intervene_in_return;
mod list_return_disputes;
mod list_return_interventions;
mod list_returns;
mod list_unmatched_parcels;
pub(crate) mod losing;
mod match_parcel;
mod open_return_dispute;
mod preview_remedy;
mod preview_return;
mod propose_return_settlement;
mod receive_parcel;
mod record_repair;
mod record_return_outcome;
mod record_unmatched_parcel;
mod request_return;
mod rule_return_dispute;
mod send_parcel;
pub(crate) mod settling;
mod sources;
mod watch_return;
mod withdraw_return;
pub(crate) mod work;

use chrono::{DateTime, Utc};
use prost::Message;
use redress_contracts::redress::logistics::v1::logistics_service_client::LogisticsServiceClient;
use redress_contracts::redress::orders::v1::order_service_client::OrderServiceClient;
use redress_contracts::redress::returns::v1 as pb;
use redress_db::{Apply, Codec, Db, Idempotency, nothing_to_do};
use redress_policybook::{Bound, PolicyBook, Query};
use redress_rpc::{Caller, Channel, Watchers};

use crate::domain::decision::DecisionRecord;
use crate::domain::rejection::Rejection;
use crate::domain::return_case::Return;
use crate::error::Error;
use crate::store::{self, Scope};
use work::Work;

/// The context's use cases. Cheap to clone.
#[derive(Clone)]
pub(crate) struct App {
    pub db: Db,
    pub book: PolicyBook,
    pub orders: OrderServiceClient<Channel>,
    pub logistics: LogisticsServiceClient<Channel>,
    /// Told of every return that changed, by its id.
    pub watchers: Watchers,
}

/// A call that changes something: who makes it, and which request it is.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub caller: Caller,
    pub key: Idempotency,
}

impl Call {
    /// A call of the RPC `scope`. Request ids are the caller's own: two callers never meet in one.
    pub(crate) fn new(caller: &Caller, scope: &'static str, request_id: &str, body_hash: [u8; 32]) -> Self {
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
pub(crate) fn codec<R: Message + Default>() -> Codec<R> {
    Codec {
        encode: R::encode_to_vec,
        decode: |bytes| R::decode(bytes).map_err(|error| error.to_string()),
    }
}

/// The return that a change is about, and the etag it was read with.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub return_id: String,
    /// Empty to skip the check.
    pub etag: String,
}

/// The reply to a change of a return.
type ReturnReply = Result<pb::Return, Error>;

impl App {
    /// The time of the context's clock.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.db.environment().clock.now()
    }

    /// Runs a change of one return, at most once per request id: the return is locked, and changed by the very versions of the
    /// policy that its decision names; then return, decision, events, clocks and the reply are written in one transaction.
    async fn change<F>(&self, call: Call, target: Target, change: F) -> ReturnReply
    where
        F: FnOnce(&mut Work<'_>) -> Result<(), Error> + Send + 'static,
    {
        self.change_with_reply(call, target, |work| {
            change(work)?;
            Ok(work.reply())
        })
        .await
    }

    /// The same, with a reply of its own.
    pub(crate) async fn change_with_reply<R, F>(
        &self,
        call: Call,
        target: Target,
        change: F,
    ) -> Result<R, Error>
    where
        R: Message + Default + Send + 'static,
        F: FnOnce(&mut Work<'_>) -> Result<R, Error> + Send + 'static,
    {
        let scope = Scope::of(&call.caller);
        let (case, record) = self.case(&scope, &target.return_id).await?;
        let bound = self.stored_layers(&case, &record).await?;
        let caller = call.caller;
        let done = self.db.command(call.key, codec::<R>(), move |tx| {
            let mut work = Work::start(tx, &scope, caller, (&target.return_id, bound))?;
            work.case.check_etag(&target.etag)?;
            let reply = change(&mut work)?;
            work.finish()?;
            Ok::<R, Error>(reply)
        });
        Ok(done.await?.reply)
    }

    /// Plans a change that nobody called for: an event's or a clock's. Nothing when there is no such return.
    pub(crate) async fn plan_change<F>(&self, return_id: &str, change: F) -> Result<Apply, Error>
    where
        F: FnOnce(&mut Work<'_>) -> Result<(), Error> + Send + 'static,
    {
        let (case, record) = match self.case(&Scope::all(), return_id).await {
            Ok(found) => found,
            Err(Error::Rejection(_)) => return Ok(nothing_to_do()),
            Err(error) => return Err(error),
        };
        let bound = self.stored_layers(&case, &record).await?;
        Ok(Box::new(move |tx| {
            let caller = Caller::service(crate::NAME);
            let mut work = Work::start(tx, &Scope::all(), caller, (&case.return_id, bound))?;
            change(&mut work)?;
            work.finish()?;
            Ok(())
        }))
    }

    /// A return with its decision, as they are now.
    ///
    /// # Errors
    ///
    /// There is no such return for this caller.
    pub(crate) async fn case(&self, scope: &Scope, id: &str) -> Result<(Return, DecisionRecord), Error> {
        let (inside, wanted) = (scope.clone(), id.to_owned());
        let read = self.db.read(move |conn| {
            let Some(case) = store::return_fetch(conn, &inside, &wanted)? else {
                return Ok(None);
            };
            let record = store::decision_fetch(conn, &Scope::all(), &case.decision_id)?;
            Ok::<_, redress_db::Error>(record.map(|record| (case, record)))
        });
        Ok(read.await?.ok_or_else(|| Rejection::no_return(id))?)
    }

    /// The layers that bind an application made at `application_time`.
    pub(crate) async fn bound(
        &self,
        (marketplace_id, buyer_country, seller_id): (&str, &str, &str),
        (place_time, application_time): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<Bound, Error> {
        // What concerns no order yet, such as a parcel that nobody announced, has no seller either.
        let sellers: Vec<String> = Some(seller_id)
            .filter(|id| !id.is_empty())
            .map(str::to_owned)
            .into_iter()
            .collect();
        let query = Query {
            marketplace_id,
            place_time,
            application_time,
            buyer_country,
            seller_ids: &sellers,
            order_terms: None,
        };
        Ok(self.book.layers(query).await?)
    }

    /// The very layers that a return was decided by, with the special periods of today: older returns keep the version they
    /// were opened under.
    pub(crate) async fn stored_layers(&self, case: &Return, record: &DecisionRecord) -> Result<Bound, Error> {
        let of = (
            case.marketplace_id.as_str(),
            case.origin.buyer_country.as_str(),
            case.seller_id.as_str(),
        );
        let today = self.bound(of, (case.origin.place_time, self.now())).await?;
        Ok(Bound {
            layers: self.book.layers_of(&record.decision, None).await?,
            special_periods: today.special_periods,
        })
    }
}
