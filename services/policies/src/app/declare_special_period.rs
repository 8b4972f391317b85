//! DeclareSpecialPeriod: from its start to its end, the clocks that packs say so stand still in a region.

use chrono::{DateTime, Utc};
use prost::Message as _;
use redress_contracts::redress::policies::v1 as pb;
use redress_db::Event;
use redress_rpc::Caller;

use super::{App, Request, json};
use crate::convert;
use crate::domain::Rejection;
use crate::domain::special_period::SpecialPeriod;
use crate::error::Error;
use crate::store::{resolving, special_periods};

/// What to declare; the fields are checked.
#[derive(Clone, Debug)]
pub struct DeclareSpecialPeriod {
    pub request: Request,
    pub marketplace_id: String,
    pub kind: String,
    pub region: String,
    pub start_time: DateTime<Utc>,
    pub end_time: DateTime<Utc>,
    pub reason: String,
}

impl App {
    /// Declares it. It may begin in the past: weather does not wait for a declaration.
    ///
    /// # Errors
    ///
    /// A caller who may not, or an unknown marketplace.
    pub async fn declare_special_period(
        &self,
        caller: &Caller,
        command: DeclareSpecialPeriod,
    ) -> Result<SpecialPeriod, Error> {
        let DeclareSpecialPeriod {
            request,
            marketplace_id,
            kind,
            region,
            start_time,
            end_time,
            reason,
        } = command;
        let key = request.idempotency("policies.DeclareSpecialPeriod", caller);
        let declared = self.db.command(key, json(), move |tx| {
            if !resolving::marketplace_exists(tx.conn(), &marketplace_id)? {
                return Err(Error::from(Rejection::UnknownMarketplace(marketplace_id)));
            }
            let special_period_id = tx.ids().next(tx.now());
            let period = SpecialPeriod {
                special_period_id,
                marketplace_id,
                kind,
                region,
                start_time,
                end_time,
                reason,
                revision: 1,
            };
            special_periods::special_period_insert(tx.conn(), &period)?;
            tx.emit(changed_event(&period, "declared"));
            Ok(period)
        });
        Ok(declared.await?.reply)
    }
}

pub(super) fn changed_event(period: &SpecialPeriod, change: &str) -> Event {
    let message = pb::SpecialPeriodChanged {
        special_period: Some(convert::special_period_to_wire(period)),
        change: change.to_owned(),
    };
    Event {
        aggregate: period.special_period_id.to_string(),
        kind: "policies.special_period_changed",
        payload: message.encode_to_vec(),
    }
}
