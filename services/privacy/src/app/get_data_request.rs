//! GetDataRequest: how far a request is.

use redress_contracts::redress::privacy::v1 as pb;
use redress_rpc::Caller;

use super::App;
use crate::convert::request_to_wire;
use crate::error::Error;

impl App {
    /// The request.
    ///
    /// # Errors
    ///
    /// There is none for this caller.
    pub(crate) async fn get_data_request(&self, caller: &Caller, id: &str) -> Result<pb::DataRequest, Error> {
        let (request, _) = self.found(caller, id).await?;
        Ok(request_to_wire(&request))
    }
}
