//! GetRefund: a refund within the caller's sight.

use super::{App, refund_in_sight};
use crate::domain::Refund;
use crate::error::Error;
use crate::store::Sight;

impl App {
    /// The refund as it is.
    ///
    /// # Errors
    /// It does not exist, or not for this caller.
    pub async fn get_refund(&self, refund_id: String, sight: Sight) -> Result<Refund, Error> {
        self.db
            .read(move |conn| refund_in_sight(conn, &refund_id, &sight))
            .await
    }
}
