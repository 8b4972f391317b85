//! GetReturnDispute: a dispute with what was said, proposed and ruled.

use redress_contracts::redress::returns::v1 as pb;
use redress_rpc::Caller;

use super::App;
use crate::convert::dispute::dispute_to_wire;
use crate::error::Error;
use crate::store::Scope;

impl App {
    /// The dispute.
    ///
    /// # Errors
    ///
    /// There is no such dispute for this caller.
    pub(crate) async fn get_return_dispute(
        &self,
        caller: &Caller,
        id: &str,
    ) -> Result<pb::ReturnDispute, Error> {
        Ok(dispute_to_wire(&self.dispute(&Scope::of(caller), id).await?))
    }
}
