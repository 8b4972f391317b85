//! What a buyer does in two shops: buys, cancels, quarrels, sends back, shows a photo, and is paid back in cash.

mod back;
mod cash;
mod late;

use redress_contracts::redress::orders::v1::{Order, PlaceOrderRequest};
use redress_tests::scene::{SELLER, SHOP, Scene, Seat, dresses};
use redress_tests::shop;

use crate::canary::Canary;
use back::sends_back;
use cash::is_paid_in_cash;
use late::quarrels;

/// A shop whose buyers may pay in cash.
pub const CASH_SHOP: &str = "kajivap";

/// What is left of it.
#[derive(Debug)]
pub struct Lived {
    pub order_ids: Vec<String>,
    pub case_ids: Vec<String>,
    pub return_id: String,
}

/// All of it, to its end.
pub async fn live(scene: &mut Scene, who: &Canary) -> anyhow::Result<Lived> {
    scene.seat = Seat {
        prefix: who.tag,
        shop: SHOP.to_owned(),
        buyer: who.buyer.clone(),
        seller: SELLER.to_owned(),
    };
    let (back, delivered) = sends_back(scene, who).await?;
    let quarrel = quarrels(scene, who).await?;
    let cash = is_paid_in_cash(scene, who).await?;
    scene.rest().await?;
    Ok(Lived {
        case_ids: vec![back.return_id.clone(), delivered.order_id.clone()],
        return_id: back.return_id,
        order_ids: vec![delivered.order_id, quarrel, cash],
    })
}

/// An order of the buyer's, in their own words.
pub fn order(scene: &Scene, who: &Canary, name: &str) -> PlaceOrderRequest {
    let dresses = dresses(&scene.seat, &format!("{}-{name}", who.tag), 2);
    PlaceOrderRequest {
        buyer_email: who.email.clone(),
        shipping_address: Some(who.address("US")),
        billing_address: Some(who.address("US")),
        ..dresses
    }
}

/// The same, placed by themselves and paid.
pub async fn buys(scene: &Scene, who: &Canary, request: PlaceOrderRequest) -> anyhow::Result<Order> {
    let name = request.request_id.clone();
    let shop = request.marketplace_id.clone();
    let mut orders = scene.clients.orders.clone();
    let order = orders.place_order(who.calls(&shop, request)).await?.into_inner();
    let paid = orders
        .confirm_payment(shop::pay(&format!("{name}-pay"), &order.order_id))
        .await?;
    scene.rest().await?;
    Ok(paid.into_inner())
}

/// An order that arrives.
pub async fn arrives(scene: &Scene, name: &str, order: &Order) -> anyhow::Result<()> {
    let mut orders = scene.clients.orders.clone();
    orders
        .mark_shipped(shop::ship(&format!("{name}-ship"), &order.order_id))
        .await?;
    scene.rest().await?;
    orders
        .mark_delivered(shop::deliver(&format!("{name}-deliver"), &order.order_id))
        .await?;
    scene.rest().await
}
