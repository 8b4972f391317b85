//! A suite on a clock that is moved by hand, with orders of the shop KakaClo that were delivered, and returns of them up to
//! any state: what tests of returns, evidence and parcels begin with.

use crate::client::Clients;
use crate::place::Place;
use anyhow::Context as _;
use chrono::{DateTime, TimeDelta, Utc};
use redress::config::Config;
use redress::suite::Trial;
use redress_contracts::google::r#type::{Money, PostalAddress};
use redress_contracts::redress::logistics::v1::{ListShipmentsRequest, Shipment};
use redress_contracts::redress::orders::v1::{Line, Order, Payment, PaymentKind, PlaceOrderRequest};
use redress_contracts::redress::policies::v1::{Ground, Party, Remedy};
use redress_contracts::redress::returns::v1::{
    ApplyRemedyRequest, Contact, DecideReturnRequest, GetReturnRequest, InspectReturnRequest,
    InspectionPoint, OpenReturnDisputeRequest, ReceiveParcelRequest, RequestReturnRequest, Return,
    ReturnDispute, ReturnLine,
};
use redress_core::Currency;
use redress_db::Backend;

mod file;

pub use file::{File, gif};

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

/// A running suite.
pub struct Scene {
    /// Clients that call as the operator.
    pub clients: Clients,
    trial: Trial,
    place: Place,
}

/// So many cents of a dollar.
pub fn dollars(minor: i64) -> Money {
    let currency: Currency = "USD".parse().expect("invariant: the dollar exists");
    let (units, nanos) = redress_core::Money::new(minor, currency).to_units_nanos();
    Money {
        currency_code: "USD".to_owned(),
        units,
        nanos,
    }
}

/// So many dresses to the United States, paid by card.
pub fn dresses(name: &str, quantity: i32) -> PlaceOrderRequest {
    PlaceOrderRequest {
        request_id: name.to_owned(),
        marketplace_id: SHOP.to_owned(),
        buyer_id: BUYER.to_owned(),
        buyer_email: "mara@example.test".to_owned(),
        lines: vec![Line {
            seller_id: SELLER.to_owned(),
            sku: "dress".to_owned(),
            title: "Dress".to_owned(),
            quantity,
            unit_price: Some(dollars(PRICE)),
            shipping: Some(dollars(SHIPPING)),
            product_class: "durable".to_owned(),
            category: "general".to_owned(),
            ..Line::default()
        }],
        payments: vec![Payment {
            kind: PaymentKind::Card.into(),
            reference: crate::shop::payment_reference(name),
            amount: Some(dollars(PRICE * i64::from(quantity) + SHIPPING)),
            ..Payment::default()
        }],
        shipping_address: Some(PostalAddress {
            region_code: "US".to_owned(),
            locality: "Springfield".to_owned(),
            address_lines: vec!["1 Market Street".to_owned()],
            recipients: vec!["Mara Example".to_owned()],
            ..PostalAddress::default()
        }),
        ..PlaceOrderRequest::default()
    }
}

/// The buyer changes their mind about so many dresses; about all of them when none are named.
pub fn ask(name: &str, order: &Order, quantity: i32) -> RequestReturnRequest {
    let lines = (quantity != 0).then(|| ReturnLine {
        line_id: "1".to_owned(),
        quantity,
        ..ReturnLine::default()
    });
    RequestReturnRequest {
        request_id: name.to_owned(),
        order_id: order.order_id.clone(),
        requested_by: Party::Buyer.into(),
        ground: Ground::ChangeOfMind.into(),
        lines: lines.into_iter().collect(),
        explanation: "It does not suit me.".to_owned(),
        contact: Some(Contact {
            name: "Mara Example".to_owned(),
            email: "mara@example.test".to_owned(),
            phone: "+1 555 0100".to_owned(),
        }),
        invoice: "INV-1".to_owned(),
        ..RequestReturnRequest::default()
    }
}

/// The platform decides about a return.
pub fn decide(name: &str, case: &Return, approve: bool) -> DecideReturnRequest {
    DecideReturnRequest {
        request_id: name.to_owned(),
        return_id: case.return_id.clone(),
        decided_by: Party::Platform.into(),
        approve,
        remedy: Remedy::PartialRefund.into(),
        reason: "Seen.".to_owned(),
        ..DecideReturnRequest::default()
    }
}

/// The warehouse books in so many dresses of a return.
pub fn receive(name: &str, case: &Return, quantity: i32) -> ReceiveParcelRequest {
    ReceiveParcelRequest {
        request_id: name.to_owned(),
        return_id: case.return_id.clone(),
        rma_number: case.rma_number.clone(),
        lines: vec![redress_contracts::redress::orders::v1::LineQuantity {
            line_id: "1".to_owned(),
            quantity,
        }],
        ..ReceiveParcelRequest::default()
    }
}

/// An inspection in which everything passes.
///
/// # Errors
/// The shop's pack has no checklist.
pub fn inspect(name: &str, case: &Return) -> anyhow::Result<InspectReturnRequest> {
    let (_, source) = redress_policy::packs::SHOPS
        .iter()
        .find(|(file, _)| file.trim_end_matches(".toml") == SHOP)
        .context("the shop has no pack")?;
    let pack = redress_policy::load(source, SHOP)
        .map_err(|errors| anyhow::anyhow!("the pack cannot be read: {}", errors[0]))?;
    let list = pack.checklists.iter().find(|list| &*list.id == "returned-goods");
    let list = list.context("the pack has no checklist of returned goods")?;
    let point = |text: &redress_policy::Text| InspectionPoint {
        point: text.to_string(),
        passed: true,
        ..InspectionPoint::default()
    };
    Ok(InspectReturnRequest {
        request_id: name.to_owned(),
        return_id: case.return_id.clone(),
        points: list.points.iter().map(point).collect(),
        stages: list.stages.iter().map(point).collect(),
        is_ground_confirmed: true,
        ..InspectReturnRequest::default()
    })
}

/// The shop pays back.
pub fn apply(name: &str, case: &Return) -> ApplyRemedyRequest {
    ApplyRemedyRequest {
        request_id: name.to_owned(),
        return_id: case.return_id.clone(),
        remedy: Remedy::PartialRefund.into(),
        ..ApplyRemedyRequest::default()
    }
}

impl Scene {
    /// An empty suite.
    ///
    /// # Errors
    /// It does not start.
    pub async fn set(backend: Backend) -> anyhow::Result<Scene> {
        let place = Place::new(backend)?;
        let config = Config {
            database: place.database().map(|database| database.url()),
            ..Config::default()
        };
        let trial = Trial::with("2027-03-01T03:00:00Z", config).await?;
        Ok(Scene {
            clients: Clients::connect(trial.suite().address())?,
            trial,
            place,
        })
    }

    /// Where its data is.
    pub fn place(&self) -> &Place {
        &self.place
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
        let order = orders.place_order(dresses(name, quantity)).await?.into_inner();
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
            marketplace_id: SHOP.to_owned(),
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
