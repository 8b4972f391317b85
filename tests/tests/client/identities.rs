//! Who calls: said once for all calls, unless a call says it itself.

use anyhow::ensure;
use redress_client::contracts::redress::gateway::v1::CreateApiKeyRequest;
use redress_client::contracts::redress::orders::v1::GetOrderRequest;
use redress_client::{Error, Identity, Reason, Role};
use redress_tests::shop::{self, SHOP};
use tonic::Request;
use tonic::metadata::MetadataValue;

use crate::stage::{Stage, order_of, quick};

#[tokio::test]
async fn a_buyer_sees_their_own_orders_and_nobody_elses() -> anyhow::Result<()> {
    let stage = Stage::set().await?;
    let endpoint = format!("http://{}", stage.server.address());
    let buyer = |name: &str| {
        quick(&endpoint)
            .identity(Identity::stated(Some(SHOP), Role::Buyer, name))
            .build()
    };
    let (ana, ben) = (buyer("byr_ana")?, buyer("byr_ben")?);
    let order = ana
        .orders()
        .place_order(order_of("byr_ana", "ana-1"))
        .await?
        .into_inner();
    let get = GetOrderRequest {
        order_id: order.order_id,
    };
    ensure!(ana.orders().get_order(get.clone()).await.is_ok());
    let error = ben.orders().get_order(get.clone()).await.err().map(Error::from);
    ensure!(error.is_some_and(|error| error.reason() == Some(Reason::NotFound)));
    // What a call says of its caller comes first, all of it.
    let mut request = Request::new(get);
    for (key, value) in [("marketplace", SHOP), ("role", "auditor"), ("principal", "eve")] {
        let key: tonic::metadata::MetadataKey<_> = format!("redress-{key}").parse()?;
        request
            .metadata_mut()
            .insert(key, MetadataValue::try_from(value)?);
    }
    ensure!(ben.orders().get_order(request).await.is_ok());
    stage.strike().await
}

#[tokio::test]
async fn an_api_key_is_who_it_was_made_for() -> anyhow::Result<()> {
    let stage = Stage::set().await?;
    let request = CreateApiKeyRequest {
        marketplace_id: SHOP.to_owned(),
        role: Role::SellerAdmin.into(),
        principal: "sel_1".to_owned(),
        ..CreateApiKeyRequest::default()
    };
    let operator = stage.client()?;
    let made = operator.keys().create_api_key(request).await?.into_inner();
    let order = operator
        .orders()
        .place_order(order_of("byr_key", "key-1"))
        .await?
        .into_inner();
    let endpoint = format!("http://{}", stage.server.address());
    let seller = |token: &str| quick(&endpoint).identity(Identity::bearer(token)).build();
    let get = GetOrderRequest {
        order_id: order.order_id.clone(),
    };
    ensure!(
        seller(&made.secret)?
            .orders()
            .get_order(get.clone())
            .await
            .is_ok()
    );
    // What only the platform may.
    let paid = seller(&made.secret)?
        .orders()
        .confirm_payment(shop::pay("", &order.order_id))
        .await;
    let error = paid.err().map(Error::from);
    ensure!(
        error
            .as_ref()
            .is_some_and(|error| error.reason() == Some(Reason::CallerForbidden)),
        "{error:?}"
    );
    let error = seller("rdk_nobody")?
        .orders()
        .get_order(get)
        .await
        .err()
        .map(Error::from);
    ensure!(error.is_some_and(|error| error.reason() == Some(Reason::CallerUnknown)));
    stage.strike().await
}

#[tokio::test]
async fn a_token_goes_with_every_attempt() -> anyhow::Result<()> {
    let stage = Stage::set().await?;
    let faulty = stage.faulty().await?;
    let client = quick(&faulty.endpoint())
        .identity(Identity::bearer("rdk_secret"))
        .build()?;
    faulty.will([crate::faulty::Fault::Answer(tonic::Status::unavailable(
        "not now",
    ))]);
    let _ = client.orders().get_order(GetOrderRequest::default()).await;
    let seen = faulty.seen();
    let sent = |call: &crate::faulty::Seen| call.headers["authorization"] == "Bearer rdk_secret";
    ensure!(
        seen.len() == 2 && seen.iter().all(sent),
        "{} attempts",
        seen.len()
    );
    ensure!(seen[0].path == "/redress.orders.v1.OrderService/GetOrder");
    ensure!(!format!("{client:?}").contains("rdk_secret"));
    stage.strike().await
}
