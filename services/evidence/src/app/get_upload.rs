//! GetUpload: an upload, with the offset to go on at.

use redress_contracts::redress::evidence::v1 as pb;
use redress_rpc::Caller;

use super::App;
use crate::error::Error;

impl App {
    /// The upload as it is.
    ///
    /// # Errors
    ///
    /// There is no such upload for this caller.
    pub async fn get_upload(&self, caller: &Caller, upload_id: &str) -> Result<pb::Upload, Error> {
        let upload = self.upload(caller, upload_id).await?;
        self.upload_to_wire(&upload).await
    }
}
