//! ReceiveParcel: the warehouse books in what came back.

use redress_policy::Party;

use super::settling::start_refund_clock;
use super::work::Work;
use super::{App, Call, ReturnReply, Target};
use crate::domain::goods::Receipt;
use crate::domain::rejection::Rejection;
use crate::error::Error;

impl App {
    /// Books a parcel in, wholly or in part. `number` is the return number that was read on it; empty when there was none.
    ///
    /// # Errors
    ///
    /// Nothing is awaited, more than is still out, or the number is another return's.
    pub(crate) async fn receive_parcel(
        &self,
        call: Call,
        target: Target,
        (receipt, number, note): (Receipt, String, String),
    ) -> ReturnReply {
        self.change(call, target, move |work| {
            check_number(work, &number)?;
            book_in(work, receipt, &note)
        })
        .await
    }
}

/// That a number read on a parcel is this return's.
fn check_number(work: &Work<'_>, number: &str) -> Result<(), Rejection> {
    match work.case.rma_number() {
        _ if number.is_empty() => Ok(()),
        Some(own) if own == number => Ok(()),
        Some(_) => Err(Rejection::field("rma_number", "is the number of another return")),
        None => Err(Rejection::field(
            "rma_number",
            "is not this return's, which has none",
        )),
    }
}

/// Books a parcel in; once all is back, the clock of the refund starts.
pub(super) fn book_in(work: &mut Work<'_>, receipt: Receipt, note: &str) -> Result<(), Error> {
    let parcel_id = work.tx.ids().text("rpc", work.now);
    let is_all_back = work.case.receive(parcel_id, receipt)?;
    if is_all_back {
        start_refund_clock(work)?;
    }
    let change = work
        .change("return_received", work.actor(), &[Party::Buyer])
        .citing(&work.case.clauses)
        .saying(note);
    work.tell(change);
    Ok(())
}
