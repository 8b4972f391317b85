//! MarkDelivered: a parcel arrived.

use chrono::{DateTime, Utc};
use redress_policy::Party;

use super::work::Work;
use super::{App, Call, OrderReply, Target};
use crate::domain::parcel::Parcel;
use crate::domain::rejection::Rejection;

impl App {
    /// Marks a parcel as delivered. Saying it again changes nothing.
    ///
    /// # Errors
    ///
    /// No such parcel, or delivered at another time.
    pub(crate) async fn mark_delivered(
        &self,
        call: Call,
        target: Target,
        (parcel_id, deliver_time, is_time_given): (String, DateTime<Utc>, bool),
    ) -> OrderReply {
        self.change(call, target, move |work| {
            if let Some(seller) = work.caller.seller.clone() {
                let parcel = work
                    .order
                    .parcels
                    .iter()
                    .find(|parcel| parcel.parcel_id == parcel_id);
                let is_foreign =
                    |line_id: &str| work.order.line(line_id).is_some_and(|l| l.seller_id != seller);
                if parcel.is_some_and(|parcel| parcel.lines.iter().any(|part| is_foreign(&part.line_id))) {
                    return Err(Rejection::field("parcel_id", "names no parcel of this order").into());
                }
            }
            let Some(parcel) = work.order.deliver(&parcel_id, deliver_time, is_time_given)? else {
                return work.unchanged();
            };
            tell_delivered(work, work.actor(), &parcel);
            work.reply()
        })
        .await
    }
}

/// Tells of a parcel that has arrived.
pub(crate) fn tell_delivered(work: &mut Work<'_>, actor: Party, parcel: &Parcel) {
    let change = work.change("delivered", actor, &[Party::Buyer, Party::Seller]);
    work.tell(change.about(parcel.lines.iter().map(|part| part.line_id.as_str())));
}
