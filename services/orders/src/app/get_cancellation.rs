//! GetCancellation: a cancellation with its decision.

use redress_contracts::redress::orders::v1 as pb;
use redress_rpc::Caller;

use super::App;
use super::case::Case;
use crate::convert::cancellation::cancellation_to_wire;
use crate::convert::sight::cancellation_for;
use crate::error::Error;
use crate::store::Scope;

impl App {
    /// The cancellation as the caller may see it.
    ///
    /// # Errors
    ///
    /// There is no such cancellation for this caller.
    pub(crate) async fn get_cancellation(
        &self,
        caller: &Caller,
        id: &str,
    ) -> Result<pb::Cancellation, Error> {
        let Case {
            cancellation, record, ..
        } = self.case(&Scope::of(caller), id).await?;
        let own = record.lines_of(caller.seller.as_deref());
        Ok(cancellation_for(
            caller,
            &own,
            cancellation_to_wire(&cancellation, Some(&record.decision)),
        ))
    }
}
