//! PreviewCancellation: what cancelling would do, and why. Changes nothing.

use redress_contracts::redress::policies::v1 as policies;
use redress_policy::Topic;
use redress_policybook::convert::decision_to_wire;
use redress_rpc::Caller;

use super::{App, no_order};
use crate::convert::requests::CancelRequest;
use crate::error::Error;
use crate::policy::{Ask, answer};
use crate::store::{self, Scope};

impl App {
    /// The decision that a cancellation asked for now would get; its id is empty, because it is not stored.
    ///
    /// # Errors
    ///
    /// Lines or quantities that are not there to be cancelled. A refusal is an answer here, not an error.
    pub(crate) async fn preview_cancellation(
        &self,
        caller: &Caller,
        order_id: &str,
        request: CancelRequest,
    ) -> Result<policies::Decision, Error> {
        let scope = Scope::of(caller);
        let (_, bound) = self.bind(&scope, order_id).await?;
        let id = order_id.to_owned();
        let order = self
            .db
            .read(move |conn| store::order_fetch(conn, &scope, &id))
            .await?;
        let order = order.ok_or_else(|| no_order(order_id))?;
        let lines = order.asked_lines(&request.lines, caller.seller.as_deref())?;
        let ask = Ask {
            topic: Topic::Cancel,
            ground: request.ground,
            requested_by: request.requested_by,
            lines: &lines,
            is_explained: !request.explanation.is_empty(),
            shipping_minor: order.freed_shipping_minor(&lines),
        };
        let (_, decision) = answer(&order, &ask, &bound, self.now())?;
        Ok(decision_to_wire("", &decision))
    }
}
