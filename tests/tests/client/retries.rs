//! What is made again after a failure, what is not, and how often.

use std::time::{Duration, Instant};

use anyhow::ensure;
use futures::future::join_all;
use redress_client::contracts::redress::orders::v1::{GetOrderRequest, PlaceOrderRequest};
use redress_client::contracts::redress::refunds::v1::ScriptProviderRequest;
use redress_client::{Error, Retry};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

use crate::cutter::Cutter;
use crate::faulty::Fault;
use crate::stage::{Stage, order_of, orders_of, patient, quick};

/// Longer than a call may take, and the longest that can be said.
const LONG: Duration = Duration::from_secs(315_576_000_000);

/// Too many calls, with and without how long to wait.
fn exhausted(wait: Option<Duration>) -> Fault {
    let mut details = ErrorDetails::new();
    if let Some(wait) = wait {
        details.set_retry_info(Some(wait));
    }
    Fault::Answer(Status::with_error_details(
        Code::ResourceExhausted,
        "too many",
        details,
    ))
}

fn unavailable() -> Fault {
    Fault::Answer(Status::unavailable("not now"))
}

#[tokio::test]
async fn a_reply_lost_with_its_connection_means_one_order_and_the_same_reply() -> anyhow::Result<()> {
    let stage = Stage::set().await?;
    let cutter = Cutter::before(stage.server.address(), 2).await?;
    let client = quick(&cutter.endpoint()).build()?;
    let request = order_of("byr_cut", "cut-1");
    let placed = client.orders().place_order(request.clone()).await?.into_inner();
    ensure!(cutter.cut() == 2, "{} connections were cut", cutter.cut());
    let direct = stage.client()?;
    let replayed = direct.orders().place_order(request).await?.into_inner();
    ensure!(replayed == placed, "{replayed:?}\n{placed:?}");
    let found = orders_of(&direct, "byr_cut", 10).await?;
    ensure!(found.len() == 1, "{} orders", found.len());
    stage.strike().await
}

#[tokio::test]
async fn a_call_without_request_id_gets_one_that_stays_the_same() -> anyhow::Result<()> {
    let stage = Stage::set().await?;
    let faulty = stage.faulty().await?;
    let client = quick(&faulty.endpoint()).build()?;
    faulty.will([Fault::ReplyLost, unavailable(), unavailable()]);
    let request = PlaceOrderRequest {
        request_id: String::new(),
        ..order_of("byr_new", "new-1")
    };
    let placed = client.orders().place_order(request.clone()).await?.into_inner();
    let seen = faulty.seen();
    ensure!(seen.len() == 4, "{} attempts", seen.len());
    ensure!(
        seen.iter().all(|call| call.message == seen[0].message),
        "other bytes"
    );
    let found = orders_of(&stage.client()?, "byr_new", 10).await?;
    ensure!(
        found.len() == 1 && found[0].order_id == placed.order_id,
        "{found:?}"
    );
    // Another call is another request.
    let other = order_of("byr_new", "new-2");
    client
        .orders()
        .place_order(PlaceOrderRequest {
            request_id: String::new(),
            ..other
        })
        .await?;
    ensure!(orders_of(&stage.client()?, "byr_new", 10).await?.len() == 2);
    stage.strike().await
}

#[tokio::test]
async fn what_waiting_does_not_mend_and_what_is_not_safe_is_made_once() -> anyhow::Result<()> {
    let stage = Stage::set().await?;
    let faulty = stage.faulty().await?;
    let client = quick(&faulty.endpoint()).build()?;
    let get = GetOrderRequest {
        order_id: "ord_none".to_owned(),
    };
    let hopeless = [
        Fault::Answer(Status::aborted("changed")),
        Fault::Answer(Status::unknown("what")),
        Fault::Answer(Status::deadline_exceeded("late")),
        exhausted(None),
    ];
    for fault in hopeless {
        faulty.will([fault]);
        let failed = client.orders().get_order(get.clone()).await;
        ensure!(failed.is_err() && faulty.seen().len() == 1);
    }
    // It changes something and has no request id.
    faulty.will([unavailable()]);
    let scripted = client
        .sandbox_provider()
        .script_provider(ScriptProviderRequest::default())
        .await;
    ensure!(scripted.is_err_and(|status| status.code() == Code::Unavailable) && faulty.seen().len() == 1);
    // None of it, when so told.
    let once = quick(&faulty.endpoint()).retry(Retry::none()).build()?;
    faulty.will([unavailable()]);
    ensure!(once.orders().get_order(get).await.is_err() && faulty.seen().len() == 1);
    stage.strike().await
}

#[tokio::test]
async fn a_full_server_is_asked_again_when_it_says_so() -> anyhow::Result<()> {
    let stage = Stage::set().await?;
    let faulty = stage.faulty().await?;
    let client = quick(&faulty.endpoint()).build()?;
    let wait = Duration::from_millis(250);
    faulty.will([exhausted(Some(wait))]);
    let begin = Instant::now();
    client
        .orders()
        .place_order(order_of("byr_full", "full-1"))
        .await?;
    ensure!(
        faulty.seen().len() == 2 && begin.elapsed() >= wait,
        "{:?}",
        begin.elapsed()
    );
    // Not when that would be after the deadline: the caller hears of it at once.
    faulty.will([exhausted(Some(LONG))]);
    let refused = client.orders().place_order(order_of("byr_full", "full-2")).await;
    let error = Error::from(refused.err().unwrap_or_else(|| Status::ok("")));
    ensure!(error.retry_after() == Some(LONG), "{error}");
    ensure!(
        error.may_succeed_later() && faulty.seen().len() == 1 && begin.elapsed() < Duration::from_secs(20)
    );
    stage.strike().await
}

#[tokio::test]
async fn a_storm_of_failures_stays_within_the_budget() -> anyhow::Result<()> {
    const CALLS: usize = 60;
    let stage = Stage::set().await?;
    let faulty = stage.faulty().await?;
    let client = quick(&faulty.endpoint())
        .retry(Retry {
            reserve: 8,
            ..patient()
        })
        .build()?;
    faulty.will_always(unavailable());
    let calls = (0..CALLS).map(|number| {
        let mut stub = client.orders();
        async move {
            stub.place_order(order_of("byr_storm", &format!("storm-{number}")))
                .await
        }
    });
    let failed = join_all(calls).await.into_iter().filter(Result::is_err).count();
    ensure!(failed == CALLS, "{failed}");
    // Each call, the reserve, and a tenth for each call.
    let seen = faulty.seen().len();
    ensure!(
        (CALLS + 8..=CALLS + 8 + CALLS / 10).contains(&seen),
        "{seen} attempts at {CALLS} calls"
    );
    stage.strike().await
}
