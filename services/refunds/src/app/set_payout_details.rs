//! SetPayoutDetails: the buyer says where a payout goes.

use redress_contracts::redress::refunds::v1;

use super::{App, Target, refund_of_target};
use crate::domain::PayoutDetails;
use crate::domain::transition::Command;
use crate::error::Error;
use crate::store;

impl App {
    /// Stores the details and lets the refund wait for an operator's payout.
    ///
    /// # Errors
    /// Details that the refund's method does not take, or a refund that does not wait for them.
    pub async fn set_payout_details(
        &self,
        target: Target,
        details: PayoutDetails,
    ) -> Result<v1::Refund, Error> {
        self.command(target.key.clone(), move |tx, scribe| {
            let before = refund_of_target(tx, &target)?;
            let command = Command::SetPayoutDetails { hint: details.hint() };
            let refund = scribe.decide(tx, &before, command)?;
            store::payout_insert(tx.conn(), &before.id, &details.check(&before.method)?)?;
            Ok(refund)
        })
        .await
    }
}
