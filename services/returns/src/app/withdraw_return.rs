//! WithdrawReturn: the buyer takes a return back while nothing of it is received.

use redress_policy::Party;

use super::{App, Call, ReturnReply, Target};

impl App {
    /// Withdraws a return; its units are free again.
    ///
    /// # Errors
    ///
    /// Something of it is received, or it has ended.
    pub(crate) async fn withdraw_return(&self, call: Call, target: Target, reason: String) -> ReturnReply {
        self.change(call, target, move |work| {
            let awaited = work.case.awaits;
            work.case.withdraw()?;
            let mut audience = vec![Party::Seller];
            audience.extend(awaited);
            let change = work
                .change("return_withdrawn", work.actor(), &audience)
                .citing(&work.case.clauses)
                .saying(&reason);
            work.tell(change);
            Ok(())
        })
        .await
    }
}
