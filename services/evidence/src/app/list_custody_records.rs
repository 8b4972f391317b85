//! ListCustodyRecords: who did what with the evidence of a case, oldest first.

use redress_rpc::Caller;

use super::App;
use crate::domain::custody::Record;
use crate::error::Error;
use crate::store;

impl App {
    /// A page of the case's records after the one with this sequence, and whether more follow.
    ///
    /// # Errors
    ///
    /// There is no such case for this caller.
    pub async fn list_custody_records(
        &self,
        caller: &Caller,
        case_id: String,
        (after, size): (i64, usize),
    ) -> Result<(Vec<Record>, bool), Error> {
        self.cases.find(caller, &case_id).await?;
        let limit = i64::try_from(size).map_or(i64::MAX, |size| size.saturating_add(1));
        let mut records = self
            .db
            .read(move |conn| store::custody_list(conn, &case_id, after, limit))
            .await?;
        let has_more = records.len() > size;
        records.truncate(size);
        Ok((records, has_more))
    }
}
