//! ConfirmPayout: an operator made a payout, or could not.

use redress_contracts::redress::refunds::v1;

use super::{App, Target, refund_of_target};
use crate::domain::transition::Command;
use crate::error::Error;

impl App {
    /// Settles a refund that waits for its payout: `reference` is the transfer's, or the reason when it was not paid.
    ///
    /// # Errors
    /// A refund that does not wait for a payout.
    pub async fn confirm_payout(
        &self,
        target: Target,
        is_paid: bool,
        reference: String,
    ) -> Result<v1::Refund, Error> {
        self.command(target.key.clone(), move |tx, scribe| {
            let before = refund_of_target(tx, &target)?;
            scribe.decide(tx, &before, Command::ConfirmPayout { is_paid, reference })
        })
        .await
    }
}
