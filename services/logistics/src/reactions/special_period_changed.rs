//! A special period was declared, or its end was moved: it is noted, and the clocks of parcels that are under way are
//! reckoned again.

use prost::Message as _;
use redress_bus::Envelope;
use redress_contracts::redress::policies::v1::SpecialPeriodChanged;
use redress_db::{Apply, HandlerError, nothing_to_do};
use redress_rpc::convert::time_from_wire;

use crate::deadlines::Sweep;
use crate::store::{self, Period};

pub(super) fn plan(event: &Envelope) -> Result<Apply, HandlerError> {
    let changed = SpecialPeriodChanged::decode(event.payload.as_slice())?;
    let Some(period) = changed.special_period else {
        return Ok(nothing_to_do());
    };
    let (Some(start), Some(end)) = (&period.start_time, &period.end_time) else {
        return Ok(nothing_to_do());
    };
    let noted = Period {
        special_period_id: period.special_period_id.clone(),
        marketplace_id: period.marketplace_id.clone(),
        region: period.region.clone(),
        start_time: time_from_wire(start)?.naive_utc(),
        end_time: time_from_wire(end)?.naive_utc(),
    };
    Ok(Box::new(move |tx| {
        store::period_upsert(tx.conn(), &noted)?;
        let sweep = Sweep {
            special_period_id: period.special_period_id,
            marketplace_id: period.marketplace_id,
            region: period.region,
            after: String::new(),
        };
        sweep.schedule(tx);
        Ok(())
    }))
}
