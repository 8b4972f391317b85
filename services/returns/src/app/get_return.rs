//! GetReturn: a return with its decision.

use redress_contracts::redress::returns::v1 as pb;
use redress_rpc::Caller;

use super::App;
use crate::convert::return_case::return_to_wire;
use crate::error::Error;
use crate::store::Scope;

impl App {
    /// The return.
    ///
    /// # Errors
    ///
    /// There is no such return for this caller.
    pub(crate) async fn get_return(&self, caller: &Caller, id: &str) -> Result<pb::Return, Error> {
        let (case, record) = self.case(&Scope::of(caller), id).await?;
        Ok(return_to_wire(&case, Some(&record.decision)))
    }
}
