//! A suite on a clock that is moved by hand, with orders of the shop KakaClo that were delivered, and returns of them up to
//! any state: what tests of returns, evidence and parcels begin with.

use crate::client::Clients;
use crate::http::Http;
use crate::place::Place;
use anyhow::Context as _;
use chrono::{DateTime, TimeDelta, Utc};
use redress::config::Config;
use redress::suite::Trial;
use redress_contracts::redress::logistics::v1::{ListShipmentsRequest, Shipment};
use redress_contracts::redress::orders::v1::Order;
use redress_contracts::redress::policies::v1::Party;
use redress_contracts::redress::returns::v1::{
    GetReturnRequest, OpenReturnDisputeRequest, Return, ReturnDispute,
};
use redress_db::Backend;
use std::path::PathBuf;

mod file;
mod requests;

pub use file::{File, gif};
pub use requests::{apply, ask, decide, dollars, dresses, inspect, receive};

/// The shop, which is also the marketplace and its pack.
pub const SHOP: &str = "kakaclo";
/// The buyer of every order.
pub const BUYER: &str = "byr_mara";
/// The seller of every line.
pub const SELLER: &str = "sel_shenzhen";
/// What one dress costs, in cents.
pub const PRICE: i64 = 2_200;
/// What an order is shipped for, in cents.
pub const SHIPPING: i64 = 700;

/// When it begins.
const START: &str = "2027-03-01T03:00:00Z";

/// In whose name things happen: what the shop is, who buys and who sells.
#[derive(Clone, Debug)]
pub struct Seat {
    /// What request ids begin with, so that two seats never meet in one.
    pub prefix: &'static str,
    /// The shop, which is also the marketplace.
    pub shop: String,
    /// The buyer of every order.
    pub buyer: String,
    /// The seller of every line.
    pub seller: String,
}

impl Default for Seat {
    fn default() -> Seat {
        Seat {
            prefix: "",
            shop: SHOP.to_owned(),
            buyer: BUYER.to_owned(),
            seller: SELLER.to_owned(),
        }
    }
}

/// A running suite.
pub struct Scene {
    /// Clients that call as the operator.
    pub clients: Clients,
    /// In whose name orders are placed from now on.
    pub seat: Seat,
    trial: Trial,
    place: Place,
}

impl Scene {
    /// An empty suite.
    ///
    /// # Errors
    /// It does not start.
    pub async fn set(backend: Backend) -> anyhow::Result<Scene> {
        Scene::with(backend, Config::default(), false).await
    }

    /// An empty suite with its HTTP gateway.
    ///
    /// # Errors
    /// It does not start.
    pub async fn with_gateway(backend: Backend, config: Config) -> anyhow::Result<Scene> {
        Scene::with(backend, config, true).await
    }

    async fn with(backend: Backend, mut config: Config, has_gateway: bool) -> anyhow::Result<Scene> {
        let place = Place::new(backend)?;
        config.database = place.database().map(|database| database.url());
        let trial = if has_gateway {
            Trial::with_gateway(START, config).await?
        } else {
            Trial::with(START, config).await?
        };
        Ok(Scene {
            clients: Clients::connect(trial.suite().address())?,
            seat: Seat::default(),
            trial,
            place,
        })
    }

    /// A client of its gateway.
    ///
    /// # Errors
    /// It has none.
    pub fn http(&self) -> anyhow::Result<Http> {
        let address = self.trial.suite().http();
        Ok(Http::new(address.context("it has no gateway")?))
    }

    /// Where its data is.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Where its files are.
    pub fn data(&self) -> PathBuf {
        self.trial.suite().data().to_owned()
    }

    /// Now, by its clock.
    pub fn now(&self) -> DateTime<Utc> {
        self.trial.suite().now()
    }

    /// Lets so many days pass.
    ///
    /// # Errors
    /// The suite does not come to rest.
    pub async fn days(&self, days: i64) -> anyhow::Result<()> {
        self.trial.clock().set(self.now() + TimeDelta::days(days));
        self.rest().await
    }

    /// Waits until nothing is on its way.
    ///
    /// # Errors
    /// The suite does not come to rest.
    pub async fn rest(&self) -> anyhow::Result<()> {
        let suite = self.trial.suite();
        let rest = tokio::time::timeout(std::time::Duration::from_secs(60), suite.rest());
        rest.await.context("the suite does not come to rest")?
    }

    /// Ends the suite.
    ///
    /// # Errors
    /// Its server had failed.
    pub async fn stop(self) -> anyhow::Result<()> {
        drop(self.clients);
        self.trial.stop().await
    }

    /// An order that is paid.
    ///
    /// # Errors
    /// A call failed.
    pub async fn paid(&self, name: &str, quantity: i32) -> anyhow::Result<Order> {
        let mut orders = self.clients.orders.clone();
        let order = orders
            .place_order(dresses(&self.seat, name, quantity))
            .await?
            .into_inner();
        let pay = crate::shop::pay(&format!("{name}-pay"), &order.order_id);
        let order = orders.confirm_payment(pay).await?.into_inner();
        self.rest().await?;
        Ok(order)
    }

    /// An order that is on its way.
    ///
    /// # Errors
    /// A call failed.
    pub async fn shipped(&self, name: &str, quantity: i32) -> anyhow::Result<Order> {
        let order = self.paid(name, quantity).await?;
        let ship = crate::shop::ship(&format!("{name}-ship"), &order.order_id);
        let order = self.clients.orders.clone().mark_shipped(ship).await?.into_inner();
        self.rest().await?;
        Ok(order)
    }

