//! RecordUnmatchedParcel: a parcel came that nobody announced, or without a return number on it.

use redress_contracts::redress::returns::v1 as pb;

use super::{App, Call, codec};
use crate::convert::unmatched::{Found, unmatched_to_wire};
use crate::domain::unmatched::UnmatchedParcel;
use crate::error::Error;
use crate::store;

impl App {
    /// Takes such a parcel on record, with what the pack in force says of it.
    ///
    /// # Errors
    ///
    /// The marketplace is not the caller's, or has no policy.
    pub(crate) async fn record_unmatched_parcel(
        &self,
        call: Call,
        marketplace_id: &str,
        found: Found,
    ) -> Result<pb::UnmatchedParcel, Error> {
        let marketplace_id = call.caller.marketplace_for("marketplace_id", marketplace_id)?;
        let now = self.now();
        let bound = self.bound((&marketplace_id, "", ""), (now, now)).await?;
        let terms = bound.layers.marketplace.rma.clone();
        let done = self
            .db
            .command(call.key, codec::<pb::UnmatchedParcel>(), move |tx| {
                let clauses = terms.iter().flat_map(|terms| terms.clauses.iter());
                let parcel = UnmatchedParcel {
                    unmatched_parcel_id: tx.ids().text("unm", tx.now()),
                    marketplace_id,
                    warehouse_id: found.warehouse_id,
                    carrier: found.carrier,
                    tracking_number: found.tracking_number,
                    description: found.description,
                    receive_time: tx.now(),
                    return_id: None,
                    clauses: clauses.map(ToString::to_string).collect(),
                    consequence: terms
                        .as_ref()
                        .map_or_else(String::new, |terms| terms.unannounced.to_string()),
                    revision: 1,
                };
                store::unmatched_parcel_insert(tx.conn(), &parcel)?;
                Ok::<_, Error>(unmatched_to_wire(&parcel))
            });
        Ok(done.await?.reply)
    }
}
