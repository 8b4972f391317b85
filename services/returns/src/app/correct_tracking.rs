//! CorrectTracking: the right tracking number of a parcel, in the place of one that was wrong.

use redress_policy::Party;

use super::{App, Call, ReturnReply, Target};

impl App {
    /// Corrects a number; the earlier one is kept.
    ///
    /// # Errors
    ///
    /// No such parcel is under way, or it has that number.
    pub(crate) async fn correct_tracking(
        &self,
        call: Call,
        target: Target,
        (parcel_id, carrier, number): (String, String, String),
    ) -> ReturnReply {
        self.change(call, target, move |work| {
            work.case.correct_tracking(&parcel_id, (&carrier, &number))?;
            let tracking = work.bound.layers.marketplace.tracking.clone();
            let change = work
                .change("tracking_corrected", work.actor(), &[Party::Buyer, Party::Seller])
                .citing(tracking.iter().flat_map(|rules| rules.clauses.iter()));
            work.tell(change);
            Ok(())
        })
        .await
    }
}
