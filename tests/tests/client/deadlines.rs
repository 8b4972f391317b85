//! The deadline of a call: told to the server, and held here whatever the server does.

use std::time::{Duration, Instant};

use anyhow::ensure;
use redress_client::contracts::redress::orders::v1::{GetOrderRequest, WatchOrderRequest};
use redress_client::{Error, Reason, Retry};
use tonic::{Code, Request, Status};

use crate::faulty::{Fault, Seen};
use crate::stage::{Stage, order_of, patient, quick};

const SHORT: Duration = Duration::from_millis(300);
/// Far more than a loaded machine adds.
const SLACK: Duration = Duration::from_secs(10);

fn get() -> GetOrderRequest {
    GetOrderRequest {
        order_id: "ord_none".to_owned(),
    }
}

/// The timeout that a call told, in microseconds.
fn told_us(seen: &Seen) -> anyhow::Result<u64> {
    let text = seen.headers["grpc-timeout"].to_str()?;
    let (digits, unit) = text.split_at(text.len() - 1);
    let number: u64 = digits.parse()?;
    match unit {
        "n" => Ok(number / 1_000),
        "u" => Ok(number),
        "m" => Ok(number * 1_000),
        "S" => Ok(number * 1_000_000),
        unit => anyhow::bail!("{unit}"),
    }
}

fn is_deadline(status: Status) -> bool {
    let error = Error::from(status);
    error.code() == Code::DeadlineExceeded && error.reason() == Some(Reason::DeadlineExceeded)
}

#[tokio::test]
async fn a_server_that_says_nothing_is_not_waited_for() -> anyhow::Result<()> {
    let stage = Stage::set().await?;
    let faulty = stage.faulty().await?;
    faulty.will_always(Fault::Silence);
    let client = quick(&faulty.endpoint()).deadline(SHORT).build()?;
    let begin = Instant::now();
    ensure!(client.orders().get_order(get()).await.is_err_and(is_deadline));
    ensure!(
        (SHORT..SHORT + SLACK).contains(&begin.elapsed()),
        "{:?}",
        begin.elapsed()
    );
    let seen = faulty.seen();
    ensure!(seen.len() == 1 && told_us(&seen[0])? <= 300_000, "{seen:?}");
    // A call's own deadline comes first.
    let client = quick(&faulty.endpoint())
        .deadline(Duration::from_secs(600))
        .build()?;
    let mut request = Request::new(get());
    request.set_timeout(SHORT);
    let begin = Instant::now();
    ensure!(client.orders().get_order(request).await.is_err_and(is_deadline));
    ensure!(begin.elapsed() < SHORT + SLACK);
    stage.strike().await
}

#[tokio::test]
async fn one_deadline_covers_all_attempts_and_each_is_told_what_is_left() -> anyhow::Result<()> {
    let stage = Stage::set().await?;
    let faulty = stage.faulty().await?;
    faulty.will_always(Fault::Answer(Status::unavailable("not now")));
    let retry = Retry {
        attempts: 1_000,
        base_delay: Duration::from_millis(20),
        reserve: 1_000,
        ..patient()
    };
    let client = quick(&faulty.endpoint()).deadline(SHORT).retry(retry).build()?;
    let begin = Instant::now();
    let failed = client.orders().place_order(order_of("byr_late", "late-1")).await;
    ensure!(
        failed.is_err() && begin.elapsed() < SHORT + SLACK,
        "{:?}",
        begin.elapsed()
    );
    let told: Vec<u64> = faulty.seen().iter().map(told_us).collect::<anyhow::Result<_>>()?;
    ensure!((2..100).contains(&told.len()), "{} attempts", told.len());
    ensure!(
        told[0] <= 300_000 && told.is_sorted_by(|one, next| one > next),
        "{told:?}"
    );
    stage.strike().await
}

#[tokio::test]
async fn a_stream_has_a_deadline_when_it_brings_one() -> anyhow::Result<()> {
    let stage = Stage::set().await?;
    let faulty = stage.faulty().await?;
    let client = quick(&faulty.endpoint())
        .deadline(Duration::from_millis(1))
        .build()?;
    let direct = stage.client()?;
    let order = direct
        .orders()
        .place_order(order_of("byr_slow", "slow-1"))
        .await?
        .into_inner();
    faulty.will([Fault::StreamSilent]);
    let mut request = Request::new(WatchOrderRequest {
        order_id: order.order_id.clone(),
    });
    request.set_timeout(Duration::from_secs(2));
    let mut watched = client.orders().watch_order(request).await?.into_inner();
    ensure!(
        watched
            .message()
            .await?
            .is_some_and(|seen| seen.order_id == order.order_id)
    );
    ensure!(watched.message().await.is_err_and(is_deadline));
    stage.strike().await
}
