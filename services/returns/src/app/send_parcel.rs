//! SendParcel: a parcel to the buyer, for the remedy or with goods that were refused.

use redress_policy::Party;

use super::{App, Call, ReturnReply, Target};
use crate::domain::sending::Dispatch;

impl App {
    /// Takes a parcel to the buyer on record.
    ///
    /// # Errors
    ///
    /// Nothing is to be sent, or more than there is.
    pub(crate) async fn send_parcel(&self, call: Call, target: Target, sent: Dispatch) -> ReturnReply {
        self.change(call, target, move |work| {
            let parcel_id = work.tx.ids().text("rpc", work.now);
            work.case.send(parcel_id, sent)?;
            let change = work
                .change("parcel_sent", work.actor(), &[Party::Buyer])
                .citing(&work.case.clauses);
            work.tell(change);
            Ok(())
        })
        .await
    }
}
