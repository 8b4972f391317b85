//! One change of one cancellation: its order is locked, and the layers are the very versions its decision was made by.

use prost::Message;
use redress_rpc::Caller;

use super::work::Work;
use super::{App, Call, codec, no_cancellation};
use crate::domain::cancellation::Cancellation;
use crate::error::Error;
use crate::store::{self, Binding, DecisionRecord, Scope};

/// A cancellation with its decision, and what names the layers of its order.
pub(crate) struct Case {
    pub cancellation: Cancellation,
    pub record: DecisionRecord,
    pub binding: Binding,
}

impl App {
    /// A cancellation as it is now.
    ///
    /// # Errors
    ///
    /// There is no such cancellation for this caller.
    pub(crate) async fn case(&self, scope: &Scope, cancellation_id: &str) -> Result<Case, Error> {
        let (inside, id) = (scope.clone(), cancellation_id.to_owned());
        let read = self.db.read(move |conn| {
            let Some(cancellation) = store::cancellation_fetch(conn, &inside, &id)? else {
                return Ok(None);
            };
            let record = store::decision_fetch(conn, &cancellation.decision_id)?;
            let binding = store::order_binding(conn, &Scope::all(), &cancellation.order_id)?;
            Ok::<_, redress_db::Error>(record.zip(binding).map(|(record, binding)| Case {
                cancellation,
                record,
                binding,
            }))
        });
        Ok(read.await?.ok_or_else(|| no_cancellation(cancellation_id))?)
    }

    /// Runs a change of one cancellation, at most once per request id.
    pub(super) async fn change_case<R, F>(
        &self,
        call: Call,
        (cancellation_id, etag): (String, String),
        change: F,
    ) -> Result<R, Error>
    where
        R: Message + Default + Send + 'static,
        F: FnOnce(&mut Work<'_>, Cancellation, DecisionRecord) -> Result<R, Error> + Send + 'static,
    {
        let scope = Scope::of(&call.caller);
        let Case { record, binding, .. } = self.case(&scope, &cancellation_id).await?;
        let bound = self.stored_layers(&binding, &record.decision).await?;
        let caller: Caller = call.caller;
        let done = self.db.command(call.key, codec::<R>(), move |tx| {
            let mut work = Work::start(tx, &Scope::all(), caller, (binding, bound))?;
            let cancellation = store::cancellation_fetch(work.tx.conn(), &scope, &cancellation_id)?;
            let cancellation = cancellation.ok_or_else(|| no_cancellation(&cancellation_id))?;
            cancellation.check_etag(&etag)?;
            let reply = change(&mut work, cancellation, record)?;
            work.finish()?;
            Ok::<R, Error>(reply)
        });
        Ok(done.await?.reply)
    }
}

/// Writes a cancellation that was changed, with its timers.
pub(crate) fn save(work: &mut Work<'_>, cancellation: &Cancellation) -> Result<(), Error> {
    store::cancellation_update(work.tx.conn(), cancellation)?;
    work.drop_timers(cancellation);
    Ok(())
}
