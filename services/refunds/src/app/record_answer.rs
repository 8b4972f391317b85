//! What the worker that calls the provider does before and after a call.

use chrono::TimeDelta;
use redress_core::Money;
use redress_db::Tx;

use super::{App, Scribe};
use crate::domain::transition::{Answer, Command};
use crate::domain::words::CallKind;
use crate::domain::{Refund, Rejection};
use crate::error::Error;
use crate::store::{self, DueCall, Sight};

/// How much longer than the provider's time limit a call counts as under way.
const GRACE: TimeDelta = TimeDelta::seconds(5);

/// A call whose intent is committed: it may be made now.
#[derive(Clone, Debug)]
pub struct Call {
    pub refund_id: String,
    /// Which call for the refund it is.
    pub number: i64,
    pub kind: CallKind,
    pub idempotency_key: String,
    pub payment_reference: String,
    pub amount: Money,
    pub trace_parent: Option<String>,
}

impl App {
    /// Commits the intent of calls that are due: their refunds count as being sent or asked about, by this process, until
    /// the call is over for sure. Calls that somebody else took are left out.
    ///
    /// # Errors
    /// The database's; then none of the calls may be made.
    pub async fn take_up(&self, due: Vec<DueCall>) -> Result<Vec<Call>, Error> {
        let scribe = self.scribe();
        let limit = TimeDelta::from_std(self.config.provider_time_limit());
        let call_length = limit.expect("invariant: a time limit is not centuries") + GRACE;
        let calls = self
            .db
            .write(move |tx| {
                let until = tx.now() + call_length;
                let mut calls = Vec::new();
                for call in due {
                    if store::call_take(tx.conn(), &call, until)? {
                        calls.extend(start(tx, &scribe, call)?);
                    }
                }
                Ok::<_, Error>(calls)
            })
            .await?;
        for call in &calls {
            self.watchers.notify(&call.refund_id);
        }
        Ok(calls)
    }

    /// Records what the provider said. An answer that comes after the refund was settled by other means changes nothing.
    ///
    /// # Errors
    /// The database's, or that the refund was changed at the same time.
    pub async fn record_answer(&self, call: &Call, answer: Answer) -> Result<(), Error> {
        let scribe = self.scribe();
        let Call {
            refund_id, number, ..
        } = call.clone();
        self.db
            .write(move |tx| {
                let now = tx.now();
                store::attempt_end(tx.conn(), &refund_id, number, describe(&answer), now)?;
                let found = store::refund_fetch(tx.conn(), &refund_id, &Sight::all())?;
                let before = found.ok_or_else(|| Rejection::no_refund(&refund_id))?;
                match scribe.decide(tx, &before, Command::Record(answer)) {
                    Err(Error::Rejection(Rejection::IllegalState { .. })) => Ok(()),
                    decided => decided.map(drop),
                }
            })
            .await?;
        self.announce_locally(&call.refund_id);
        Ok(())
    }
}

/// Notes the start of one call; `None` when its refund needs none any more.
fn start(tx: &mut Tx, scribe: &Scribe, due: DueCall) -> Result<Option<Call>, Error> {
    let found = store::refund_fetch(tx.conn(), &due.refund_id, &Sight::all())?;
    let before = found.ok_or_else(|| Rejection::no_refund(&due.refund_id))?;
    let refund = match scribe.decide(tx, &before, Command::TakeUp) {
        Ok(refund) => refund,
        Err(Error::Rejection(Rejection::IllegalState { .. })) => {
            store::call_remove(tx.conn(), &before.id)?;
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    let now = tx.now();
    store::attempt_start(tx.conn(), &refund, due.kind, now)?;
    let payment_reference = reference_of(tx, &refund)?;
    Ok(Some(Call {
        number: refund.attempt_count,
        kind: due.kind,
        idempotency_key: refund.idempotency_key(),
        payment_reference,
        amount: refund.breakdown.amount,
        trace_parent: due.trace_parent,
        refund_id: refund.id,
    }))
}

fn reference_of(tx: &mut Tx, refund: &Refund) -> Result<String, Error> {
    let payments = store::payment_list_by_order(tx.conn(), &refund.order_id, &Sight::all(), false)?;
    let own = payments
        .into_iter()
        .find(|payment| payment.payment_id == refund.payment_id);
    Ok(own.expect("invariant: a refund draws on a payment").reference)
}

/// The answer as it is kept for the record.
fn describe(answer: &Answer) -> &'static str {
    match answer {
        Answer::Applied { .. } => "applied",
        Answer::NotApplied { .. } => "not_applied",
        Answer::Pending => "pending",
        Answer::Unknown => "unknown",
        Answer::NeverSeen => "never_seen",
        Answer::Reversed { .. } => "reversed",
    }
}
