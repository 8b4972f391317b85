//! ConfirmPayment: a payment of the order was captured.

use redress_core::Currency;
use redress_policy::Party;
use redress_rpc::Problem;

use super::{App, Call, OrderReply, Target};
use crate::domain::payment::Capture;

impl App {
    /// Confirms a payment. Confirming it again with the same facts changes nothing.
    ///
    /// # Errors
    ///
    /// No such payment, more than was to be paid, another currency, or confirmed before with other facts.
    pub(crate) async fn confirm_payment(
        &self,
        call: Call,
        target: Target,
        (capture, currency): (Capture, Option<Currency>),
    ) -> OrderReply {
        self.change(call, target, move |work| {
            if let Some(other) = currency.filter(|currency| *currency != work.order.currency) {
                let why = format!("is in {other}, but the order is in {}", work.order.currency);
                return Err(Problem::invalid_field("captured", why).into());
            }
            let Some(captured) = work.order.confirm_payment(&capture)? else {
                return work.unchanged();
            };
            work.captured(&captured);
            let change = work.change("paid", work.actor(), &[Party::Buyer, Party::Seller]);
            work.tell(change);
            work.reply()
        })
        .await
    }
}
