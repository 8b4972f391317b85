//! What is read from other contexts: the order, and the parcels it was sent in.

use redress_contracts::redress::logistics::v1 as logistics;
use redress_contracts::redress::orders::v1 as orders;
use redress_rpc::Caller;
use tonic::{Code, Status};

use super::App;
use crate::convert::order::order_from_wire;
use crate::convert::shipments::add_shipments;
use crate::domain::order::OrderSight;
use crate::domain::rejection::Rejection;
use crate::error::Error;

/// How many shipments are asked for at once.
const PAGE: i32 = 200;

impl App {
    /// An order with its parcels. It is asked for in the caller's name, so that what is foreign is not found; a seller, who
    /// sees only a part of it, is then answered from all of it.
    ///
    /// # Errors
    ///
    /// There is no such order for this caller, or it cannot be had.
    pub(crate) async fn order_sight(&self, caller: &Caller, order_id: &str) -> Result<OrderSight, Error> {
        let mut order = self.order(caller, order_id).await?;
        if caller.seller.is_some() {
            order = self.order(&Caller::service(crate::NAME), order_id).await?;
        }
        let marketplace_id = order.marketplace_id.clone();
        let (mut sight, parcel_ids) = order_from_wire(order).map_err(|odd| unreadable("orders", &odd))?;
        let shipments = self.shipments(&marketplace_id, order_id).await?;
        add_shipments(&mut sight, &parcel_ids, &shipments).map_err(|odd| unreadable("logistics", &odd))?;
        Ok(sight)
    }

    /// An order as the caller may see it.
    pub(super) async fn order(&self, caller: &Caller, order_id: &str) -> Result<orders::Order, Error> {
        let request = orders::GetOrderRequest {
            order_id: order_id.to_owned(),
        };
        let answer = self.orders.clone().get_order(caller.request(request)).await;
        let answer = answer.map_err(|status| match status.code() {
            Code::NotFound => Rejection::NotFound {
                kind: "order",
                id: order_id.to_owned(),
            }
            .into(),
            _ => call_failed("orders", status),
        })?;
        Ok(answer.into_inner())
    }

    /// What was sent to the buyer of an order in the first place.
    async fn shipments(
        &self,
        marketplace_id: &str,
        order_id: &str,
    ) -> Result<Vec<logistics::Shipment>, Error> {
        let mut all = Vec::new();
        let mut page_token = String::new();
        loop {
            let request = logistics::ListShipmentsRequest {
                marketplace_id: marketplace_id.to_owned(),
                order_id: order_id.to_owned(),
                purpose: logistics::ShipmentPurpose::Outbound.into(),
                page_size: PAGE,
                page_token,
                ..logistics::ListShipmentsRequest::default()
            };
            let request = Caller::service(crate::NAME).request(request);
            let answer = self.logistics.clone().list_shipments(request).await;
            let page = answer
                .map_err(|status| call_failed("logistics", status))?
                .into_inner();
            all.extend(page.shipments);
            page_token = page.next_page_token;
            if page_token.is_empty() {
                return Ok(all);
            }
        }
    }
}

fn call_failed(context: &'static str, status: Status) -> Error {
    Error::Call {
        context,
        status: Box::new(status),
    }
}

fn unreadable(context: &'static str, odd: &impl ToString) -> Error {
    Error::Unreadable {
        context,
        reason: odd.to_string(),
    }
}
