//! The order book, as the import sees it: through the public contract, one order at a time, each step at most once.
//!
//! An order that is there already, whole or in part, is found by the shop's own reference and only gets the steps that it
//! lacks. What is temporary is tried again with the same request id; what stays unreachable ends the import.

mod answer;

use super::calls::Calls;
use answer::{away, is_same, is_temporary, refusal};
use redress_contracts::redress::orders::v1::order_service_client::OrderServiceClient;
use redress_contracts::redress::orders::v1::{GetOrderRequest, ListOrdersRequest, Order};
use redress_rpc::Channel;
use std::time::Duration;
use tonic::{Code, Response, Status};

/// How often a call is tried while the suite is busy or away.
const TRIES: u32 = 7;
/// Before the second try; doubled before each further one.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
/// Orders on a page when they are read back.
const PAGE_SIZE: i32 = 200;

/// The orders of one marketplace.
#[derive(Clone)]
pub struct Book {
    orders: OrderServiceClient<Channel>,
    marketplace_id: String,
}

/// What became of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Brought {
    /// It is there now.
    Imported,
    /// It was there in part, and lacks nothing now.
    Completed,
    /// It was there already.
    AlreadyThere,
    /// The order book has another order of this reference.
    OtherOrder,
    /// A step was refused, in the words of the answer.
    Refused(String),
}

/// Why an order was not brought to its end.
enum Stop {
    Refused(String),
    OtherOrder,
    Away(anyhow::Error),
}

impl Book {
    /// Of a suite that is reached by a channel.
    pub fn over(channel: Channel, marketplace_id: &str) -> Self {
        Self {
            orders: OrderServiceClient::new(channel),
            marketplace_id: marketplace_id.to_owned(),
        }
    }

    /// Brings an order into the book, and says its id there.
    ///
    /// # Errors
    ///
    /// The suite cannot be reached, or does not let the import in.
    pub async fn bring(&self, calls: &Calls) -> anyhow::Result<(String, Brought)> {
        let mut order_id = String::new();
        match self.carry_out(calls, &mut order_id).await {
            Ok(brought) => Ok((order_id, brought)),
            Err(Stop::Refused(why)) => Ok((order_id, Brought::Refused(why))),
            Err(Stop::OtherOrder) => Ok((order_id, Brought::OtherOrder)),
            Err(Stop::Away(error)) => Err(error),
        }
    }

    /// Whether it has an order of this id.
    ///
    /// # Errors
    ///
    /// The suite cannot be reached.
    pub async fn has(&self, order_id: &str) -> anyhow::Result<bool> {
        let request = GetOrderRequest {
            order_id: order_id.to_owned(),
        };
        match self
            .tried(async |mut client| client.get_order(request.clone()).await)
            .await
        {
            Ok(_) => Ok(true),
            Err(status) if status.code() == Code::NotFound => Ok(false),
            Err(status) => Err(away("GetOrder", &status)),
        }
    }

    /// A page of all orders, newest first, and the token of the next one.
    ///
    /// # Errors
    ///
    /// The suite cannot be reached.
    pub async fn page(&self, page_token: String) -> anyhow::Result<(Vec<Order>, Option<String>)> {
        let request = ListOrdersRequest {
            page_size: PAGE_SIZE,
            page_token,
            ..self.all()
        };
        let page = self
            .tried(async |mut client| client.list_orders(request.clone()).await)
            .await;
        let page = page.map_err(|status| away("ListOrders", &status))?;
        let next = Some(page.next_page_token).filter(|token| !token.is_empty());
        Ok((page.orders, next))
    }

    async fn carry_out(&self, calls: &Calls, order_id: &mut String) -> Result<Brought, Stop> {
        let found = self.find(&calls.place.external_reference).await?;
        let is_new = found.is_none();
        let mut order = match found {
            Some(order) if is_same(&order, &calls.place) => order,
            Some(order) => {
                order_id.clone_from(&order.order_id);
                return Err(Stop::OtherOrder);
            }
            None => {
                self.step("PlaceOrder", async |mut client| {
                    client.place_order(calls.place.clone()).await
                })
                .await?
            }
        };
        order_id.clone_from(&order.order_id);
        let steps = self.catch_up(calls, &mut order).await?;
        Ok(match (is_new, steps) {
            (true, _) => Brought::Imported,
            (false, 0) => Brought::AlreadyThere,
            (false, _) => Brought::Completed,
        })
    }

