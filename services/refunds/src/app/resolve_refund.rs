//! ResolveRefund: finance settles a refund that nobody could get an answer about.

use redress_contracts::redress::refunds::v1;

use super::{App, Target, refund_of_target};
use crate::domain::transition::Command;
use crate::domain::words::Resolution;
use crate::error::Error;

impl App {
    /// Settles a refund in manual review, or sends it again with the same key.
    ///
    /// # Errors
    /// A refund that is not in review.
    pub async fn resolve_refund(
        &self,
        target: Target,
        resolution: Resolution,
        reason: String,
    ) -> Result<v1::Refund, Error> {
        self.command(target.key.clone(), move |tx, scribe| {
            let before = refund_of_target(tx, &target)?;
            scribe.decide(tx, &before, Command::Resolve { resolution, reason })
        })
        .await
    }
}
