//! Streams that are watched: broken off, begun again, and never silently repeated.

use anyhow::{Context as _, ensure};
use futures::StreamExt as _;
use redress_client::contracts::redress::orders::v1::{OrderState, WatchOrderRequest};
use redress_client::watch;
use redress_tests::shop;
use tonic::Status;

use crate::faulty::Fault;
use crate::stage::{Stage, order_of, patient, quick};

#[tokio::test]
async fn a_stream_that_began_is_not_made_again_unless_it_is_watched() -> anyhow::Result<()> {
    let stage = Stage::set().await?;
    let faulty = stage.faulty().await?;
    let client = quick(&faulty.endpoint()).build()?;
    let direct = stage.client()?;
    let order = direct
        .orders()
        .place_order(order_of("byr_watch", "watch-1"))
        .await?
        .into_inner();
    let request = WatchOrderRequest {
        order_id: order.order_id.clone(),
    };
    // A beginning that fails is made again; what began is not.
    faulty.will([Fault::Answer(Status::unavailable("not now")), Fault::StreamBroken]);
    let mut plain = client.orders().watch_order(request.clone()).await?.into_inner();
    ensure!(plain.message().await?.is_some());
    faulty.break_off();
    ensure!(plain.message().await.is_err() && faulty.seen().len() == 2);
    // Watched, it goes on with how things are then.
    faulty.will([Fault::StreamBroken]);
    let mut watched = Box::pin(watch(patient(), || {
        let (mut stub, request) = (client.orders(), request.clone());
        async move { stub.watch_order(request).await }
    }));
    let first = watched.next().await.context("it ended")??;
    ensure!(first.state() == OrderState::Placed);
    direct
        .orders()
        .confirm_payment(shop::pay("", &order.order_id))
        .await?;
    faulty.break_off();
    let next = watched.next().await.context("it ended")??;
    ensure!(next.state() == OrderState::Paid, "{:?}", next.state());
    ensure!(faulty.seen().len() == 2);
    stage.strike().await
}

#[tokio::test]
async fn a_watch_gives_up_when_it_cannot_begin() -> anyhow::Result<()> {
    let stage = Stage::set().await?;
    let faulty = stage.faulty().await?;
    let client = quick(&faulty.endpoint())
        .retry(redress_client::Retry::none())
        .build()?;
    let begin = || {
        let mut stub = client.orders();
        async move {
            stub.watch_order(WatchOrderRequest {
                order_id: "ord_none".to_owned(),
            })
            .await
        }
    };
    // What does not exist is not waited for.
    let error = Box::pin(watch(patient(), begin))
        .next()
        .await
        .context("it ended")?
        .err();
    ensure!(error.is_some_and(|error| error.code() == tonic::Code::NotFound) && faulty.seen().len() == 1);
    faulty.will_always(Fault::Answer(Status::unavailable("not now")));
    let error = Box::pin(watch(patient(), begin))
        .next()
        .await
        .context("it ended")?
        .err();
    ensure!(error.is_some() && faulty.seen().len() == 5);
    drop(client);
    stage.strike().await
}