    /// Takes the steps that the order lacks, and says how many.
    async fn catch_up(&self, calls: &Calls, order: &mut Order) -> Result<u32, Stop> {
        let mut steps = 0;
        for confirm in &calls.confirms {
            let is_confirmed = order
                .payments
                .iter()
                .any(|own| own.payment_id == confirm.payment_id && own.confirm_time.is_some());
            if !is_confirmed {
                let mut confirm = confirm.clone();
                confirm.order_id.clone_from(&order.order_id);
                *order = self
                    .step("ConfirmPayment", async |mut client| {
                        client.confirm_payment(confirm.clone()).await
                    })
                    .await?;
                steps += 1;
            }
        }
        for ship in &calls.ships {
            let parcel_id = ship.parcel.as_ref().map(|parcel| &parcel.parcel_id);
            if !order.parcels.iter().any(|own| Some(&own.parcel_id) == parcel_id) {
                let mut ship = ship.clone();
                ship.order_id.clone_from(&order.order_id);
                *order = self
                    .step("MarkShipped", async |mut client| {
                        client.mark_shipped(ship.clone()).await
                    })
                    .await?;
                steps += 1;
            }
        }
        for delivery in &calls.deliveries {
            let is_delivered = order
                .parcels
                .iter()
                .any(|own| own.parcel_id == delivery.parcel_id && own.deliver_time.is_some());
            if !is_delivered {
                let mut delivery = delivery.clone();
                delivery.order_id.clone_from(&order.order_id);
                *order = self
                    .step("MarkDelivered", async |mut client| {
                        client.mark_delivered(delivery.clone()).await
                    })
                    .await?;
                steps += 1;
            }
        }
        let is_cancelled = order.lines.iter().any(|line| line.cancelled_quantity > 0);
        if let Some(cancel) = calls.cancel.as_ref().filter(|_| !is_cancelled) {
            let mut cancel = cancel.clone();
            cancel.order_id.clone_from(&order.order_id);
            self.step("CancelOrder", async |mut client| {
                client.cancel_order(cancel.clone()).await
            })
            .await?;
            steps += 1;
        }
        Ok(steps)
    }

    /// The order of a reference of the shop.
    async fn find(&self, external_reference: &str) -> Result<Option<Order>, Stop> {
        let request = ListOrdersRequest {
            external_reference: external_reference.to_owned(),
            page_size: 1,
            ..self.all()
        };
        let found = self
            .step("ListOrders", async |mut client| {
                client.list_orders(request.clone()).await
            })
            .await?;
        Ok(found.orders.into_iter().next())
    }

    fn all(&self) -> ListOrdersRequest {
        ListOrdersRequest {
            marketplace_id: self.marketplace_id.clone(),
            ..ListOrdersRequest::default()
        }
    }

    /// A call for one order: a refusal concerns the order, everything else the import.
    async fn step<T>(
        &self,
        name: &str,
        call: impl AsyncFnMut(OrderServiceClient<Channel>) -> Result<Response<T>, Status>,
    ) -> Result<T, Stop> {
        self.tried(call).await.map_err(|status| match status.code() {
            Code::InvalidArgument
            | Code::FailedPrecondition
            | Code::AlreadyExists
            | Code::NotFound
            | Code::OutOfRange => Stop::Refused(refusal(name, &status)),
            _ => Stop::Away(away(name, &status)),
        })
    }

    /// A call, tried again while its failure is temporary. Its request id makes that safe.
    async fn tried<T>(
        &self,
        mut call: impl AsyncFnMut(OrderServiceClient<Channel>) -> Result<Response<T>, Status>,
    ) -> Result<T, Status> {
        let mut pause = FIRST_PAUSE;
        for _ in 1..TRIES {
            match call(self.orders.clone()).await {
                Err(status) if is_temporary(&status) => {
                    tokio::time::sleep(pause).await;
                    pause *= 2;
                }
                answer => return answer.map(Response::into_inner),
            }
        }
        call(self.orders.clone()).await.map(Response::into_inner)
    }
}
