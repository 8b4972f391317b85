//! GetOrderStatus: one view of an order, put together from what the other contexts say now.

use redress_contracts::redress::status::v1 as pb;
use redress_rpc::Caller;
use redress_rpc::convert::time_to_wire;

use super::App;
use crate::domain::records::Records;
use crate::domain::view::view;
use crate::error::Error;

impl App {
    /// The view as the caller may see it.
    ///
    /// # Errors
    ///
    /// There is no such order for this caller, or a context does not answer.
    pub async fn get_order_status(&self, caller: &Caller, order_id: &str) -> Result<pb::OrderStatus, Error> {
        let records = self.records(caller, order_id).await?;
        let now = self.db.environment().clock.now();
        Ok(view(&records, time_to_wire(now)))
    }

    async fn records(&self, caller: &Caller, order_id: &str) -> Result<Records, Error> {
        let up = &self.upstream;
        let order = up.order(caller, order_id).await?;
        let (cancellations, disputes, returns, return_disputes, refunds, shipments) = tokio::try_join!(
            up.cancellations(caller, &order),
            up.disputes(caller, &order),
            up.returns(caller, &order),
            up.return_disputes(caller, &order),
            up.refunds(caller, &order),
            up.shipments(caller, &order),
        )?;
        let terms = order.terms.as_ref();
        let policy_id = terms.map_or(order.marketplace_id.as_str(), |terms| terms.policy_id.as_str());
        let version = terms.map_or(0, |terms| terms.policy_version);
        let pack = self.book.pack(policy_id, version).await?;
        Ok(Records {
            order,
            cancellations,
            disputes,
            returns,
            return_disputes,
            refunds,
            shipments,
            pack,
        })
    }
}
