//! MatchParcel: a parcel that nobody announced is found to be a return's.

use super::receive_parcel::book_in;
use super::{App, Call, ReturnReply, Target};
use crate::domain::goods::Receipt;
use crate::domain::rejection::Rejection;
use crate::store;

impl App {
    /// Matches a parcel by hand; what was in it counts as received when it arrived.
    ///
    /// # Errors
    ///
    /// It is matched already or of another marketplace, or the return awaits nothing of the kind.
    pub(crate) async fn match_parcel(
        &self,
        call: Call,
        (parcel_id, etag): (String, String),
        return_id: String,
        (receipt, reason): (Receipt, String),
    ) -> ReturnReply {
        let target = Target {
            return_id,
            etag: String::new(),
        };
        self.change(call, target, move |work| {
            let marketplace_id = work.case.marketplace_id.clone();
            let found = store::unmatched_parcel_lock(work.tx.conn(), &marketplace_id, &parcel_id)?;
            let mut parcel = found.ok_or_else(|| Rejection::NotFound {
                kind: "unmatched parcel",
                id: parcel_id.clone(),
            })?;
            parcel.match_with(&work.case.return_id, &etag)?;
            store::unmatched_parcel_update(work.tx.conn(), &parcel)?;
            let receipt = Receipt {
                carrier: parcel.carrier,
                tracking_number: parcel.tracking_number,
                receive_time: parcel.receive_time,
                ..receipt
            };
            book_in(work, receipt, &reason)?;
            work.case.cite(parcel.clauses);
            Ok(())
        })
        .await
    }
}
