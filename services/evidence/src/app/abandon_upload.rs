//! AbandonUpload: an upload is given up, and its bytes are deleted.

use redress_contracts::redress::evidence::v1 as pb;

use super::finish_upload::end;
use super::{App, Call, codec};
use crate::convert;
use crate::error::Error;

impl App {
    /// Gives an upload up. A stream that still writes to it is refused at its end.
    ///
    /// # Errors
    ///
    /// There is no such upload for this caller, or it has ended.
    pub async fn abandon_upload(&self, call: Call, upload_id: &str) -> Result<pb::Upload, Error> {
        let upload = self.upload(&call.caller, upload_id).await?;
        let config = self.config.clone();
        let done = self.db.command(call.key, codec(), move |tx| {
            upload.check_open()?;
            let abandoned = upload.abandoned();
            end(tx, abandoned.clone())?;
            Ok::<_, Error>(convert::upload_to_wire(&abandoned, 0, &config))
        });
        Ok(done.await?.reply)
    }
}
