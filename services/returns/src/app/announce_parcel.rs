//! AnnounceParcel: a parcel is on its way back.

use redress_policy::Party;

use super::{App, Call, ReturnReply, Target};
use crate::domain::goods::Announcement;

impl App {
    /// Takes a parcel on its way back on record.
    ///
    /// # Errors
    ///
    /// Nothing of the return is awaited, or more than is still to come.
    pub(crate) async fn announce_parcel(
        &self,
        call: Call,
        target: Target,
        told: Announcement,
    ) -> ReturnReply {
        self.change(call, target, move |work| {
            let parcel_id = work.tx.ids().text("rpc", work.now);
            work.case.announce(parcel_id, told)?;
            let change = work
                .change("parcel_announced", work.actor(), &[Party::Seller])
                .citing(&work.case.clauses);
            work.tell(change);
            Ok(())
        })
        .await
    }
}
