//! RequestExport: everything that is kept about a buyer is asked for.

use redress_contracts::redress::privacy::v1 as pb;

use super::{App, Call};
use crate::domain::Kind;
use crate::error::Error;

impl App {
    /// Takes the request; it is carried out afterwards.
    ///
    /// # Errors
    ///
    /// The database does not take it.
    pub(crate) async fn request_export(&self, call: Call) -> Result<pb::DataRequest, Error> {
        self.take(call, Kind::Export).await
    }
}
