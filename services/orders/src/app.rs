//! The use cases, one file per RPC, and what they share: who calls, the policy that binds, and the one way in which an
//! order is changed.

mod add_statement;
mod answer_proposal;
pub(crate) mod bindings;
mod cancel_order;
pub(crate) mod case;
mod change_address;
mod change_lines;
mod choose_out_of_stock;
mod confirm_payment;
pub(crate) mod decide_cancellation;
mod docket;
mod get_cancellation;
mod get_decision;
mod get_dispute;
mod get_order;
mod intervene;
mod list_cancellations;
mod list_disputes;
mod list_interventions;
mod list_orders;
pub(crate) mod mark_delivered;
mod mark_out_of_stock;
mod mark_shipped;
mod open_dispute;
mod place_order;
mod preview_cancellation;
mod propose_settlement;
mod rule_dispute;
mod watch_order;
mod withdraw_cancellation;
pub(crate) mod work;

use chrono::{DateTime, Utc};
use prost::Message;
use redress_contracts::redress::orders::v1 as pb;
use redress_db::{Codec, Db, Idempotency};
use redress_policybook::{Bound, PolicyBook, Query};
use redress_rpc::{Caller, Watchers};

use crate::domain::rejection::Rejection;
use crate::error::Error;
use crate::store::{self, Binding, Scope};
pub(crate) use bindings::Bindings;
use work::Work;

/// The context's use cases. Cheap to clone.
#[derive(Clone)]
pub(crate) struct App {
    pub db: Db,
    pub book: PolicyBook,
    /// Told of every order that changed, by its id.
    pub watchers: Watchers,
    pub bindings: Bindings,
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
fn codec<R: Message + Default>() -> Codec<R> {
    Codec {
        encode: R::encode_to_vec,
        decode: |bytes| R::decode(bytes).map_err(|error| error.to_string()),
    }
}

impl App {
    /// The time of the context's clock.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.db.environment().clock.now()
    }

    /// Runs a change of one order, at most once per request id: the policy that binds is found, then order, decision,
    /// events, clocks and the reply are written in one transaction.
    async fn change<R, F>(&self, call: Call, target: Target, change: F) -> Result<R, Error>
    where
        R: Message + Default + Send + 'static,
        F: FnOnce(&mut Work<'_>) -> Result<R, Error> + Clone + Send + 'static,
    {
        if let Some(binding) = self.bindings.get(&target.order_id) {
            let bound = self.bound(&binding, self.now()).await?;
            let done = self.run(call.clone(), target.clone(), (binding, bound), change.clone());
            match done.await {
                // It was changed elsewhere: read again below.
                Err(Error::Conflict) => self.bindings.forget(&target.order_id),
                answer => return answer,
            }
        }
        let (binding, bound) = self.bind(&Scope::of(&call.caller), &target.order_id).await?;
        self.bindings.keep(binding.clone());
        self.run(call, target, (binding, bound), change).await
    }

    async fn run<R, F>(
        &self,
        call: Call,
        target: Target,
        (binding, bound): (Binding, Bound),
        change: F,
    ) -> Result<R, Error>
    where
        R: Message + Default + Send + 'static,
        F: FnOnce(&mut Work<'_>) -> Result<R, Error> + Send + 'static,
    {
        let (scope, caller) = (Scope::of(&call.caller), call.caller);
        let done = self.db.command(call.key, codec::<R>(), move |tx| {
            let mut work = Work::start(tx, &scope, caller, (binding, bound))?;
            work.order.check_etag(&target.etag)?;
            let reply = change(&mut work)?;
            work.finish()?;
            Ok::<R, Error>(reply)
        });
        Ok(done.await?.reply)
    }

    /// The order's binding and the layers that bind an application made now.
    async fn bind(&self, scope: &Scope, order_id: &str) -> Result<(Binding, Bound), Error> {
        let (inside, id) = (scope.clone(), order_id.to_owned());
        let binding = self
            .db
            .read(move |conn| store::order_binding(conn, &inside, &id))
            .await?;
        let binding = binding.ok_or_else(|| no_order(order_id))?;
        let bound = self.bound(&binding, self.now()).await?;
        Ok((binding, bound))
    }

    /// The layers that bind an application made at `application_time`.
    pub(crate) async fn bound(
        &self,
        binding: &Binding,
        application_time: DateTime<Utc>,
    ) -> Result<Bound, Error> {
        let query = Query {
            marketplace_id: &binding.marketplace_id,
            place_time: binding.place_time,
            application_time,
            buyer_country: &binding.buyer_country,
            seller_ids: &binding.seller_ids,
            order_terms: binding.terms_source.as_deref(),
        };
        Ok(self.book.layers(query).await?)
    }
}

/// The order that a change is about, and the etag it was read with.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub order_id: String,
    /// Empty to skip the check.
    pub etag: String,
}

/// The same words for an order that does not exist and one that is somebody else's.
fn no_order(order_id: &str) -> Rejection {
    Rejection::NotFound {
        kind: "order",
        id: order_id.to_owned(),
    }
}

/// The same for cancellations.
fn no_cancellation(id: &str) -> Rejection {
    Rejection::NotFound {
        kind: "cancellation",
        id: id.to_owned(),
    }
}

/// The reply to a change of an order.
type OrderReply = Result<pb::Order, Error>;