    /// An order that was delivered.
    ///
    /// # Errors
    /// A call failed.
    pub async fn delivered(&self, name: &str, quantity: i32) -> anyhow::Result<Order> {
        let order = self.shipped(name, quantity).await?;
        let deliver = crate::shop::deliver(&format!("{name}-deliver"), &order.order_id);
        let mut orders = self.clients.orders.clone();
        let order = orders.mark_delivered(deliver).await?.into_inner();
        self.rest().await?;
        Ok(order)
    }

    /// What logistics knows of an order's way to the buyer.
    ///
    /// # Errors
    /// It knows nothing.
    pub async fn shipment(&self, order: &Order) -> anyhow::Result<Shipment> {
        let request = ListShipmentsRequest {
            marketplace_id: self.seat.shop.clone(),
            order_id: order.order_id.clone(),
            ..ListShipmentsRequest::default()
        };
        let listed = self.clients.logistics.clone().list_shipments(request).await?;
        let mut shipments = listed.into_inner().shipments;
        shipments
            .pop()
            .context("logistics does not know the order's parcel")
    }

    /// A return that waits for the platform.
    ///
    /// # Errors
    /// A call failed.
    pub async fn asked(&self, name: &str, order: &Order, quantity: i32) -> anyhow::Result<Return> {
        let request = ask(name, order, quantity);
        Ok(self
            .clients
            .returns
            .clone()
            .request_return(request)
            .await?
            .into_inner())
    }

    /// A return that awaits its parcel, of an order of its own.
    ///
    /// # Errors
    /// A call failed.
    pub async fn approved(&self, name: &str, quantity: i32) -> anyhow::Result<Return> {
        let order = self.delivered(name, quantity).await?;
        let asked = self.asked(&format!("{name}-ask"), &order, quantity).await?;
        self.decided(name, &asked, true).await
    }

    /// A return whose goods are back, of an order of its own.
    ///
    /// # Errors
    /// A call failed.
    pub async fn received(&self, name: &str, quantity: i32) -> anyhow::Result<Return> {
        let approved = self.approved(name, quantity).await?;
        self.back(name, &approved).await
    }

    /// A return that can be paid back, of an order of its own.
    ///
    /// # Errors
    /// A call failed.
    pub async fn inspected(&self, name: &str, quantity: i32) -> anyhow::Result<Return> {
        let received = self.received(name, quantity).await?;
        self.seen(name, &received).await
    }

    /// A return that was paid back and is closed, of an order of its own.
    ///
    /// # Errors
    /// A call failed.
    pub async fn closed(&self, name: &str, quantity: i32) -> anyhow::Result<Return> {
        let inspected = self.inspected(name, quantity).await?;
        self.paid_back(name, &inspected).await
    }

    /// The return once the platform decided about it.
    ///
    /// # Errors
    /// The call failed.
    pub async fn decided(&self, name: &str, case: &Return, approve: bool) -> anyhow::Result<Return> {
        let request = decide(&format!("{name}-decide"), case, approve);
        self.clients.returns.clone().decide_return(request).await?;
        self.rested(case).await
    }

    /// The return once all of its goods are back.
    ///
    /// # Errors
    /// The call failed.
    pub async fn back(&self, name: &str, case: &Return) -> anyhow::Result<Return> {
        let quantity = case.lines.iter().map(|line| line.quantity).sum();
        let request = receive(&format!("{name}-receive"), case, quantity);
        self.clients.returns.clone().receive_parcel(request).await?;
        self.rested(case).await
    }

    /// The return once its goods were found in order.
    ///
    /// # Errors
    /// The call failed.
    pub async fn seen(&self, name: &str, case: &Return) -> anyhow::Result<Return> {
        let request = inspect(&format!("{name}-inspect"), case)?;
        self.clients.returns.clone().inspect_return(request).await?;
        self.rested(case).await
    }

    /// The return once its refund is paid.
    ///
    /// # Errors
    /// The call failed.
    pub async fn paid_back(&self, name: &str, case: &Return) -> anyhow::Result<Return> {
        let request = apply(&format!("{name}-apply"), case);
        self.clients.returns.clone().apply_remedy(request).await?;
        self.rested(case).await
    }

    async fn rested(&self, case: &Return) -> anyhow::Result<Return> {
        self.rest().await?;
        self.found(case).await
    }

    /// The buyer's dispute over a return.
    ///
    /// # Errors
    /// The call failed.
    pub async fn disputed(&self, name: &str, case: &Return) -> anyhow::Result<ReturnDispute> {
        let request = OpenReturnDisputeRequest {
            request_id: format!("{name}-dispute"),
            return_id: case.return_id.clone(),
            opened_by: Party::Buyer.into(),
            statement: "It is not as was said.".to_owned(),
            ..OpenReturnDisputeRequest::default()
        };
        let mut disputes = self.clients.return_disputes.clone();
        let dispute = disputes.open_return_dispute(request).await?.into_inner();
        self.rest().await?;
        Ok(dispute)
    }

    /// A return as it is now.
    ///
    /// # Errors
    /// There is none.
    pub async fn found(&self, case: &Return) -> anyhow::Result<Return> {
        let request = GetReturnRequest {
            return_id: case.return_id.clone(),
        };
        Ok(self
            .clients
            .returns
            .clone()
            .get_return(request)
            .await?
            .into_inner())
    }
}
