//! Two orders at a shop: one is cancelled, the other has shipped, so that the policy refuses and says by which clause.
//!
//! ```sh
//! cargo run --release -- serve &
//! cargo run -p redress-client --example after_sales -- http://127.0.0.1:50051
//! ```

use std::pin::pin;
use std::time::Duration;

use anyhow::{Context as _, bail};
use futures::TryStreamExt as _;
use redress_client::contracts::google::r#type::{Money, PostalAddress};
use redress_client::contracts::redress::orders::v1::{
    CancelOrderRequest, ConfirmPaymentRequest, GetDecisionRequest, Line, ListOrdersRequest,
    MarkShippedRequest, Order, Parcel, Payment, PaymentKind, PlaceOrderRequest,
};
use redress_client::contracts::redress::policies::v1::{Ground, Party};
use redress_client::{Client, Error, Identity, Role, items, request_id};

const SHOP: &str = "kwoking";
const BUYER: &str = "byr_rust";

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let endpoint = std::env::args()
        .nth(1)
        .context("usage: after_sales http://HOST:PORT")?;
    let client = Client::builder(endpoint)
        // On the server's own machine a statement is enough; elsewhere it is Identity::bearer with an API key, over https.
        .identity(Identity::stated(Some(SHOP), Role::Service, "shop-backend"))
        .deadline(Duration::from_secs(5))
        .build()?;

    let id = request_id();
    let order = place(&client, &id).await?;
    println!("placed    {}", order.order_id);
    // As after a reply that got lost: the same request id, the same order. The client does this by itself when a connection
    // breaks; a program that starts anew does it by keeping the id.
    let again = place(&client, &id).await?;
    println!("repeated  {}", again.order_id);
    pay(&client, &order).await?;
    println!("paid      {}", order.order_id);
    cancel(&client, &order).await?;

    let shipped = place(&client, &request_id()).await?;
    pay(&client, &shipped).await?;
    ship(&client, &shipped).await?;
    match cancel(&client, &shipped).await {
        Ok(()) => bail!("a shipped order was cancelled"),
        Err(error) => explain(error)?,
    }
    list(&client).await?;
    Ok(())
}

async fn place(client: &Client, request_id: &str) -> Result<Order, Error> {
    let line = Line {
        seller_id: "sel_1".to_owned(),
        sku: "headphones".to_owned(),
        title: "Headphones".to_owned(),
        quantity: 2,
        unit_price: euros(25),
        tax: euros(6),
        shipping: euros(0),
        product_class: "durable".to_owned(),
        category: "accessories".to_owned(),
        ..Line::default()
    };
    let payment = Payment {
        kind: PaymentKind::Card.into(),
        reference: format!("pay-{request_id}"),
        amount: euros(60),
        ..Payment::default()
    };
    let address = PostalAddress {
        region_code: "FR".to_owned(),
        postal_code: "75002".to_owned(),
        locality: "Paris".to_owned(),
        address_lines: vec!["1 rue de la Paix".to_owned()],
        recipients: vec!["Mara Example".to_owned()],
        ..PostalAddress::default()
    };
    let request = PlaceOrderRequest {
        request_id: request_id.to_owned(),
        buyer_id: BUYER.to_owned(),
        buyer_email: "mara@example.test".to_owned(),
        lines: vec![line],
        shipping: euros(4),
        payments: vec![payment],
        shipping_address: Some(address),
        ..PlaceOrderRequest::default()
    };
    Ok(client.orders().place_order(request).await?.into_inner())
}

/// The request ids of these calls are left to the client.
async fn pay(client: &Client, order: &Order) -> Result<(), Error> {
    let request = ConfirmPaymentRequest {
        order_id: order.order_id.clone(),
        ..ConfirmPaymentRequest::default()
    };
    client.orders().confirm_payment(request).await?;
    Ok(())
}

async fn ship(client: &Client, order: &Order) -> Result<(), Error> {
    let parcel = Parcel {
        carrier: "ups".to_owned(),
        tracking_number: "1Z999AA10123456784".to_owned(),
        ..Parcel::default()
    };
    let request = MarkShippedRequest {
        order_id: order.order_id.clone(),
        parcel: Some(parcel),
        ..MarkShippedRequest::default()
    };
    client.orders().mark_shipped(request).await?;
    Ok(())
}

/// Asks to cancel, and reads the decision as it was stored.
async fn cancel(client: &Client, order: &Order) -> Result<(), Error> {
    let request = CancelOrderRequest {
        order_id: order.order_id.clone(),
        requested_by: Party::Buyer.into(),
        ground: Ground::ChangeOfMind.into(),
        ..CancelOrderRequest::default()
    };
    let cancellation = client.orders().cancel_order(request).await?.into_inner();
    let request = GetDecisionRequest {
        decision_id: cancellation.decision.unwrap_or_default().decision_id,
    };
    let stored = client.orders().get_decision(request).await?.into_inner();
    let decision = stored.decision.unwrap_or_default();
    println!(
        "decided   {} [{}]",
        decision.outcome().as_str_name(),
        decision.clause_ids.join(", ")
    );
    Ok(())
}

/// What a shop would do with a refusal; any other error is passed on.
fn explain(error: Error) -> Result<(), Error> {
    if !error.is_refused_by_policy() {
        return Err(error);
    }
    let reason = error.reason_word().unwrap_or_default();
    let (clauses, open) = (error.clauses().join(", "), error.remedies().join(", "));
    println!("refused   {reason} [{clauses}], open instead: {open}");
    Ok(())
}

/// All orders of the buyer, one a page, so that there is more than one page.
async fn list(client: &Client) -> Result<(), Error> {
    let mut orders = pin!(items(|page_token| {
        let mut stub = client.orders();
        async move {
            let request = ListOrdersRequest {
                buyer_id: BUYER.to_owned(),
                page_size: 1,
                page_token,
                ..ListOrdersRequest::default()
            };
            let page = stub.list_orders(request).await?.into_inner();
            Ok((page.orders, page.next_page_token))
        }
    }));
    while let Some(order) = orders.try_next().await? {
        println!("listed    {} {}", order.order_id, order.state().as_str_name());
    }
    Ok(())
}

fn euros(units: i64) -> Option<Money> {
    Some(Money {
        currency_code: "EUR".to_owned(),
        units,
        nanos: 0,
    })
}
