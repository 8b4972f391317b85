//! Starting and stopping the real binary: quickly on data that is there already, refused with one readable line where it cannot
//! be, small while idle, and drained at its end.

use anyhow::{Context as _, ensure};
use redress_contracts::redress::orders::v1::GetOrderRequest;
use redress_db::Backend;
use redress_tests::place::Place;
use redress_tests::process::{Ended, Process, Start};
use redress_tests::shop;
use std::time::Duration;
use tokio::net::TcpStream;

/// For a second start in a development build; a release build is far below a second.
const START_LIMIT: Duration = Duration::from_secs(5);

/// What an idle server may hold in a development build, whose code and tables are larger; a release build holds about 40 MB.
const MEMORY_LIMIT: u64 = 128 << 20;

fn start(place: &Place) -> Start {
    Start::new(env!("CARGO_BIN_EXE_redress-under-test"), place)
}

/// It said in one line why, and nothing else.
fn one_line(ended: &Ended, said: &[&str]) -> anyhow::Result<()> {
    ensure!(!ended.status.success() && ended.stdout.is_empty(), "{ended:?}");
    let lines: Vec<&str> = ended.stderr.lines().collect();
    ensure!(
        lines.len() == 1 && said.iter().all(|text| lines[0].contains(text)),
        "not one line with {said:?}: {ended:?}"
    );
    Ok(())
}

async fn stop(server: Process) -> anyhow::Result<()> {
    let ended = server.terminate().await?;
    ensure!(ended.status.success() && ended.stderr.is_empty(), "{ended:?}");
    Ok(())
}

async fn second_start(backend: Backend) -> anyhow::Result<()> {
    let place = Place::new(backend)?;
    let first = start(&place).run().await?;
    ensure!(
        first.ready_line().starts_with("redress is ready: gRPC on "),
        "{}",
        first.ready_line()
    );
    let placed = first
        .clients()?
        .orders
        .place_order(shop::order("kept"))
        .await?
        .into_inner();
    stop(first).await?;
    let second = start(&place).run().await?;
    ensure!(
        second.start_duration() < START_LIMIT,
        "{:?} until it was ready",
        second.start_duration()
    );
    let request = GetOrderRequest {
        order_id: placed.order_id.clone(),
    };
    let kept = second.clients()?.orders.get_order(request).await?.into_inner();
    ensure!(
        kept.order_id == placed.order_id && kept.etag == placed.etag,
        "{kept:?}"
    );
    let memory = second.resident_bytes()?;
    ensure!(memory < MEMORY_LIMIT, "{} MiB while idle", memory >> 20);
    stop(second).await
}

#[tokio::test]
async fn a_second_start_is_quick_small_and_finds_its_orders_on_sqlite() -> anyhow::Result<()> {
    second_start(Backend::Sqlite).await
}

#[tokio::test]
async fn a_second_start_is_quick_small_and_finds_its_orders_on_postgres() -> anyhow::Result<()> {
    second_start(Backend::Postgres).await
}

#[tokio::test]
async fn a_second_process_on_the_same_data_is_refused_in_one_line() -> anyhow::Result<()> {
    let place = Place::new(Backend::Sqlite)?;
    let first = start(&place).run().await?;
    let ended = start(&place).run_to_end().await?;
    one_line(
        &ended,
        &[
            "another process holds the data folder",
            &place.folder().to_string_lossy(),
        ],
    )?;
    stop(first).await
}

#[tokio::test]
async fn a_port_in_use_is_said_in_one_line() -> anyhow::Result<()> {
    let (place, other) = (Place::new(Backend::Sqlite)?, Place::new(Backend::Sqlite)?);
    let first = start(&place).run().await?;
    let address = first.address().to_string();
    let ended = start(&other).with("--listen", &address).run_to_end().await?;
    one_line(&ended, &[&address, "in use"])?;
    stop(first).await
}

#[tokio::test]
async fn a_database_that_cannot_be_reached_is_said_in_one_line_without_its_password() -> anyhow::Result<()> {
    let place = Place::new(Backend::Sqlite)?;
    let url = "postgresql://redress:hidden@127.0.0.1:1/redress";
    let ended = start(&place).with("--database", url).run_to_end().await?;
    one_line(&ended, &["database"])?;
    ensure!(!ended.stderr.contains("hidden"), "{}", ended.stderr);
    Ok(())
}

#[tokio::test]
async fn a_call_in_flight_is_answered_before_the_server_stops() -> anyhow::Result<()> {
    let place = Place::new(Backend::Sqlite)?;
    let server = start(&place).run().await?;
    let address = server.address();
    let clients = server.clients()?;
    let placed = clients
        .orders
        .clone()
        .place_order(shop::order("first"))
        .await?
        .into_inner();
    let calls: Vec<_> = (0..16)
        .map(|at| {
            let mut orders = clients.orders.clone();
            tokio::spawn(async move { orders.place_order(shop::order(&format!("in-flight-{at}"))).await })
        })
        .collect();
    stop(server).await?;
    let mut answered = vec![placed];
    for call in calls {
        // Refused because it came too late, or answered: never cut.
        match call.await? {
            Ok(order) => answered.push(order.into_inner()),
            Err(status) => ensure!(status.code() == tonic::Code::Unavailable, "{status:?}"),
        }
    }
    ensure!(
        TcpStream::connect(address).await.is_err(),
        "somebody still listens on {address}"
    );
    let again = start(&place).run().await?;
    for order in answered {
        let request = GetOrderRequest {
            order_id: order.order_id,
        };
        again
            .clients()?
            .orders
            .get_order(request)
            .await
            .context("an order that was answered")?;
    }
    stop(again).await
}
