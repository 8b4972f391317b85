//! Calls that are sent twice.

use anyhow::ensure;
use prost::Message as _;
use redress_contracts::redress::orders::v1::{CancelOrderRequest, PlaceOrderRequest};
use redress_db::Backend;
use redress_tests::shop;
use tonic::Code;

use crate::expected::{Expected, Where, refused};
use crate::stage::Stage;

#[tokio::test]
async fn a_repeated_request_id_gets_the_same_bytes_and_a_changed_body_is_refused() -> anyhow::Result<()> {
    let stage = Stage::set(Backend::Sqlite).await?;
    let reused = Expected {
        code: Code::AlreadyExists,
        reason: "REQUEST_ID_REUSED",
        place: Where::Field("request_id"),
    };
    let mut orders = stage.clients.orders.clone();
    let mut refunds = stage.clients.refunds.clone();

    let place = shop::order("again");
    let first = orders
        .place_order(place.clone())
        .await?
        .into_inner()
        .encode_to_vec();
    ensure!(
        orders
            .place_order(place.clone())
            .await?
            .into_inner()
            .encode_to_vec()
            == first,
        "another order"
    );
    let other = PlaceOrderRequest {
        buyer_id: "byr_other".to_owned(),
        ..place
    };
    refused(
        "another order",
        orders.place_order(other).await.map(drop),
        &reused,
    )?;

    let refund = shop::goodwill("again", &stage.paid.order_id, 100);
    let first = refunds
        .create_refund(refund.clone())
        .await?
        .into_inner()
        .encode_to_vec();
    ensure!(
        refunds.create_refund(refund).await?.into_inner().encode_to_vec() == first,
        "another refund"
    );
    let other = shop::goodwill("again", &stage.paid.order_id, 101);
    refused(
        "another refund",
        refunds.create_refund(other).await.map(drop),
        &reused,
    )?;

    let cancel = shop::cancel("again", &stage.paid.order_id);
    let first = orders
        .cancel_order(cancel.clone())
        .await?
        .into_inner()
        .encode_to_vec();
    ensure!(
        orders
            .cancel_order(cancel.clone())
            .await?
            .into_inner()
            .encode_to_vec()
            == first,
        "another cancellation"
    );
    let other = CancelOrderRequest {
        explanation: "otherwise".to_owned(),
        ..cancel
    };
    refused(
        "another cancellation",
        orders.cancel_order(other).await.map(drop),
        &reused,
    )?;
    Ok(())
}
