//! A server with orders that can be asked for the wrong thing, and all that a wrong call could have changed.

use chrono::{DateTime, TimeDelta, Utc};
use prost::Message as _;
use redress_contracts::redress::orders::v1::{
    CancelOrderRequest, ConfirmPaymentRequest, GetOrderRequest, LineQuantity, ListCancellationsRequest,
    ListOrdersRequest, MarkShippedRequest, Order, Parcel, PlaceOrderRequest,
};
use redress_contracts::redress::policies::v1::{ListPolicyVersionsRequest, PublishPolicyRequest};
use redress_core::Clock;
use redress_db::Backend;
use redress_rpc::convert::time_to_wire;
use redress_tests::client::Clients;
use redress_tests::place::Place;
use redress_tests::process::{Process, Start};
use redress_tests::shop::{self, SHOP};
use tonic::Status;

/// A server with orders that can be asked for the wrong thing.
pub struct Stage {
    pub server: Process,
    pub clients: Clients,
    _place: Place,
    /// Paid, nothing shipped.
    pub paid: Order,
    /// Paid, its first line shipped.
    pub shipped: Order,
    /// Of a shop whose window of 24 hours closed.
    pub late: Order,
    /// When it closed.
    pub close_time: DateTime<Utc>,
}

impl Stage {
    pub async fn set(backend: Backend) -> anyhow::Result<Stage> {
        let place = Place::new(backend)?;
        let server = Start::new(env!("CARGO_BIN_EXE_redress-under-test"), &place)
            .run()
            .await?;
        let clients = server.clients()?;
        let paid_id = clients.paid_order("paid").await?;
        let paid = order(&clients, &paid_id).await?;
        let shipped_id = clients.paid_order("shipped").await?;
        let parcel = Parcel {
            carrier: "ups".to_owned(),
            lines: vec![lines("1", 2)],
            ..Parcel::default()
        };
        let request = MarkShippedRequest {
            order_id: shipped_id.clone(),
            parcel: Some(parcel),
            ..MarkShippedRequest::default()
        };
        clients.orders.clone().mark_shipped(request).await?;
        let shipped = order(&clients, &shipped_id).await?;
        let pay_time = Clock::system().now() - TimeDelta::hours(30);
        let mut request = shop::order("late");
        request.marketplace_id = "kajet".to_owned();
        // Where no law of the packs lets the buyer withdraw after all.
        request.shipping_address.get_or_insert_default().region_code = "US".to_owned();
        request.place_time = Some(time_to_wire(pay_time - TimeDelta::hours(1)));
        let late = clients.orders.clone().place_order(request).await?.into_inner();
        let confirm = ConfirmPaymentRequest {
            confirm_time: Some(time_to_wire(pay_time)),
            ..shop::pay("late-pay", &late.order_id)
        };
        clients.orders.clone().confirm_payment(confirm).await?;
        let close_time = pay_time + TimeDelta::hours(24);
        Ok(Stage {
            server,
            clients,
            _place: place,
            paid,
            shipped,
            late,
            close_time,
        })
    }

    pub async fn cancel(&self, request: CancelOrderRequest) -> Result<(), Status> {
        self.clients.orders.clone().cancel_order(request).await.map(drop)
    }

    pub async fn cancel_lines(&self, order: &Order, line_id: &str, quantity: i32) -> Result<(), Status> {
        let request = CancelOrderRequest {
            lines: vec![lines(line_id, quantity)],
            ..shop::cancel("bad", &order.order_id)
        };
        self.cancel(request).await
    }

    pub async fn place(&self, change: impl FnOnce(&mut PlaceOrderRequest)) -> Result<(), Status> {
        let mut request = shop::order("bad-order");
        change(&mut request);
        self.clients.orders.clone().place_order(request).await.map(drop)
    }

    pub async fn publish(&self, source: String) -> Result<(), Status> {
        let request = PublishPolicyRequest {
            request_id: "bad-pack".to_owned(),
            source,
            file_name: "kwoking.toml".to_owned(),
            ..PublishPolicyRequest::default()
        };
        self.clients
            .policies
            .clone()
            .publish_policy(request)
            .await
            .map(drop)
    }

    /// All that anything could have changed, as bytes.
    pub async fn snapshot(&self) -> anyhow::Result<Vec<Vec<u8>>> {
        let mut all = Vec::new();
        for shop in [SHOP, "kajet"] {
            let request = ListOrdersRequest {
                marketplace_id: shop.to_owned(),
                ..ListOrdersRequest::default()
            };
            all.push(
                self.clients
                    .orders
                    .clone()
                    .list_orders(request)
                    .await?
                    .into_inner()
                    .encode_to_vec(),
            );
            let request = ListCancellationsRequest {
                marketplace_id: shop.to_owned(),
                ..ListCancellationsRequest::default()
            };
            all.push(
                self.clients
                    .orders
                    .clone()
                    .list_cancellations(request)
                    .await?
                    .into_inner()
                    .encode_to_vec(),
            );
            let request = ListPolicyVersionsRequest {
                policy_id: shop.to_owned(),
                ..ListPolicyVersionsRequest::default()
            };
            all.push(
                self.clients
                    .policies
                    .clone()
                    .list_policy_versions(request)
                    .await?
                    .into_inner()
                    .encode_to_vec(),
            );
        }
        let refunds = self.clients.refunds_of(&self.paid.order_id).await?;
        all.extend(refunds.iter().map(prost::Message::encode_to_vec));
        Ok(all)
    }
}

pub async fn order(clients: &Clients, order_id: &str) -> anyhow::Result<Order> {
    let request = GetOrderRequest {
        order_id: order_id.to_owned(),
    };
    Ok(clients.orders.clone().get_order(request).await?.into_inner())
}

pub fn lines(line_id: &str, quantity: i32) -> LineQuantity {
    LineQuantity {
        line_id: line_id.to_owned(),
        quantity,
    }
}
