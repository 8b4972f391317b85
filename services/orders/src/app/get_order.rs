//! GetOrder: an order with its open cancellations and what the policy says of it now.

use redress_contracts::redress::orders::v1 as pb;
use redress_rpc::Caller;

use super::{App, no_order};
use crate::convert::order::{order_to_wire, terms_to_wire};
use crate::convert::sight::order_for;
use crate::error::Error;
use crate::policy::terms;
use crate::store::{self, Binding, Scope};

impl App {
    /// The order as the caller may see it.
    ///
    /// # Errors
    ///
    /// There is no such order for this caller, or its policy cannot be had.
    pub(crate) async fn get_order(&self, caller: &Caller, order_id: &str) -> Result<pb::Order, Error> {
        let (scope, id) = (Scope::of(caller), order_id.to_owned());
        let read = self.db.read(move |conn| {
            let Some(order) = store::order_fetch(conn, &scope, &id)? else {
                return Ok(None);
            };
            let cancellations = store::cancellation_list_by_order(conn, &[&order.order_id])?;
            Ok::<_, redress_db::Error>(Some((order, cancellations)))
        });
        let (order, cancellations) = read.await?.ok_or_else(|| no_order(order_id))?;
        let now = self.now();
        let bound = self.bound(&Binding::of(&order), now).await?;
        let sellers = terms::of_order(&order, &bound, now)?;
        let mut view = order_to_wire(&order, &cancellations);
        view.terms = Some(terms_to_wire(&bound, &sellers));
        Ok(order_for(caller, view))
    }
}
