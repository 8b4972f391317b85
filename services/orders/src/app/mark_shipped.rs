//! MarkShipped: lines and quantities left in one parcel.

use redress_policy::Party;

use super::work::Work;
use super::{App, Call, OrderReply, Target};
use crate::domain::parcel::Parcel;
use crate::domain::rejection::Rejection;
use crate::error::Error;
use crate::store;

impl App {
    /// Ships a parcel.
    ///
    /// # Errors
    ///
    /// What is not paid, out of stock, cancelled or held by a cancellation does not ship.
    pub(crate) async fn mark_shipped(&self, call: Call, target: Target, parcel: Parcel) -> OrderReply {
        self.change(call, target, move |work| {
            let seller = work.caller.seller.clone();
            let shipped = match work.order.ship(parcel, seller.as_deref()) {
                Err(rejection) => return Err(naming_holders(work, rejection)?.into()),
                Ok(shipped) => shipped,
            };
            let change = work.change("shipped", work.actor(), &[Party::Buyer]);
            work.tell(change.about(shipped.lines.iter().map(|part| part.line_id.as_str())));
            work.reply()
        })
        .await
    }
}

/// Names the cancellations that hold units which therefore cannot ship.
fn naming_holders(work: &mut Work<'_>, rejection: Rejection) -> Result<Rejection, Error> {
    let Rejection::Precondition { subject, mut message } = rejection else {
        return Ok(rejection);
    };
    if work.order.lines.iter().any(|line| line.requested_quantity > 0) {
        let all = store::cancellation_list_by_order(work.tx.conn(), &[&work.order.order_id])?;
        let waiting: Vec<&str> = all
            .iter()
            .filter(|c| c.is_waiting())
            .map(|c| c.cancellation_id.as_str())
            .collect();
        message.push_str(&format!("; waiting for a decision: {}", waiting.join(", ")));
    }
    Ok(Rejection::Precondition { subject, message })
}
