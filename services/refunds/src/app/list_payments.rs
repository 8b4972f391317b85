//! ListPayments: the money facts of an order's payments.

use super::{App, Page};
use crate::domain::Payment;
use crate::error::Error;
use crate::store::{self, Sight};

impl App {
    /// The page of `size` payments of an order after the payment `after`, in the order of their confirmation. An order
    /// that is unknown, or out of sight, has none.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_payments(
        &self,
        order_id: String,
        sight: Sight,
        after: Option<String>,
        size: usize,
    ) -> Result<Page<Payment>, Error> {
        let listed = self
            .db
            .read(move |conn| store::payment_list_by_order(conn, &order_id, &sight, false));
        let mut payments = listed.await?;
        if let Some(after) = after {
            let seen = payments
                .iter()
                .position(|payment| payment.payment_id == after)
                .map_or(0, |at| at + 1);
            payments.drain(..seen);
        }
        Ok(Page::cut(payments, size))
    }
}
