//! EndSpecialPeriod: the end moves, earlier or later than declared.

use chrono::{DateTime, Utc};
use redress_core::etag;
use redress_rpc::{Caller, Problem};

use super::declare_special_period::changed_event;
use super::{App, Request, json};
use crate::domain::Rejection;
use crate::domain::special_period::{SpecialPeriod, SpecialPeriodId};
use crate::error::Error;
use crate::store::special_periods;

/// What to end.
#[derive(Clone, Debug)]
pub struct EndSpecialPeriod {
    pub request: Request,
    pub special_period_id: SpecialPeriodId,
    /// Now when absent.
    pub end_time: Option<DateTime<Utc>>,
    /// Empty: no check.
    pub etag: String,
}

impl App {
    /// Moves the end.
    ///
    /// # Errors
    ///
    /// It does not exist for this caller, is over, has changed since it was read, or the new end lies in the past.
    pub async fn end_special_period(
        &self,
        caller: &Caller,
        command: EndSpecialPeriod,
    ) -> Result<SpecialPeriod, Error> {
        let EndSpecialPeriod {
            request,
            special_period_id,
            end_time,
            etag,
        } = command;
        let key = request.idempotency("policies.EndSpecialPeriod", caller);
        let caller = caller.clone();
        let ended = self.db.command(key, json(), move |tx| {
            let now = tx.now();
            let period = special_periods::special_period_fetch(tx.conn(), special_period_id.as_str())?
                .filter(|period| caller.may_see(&period.marketplace_id))
                .ok_or_else(|| Rejection::UnknownSpecialPeriod(special_period_id.to_string()))?;
            if !etag::matches(&etag, period.revision) {
                return Err(Error::from(Rejection::StaleEtag));
            }
            let moved = period.end_at(end_time.unwrap_or(now.max(period.start_time)), now)?;
            if !special_periods::special_period_update(tx.conn(), &moved)? {
                return Err(Problem::aborted_conflict().into());
            }
            tx.emit(changed_event(&moved, "end_moved"));
            Ok(moved)
        });
        Ok(ended.await?.reply)
    }
}
