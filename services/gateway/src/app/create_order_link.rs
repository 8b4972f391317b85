//! CreateOrderLink: what the buyer of one order comes in with.

use chrono::TimeDelta;
use redress_contracts::redress::gateway::v1 as pb;
use redress_contracts::redress::orders::v1::GetOrderRequest;
use redress_contracts::redress::orders::v1::order_service_client::OrderServiceClient;
use redress_rpc::convert::time_to_wire;

use super::{App, Call, codec};
use crate::domain::link::Link;
use crate::error::Error;
use crate::store;

impl App {
    /// Signs a link for the order's buyer.
    ///
    /// # Errors
    ///
    /// There is no such order for this caller.
    pub async fn create_order_link(
        &self,
        call: Call,
        order_id: String,
        valid: TimeDelta,
    ) -> Result<pb::OrderLink, Error> {
        let request = call.caller.request(GetOrderRequest { order_id });
        let order = OrderServiceClient::new(self.orders.clone())
            .get_order(request)
            .await;
        let order = order
            .map_err(|status| Error::Upstream(Box::new(status)))?
            .into_inner();
        let secret = self.link_secret().await?;
        let order_id = order.order_id.clone();
        let done = self.db.command(call.key, codec(), move |tx| {
            Ok::<_, Error>(pb::OrderLink {
                token: String::new(),
                order_id,
                expire_time: Some(time_to_wire(tx.now() + valid)),
            })
        });
        // The token names the buyer, so that it is kept nowhere: signed again, it is the same.
        let reply = done.await?.reply;
        let link = Link {
            marketplace_id: order.marketplace_id,
            order_id: order.order_id,
            buyer_id: order.buyer_id,
            expires: reply.expire_time.as_ref().map_or(0, |end| end.seconds),
        };
        Ok(pb::OrderLink {
            token: link.sign(&secret),
            ..reply
        })
    }

    /// What links are signed with; made when it is first needed.
    ///
    /// # Errors
    ///
    /// The database does not answer, or the system gives no random bytes.
    pub async fn link_secret(&self) -> Result<Vec<u8>, Error> {
        let known = self.db.read(store::link_secret_fetch).await?;
        if let Some(secret) = known {
            return Ok(secret);
        }
        let mut random = [0; 32];
        getrandom::fill(&mut random).map_err(|_| Error::Random)?;
        let written = self.db.write(move |tx| {
            store::link_secret_insert(tx.conn(), &random)?;
            // Another process may have been faster; then its secret counts.
            store::link_secret_fetch(tx.conn())
        });
        let written: Option<Vec<u8>> = written.await?;
        Ok(written.expect("invariant: it was written just now"))
    }
}
