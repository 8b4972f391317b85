//! AmendReturn: contact, explanation or wish of a return that is not decided are filled in or changed.

use super::deciding::{Occasion, reconsider};
use super::{App, Call, ReturnReply, Target};
use crate::domain::amending::Amendment;
use crate::domain::step::Step;

impl App {
    /// Amends a return, and decides again.
    ///
    /// # Errors
    ///
    /// It is decided already.
    pub(crate) async fn amend_return(&self, call: Call, target: Target, amendment: Amendment) -> ReturnReply {
        self.change(call, target, move |work| {
            work.case.check_step(Step::Amend)?;
            if !work.case.amend(amendment) {
                return Ok(());
            }
            let audience = work.case.awaits.into_iter().collect::<Vec<_>>();
            let change = work.change("return_amended", work.actor(), &audience);
            work.tell(change);
            reconsider(work, Occasion::Addition, |_| {})
        })
        .await
    }
}
