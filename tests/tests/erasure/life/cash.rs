//! An order that is paid in cash, cancelled, and paid back to a wallet.

use anyhow::{Context as _, ensure};
use redress_contracts::google::r#type::Money;
use redress_contracts::redress::orders::v1::{
    CancelOrderRequest, Line, Payment, PaymentKind, PlaceOrderRequest,
};
use redress_contracts::redress::policies::v1::Ground;
use redress_contracts::redress::refunds::v1::{
    ConfirmPayoutRequest, ListRefundsRequest, SetPayoutDetailsRequest,
};
use redress_tests::scene::Scene;
use redress_tests::shop;

use super::{CASH_SHOP, buys};
use crate::canary::Canary;

/// A fan that is paid in cash, cancelled, and paid back to a wallet.
pub async fn is_paid_in_cash(scene: &Scene, who: &Canary) -> anyhow::Result<String> {
    let name = |what: &str| format!("{}-cash-{what}", who.tag);
    let pesos = |units| {
        Some(Money {
            currency_code: "PHP".to_owned(),
            units,
            nanos: 0,
        })
    };
    let place = PlaceOrderRequest {
        request_id: name("place"),
        marketplace_id: CASH_SHOP.to_owned(),
        buyer_id: who.buyer.clone(),
        buyer_email: who.email.clone(),
        lines: vec![Line {
            seller_id: "sel_kajivap".to_owned(),
            sku: "fan".to_owned(),
            title: "Electric fan".to_owned(),
            quantity: 1,
            unit_price: pesos(1_800),
            product_class: "durable".to_owned(),
            category: "general".to_owned(),
            ..Line::default()
        }],
        payments: vec![Payment {
            kind: PaymentKind::Cash.into(),
            reference: name("paid"),
            amount: pesos(1_800),
            ..Payment::default()
        }],
        shipping_address: Some(who.address("PH")),
        ..PlaceOrderRequest::default()
    };
    let order = buys(scene, who, place).await?;
    let cancel = CancelOrderRequest {
        requested_by: 0,
        ground: Ground::Withdrawal.into(),
        ..shop::cancel(&name("cancel"), &order.order_id)
    };
    let mut orders = scene.clients.orders.clone();
    orders.cancel_order(who.calls(CASH_SHOP, cancel)).await?;
    scene.rest().await?;
    let mut refunds = scene.clients.refunds.clone();
    let list = ListRefundsRequest {
        marketplace_id: CASH_SHOP.to_owned(),
        order_id: order.order_id.clone(),
        ..ListRefundsRequest::default()
    };
    let listed = refunds.list_refunds(list).await?.into_inner().refunds;
    let refund = listed.first().context("nothing is paid back")?;
    let details = SetPayoutDetailsRequest {
        request_id: name("wallet"),
        refund_id: refund.refund_id.clone(),
        kind: "gcash".to_owned(),
        account: who.account.clone(),
        holder: who.name.clone(),
        ..SetPayoutDetailsRequest::default()
    };
    refunds.set_payout_details(who.calls(CASH_SHOP, details)).await?;
    let confirm = ConfirmPayoutRequest {
        request_id: name("confirm"),
        refund_id: refund.refund_id.clone(),
        paid: true,
        reference: name("transfer"),
        ..ConfirmPayoutRequest::default()
    };
    let paid = refunds.confirm_payout(confirm).await?.into_inner();
    ensure!(!paid.payout_hint.contains(&who.account), "{paid:?}");
    scene.rest().await?;
    Ok(order.order_id)
}
