//! GetPayoutDetails: the whole account number, for the operator who makes the payout. The only way to read it.

use super::{App, refund_in_sight};
use crate::domain::{PayoutDetails, Rejection};
use crate::error::Error;
use crate::store::{self, Sight};

impl App {
    /// Where the refund's payout goes.
    ///
    /// # Errors
    /// There is no such refund for this caller, or its details are not known.
    pub async fn get_payout_details(&self, refund_id: String, sight: Sight) -> Result<PayoutDetails, Error> {
        self.db
            .read(move |conn| {
                refund_in_sight(conn, &refund_id, &sight)?;
                let details = store::payout_fetch(conn, &refund_id)?;
                let missing = || Rejection::NotFound {
                    kind: "payout details of refund",
                    id: refund_id,
                    path: "refund_id",
                };
                Ok(details.ok_or_else(missing)?)
            })
            .await
    }
}
