//! RequestErasure: a buyer's data is asked to be erased, or to be looked at as if it were.

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
    pub(crate) async fn request_erasure(
        &self,
        call: Call,
        is_preview: bool,
    ) -> Result<pb::DataRequest, Error> {
        let kind = if is_preview { Kind::Preview } else { Kind::Erasure };
        self.take(call, kind).await
    }
}
