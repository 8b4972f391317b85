//! A database that takes no writes: callers get a clear status, nothing is half written, and it serves again by itself as soon as
//! there is room.

use anyhow::{Context as _, ensure};
use redress_contracts::redress::orders::v1::{GetOrderRequest, ListOrdersRequest, OrderState};
use redress_db::Backend;
use redress_tests::client::Clients;
use redress_tests::place::Place;
use redress_tests::process::Start;
use redress_tests::shop::{self, SHOP};
use redress_tests::wait::until;
use std::time::Duration;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

/// How long it may take to serve again.
const LIMIT: Duration = Duration::from_secs(20);

fn start(place: &Place) -> Start {
    Start::new(env!("CARGO_BIN_EXE_redress-under-test"), place)
}

/// Says that the storage does not take it now, and nothing of the inside.
fn is_clear(status: &Status) -> anyhow::Result<()> {
    let reason = status.get_details_error_info().map(|info| info.reason);
    ensure!(
        status.code() == Code::Unavailable && reason.as_deref() == Some("UNAVAILABLE"),
        "{status:?}"
    );
    ensure!(
        !status.message().contains('/') && !status.message().contains("SQL"),
        "{status:?}"
    );
    Ok(())
}

async fn order_count(clients: &Clients) -> anyhow::Result<usize> {
    let request = ListOrdersRequest {
        marketplace_id: SHOP.to_owned(),
        ..ListOrdersRequest::default()
    };
    Ok(clients
        .orders
        .clone()
        .list_orders(request)
        .await?
        .into_inner()
        .orders
        .len())
}

/// Orders until a write is refused, and returns how many were taken.
async fn order_until_refused(clients: &Clients) -> anyhow::Result<usize> {
    for taken in 0..500 {
        if let Err(status) = clients
            .orders
            .clone()
            .place_order(shop::order(&format!("fill-{taken}")))
            .await
        {
            is_clear(&status)?;
            return Ok(taken);
        }
    }
    anyhow::bail!("the disk is never full")
}

async fn serves_again(clients: &Clients, paid: &str, taken: usize) -> anyhow::Result<()> {
    until("an order that is taken again", LIMIT, || async {
        match clients
            .orders
            .clone()
            .place_order(shop::order(&format!("fill-{taken}")))
            .await
        {
            Ok(_) => Ok(Some(())),
            Err(status) => is_clear(&status).map(|()| None),
        }
    })
    .await?;
    // What was refused left nothing, and what was taken is whole: the order before it can be cancelled and refunded.
    let count = order_count(clients).await?;
    ensure!(
        count == taken + 2,
        "{count} orders for {} that were taken",
        taken + 2
    );
    clients
        .orders
        .clone()
        .cancel_order(shop::cancel("after", paid))
        .await?;
    until("a refund", LIMIT, || async {
        Ok((!clients.refunds_of(paid).await?.is_empty()).then_some(()))
    })
    .await?;
    let standing = clients.settled(paid, &shop::payment_reference("before")).await?;
    ensure!(standing.refunded == standing.captured, "{standing:?}");
    Ok(())
}

#[tokio::test]
async fn a_full_disk_is_said_clearly_and_survived() -> anyhow::Result<()> {
    let place = Place::new(Backend::Sqlite)?;
    let server = start(&place).run().await?;
    let clients = server.clients()?;
    let paid = clients.paid_order("before").await?;
    // No file may grow beyond what the log of the fullest has now and a little more.
    let files = std::fs::read_dir(place.folder())?.collect::<Result<Vec<_>, _>>()?;
    let sizes = files
        .iter()
        .map(|file| Ok(file.metadata()?.len()))
        .collect::<std::io::Result<Vec<u64>>>()?;
    let largest = sizes.into_iter().max().context("there are files")?;
    server.limit_files(Some(largest + (128 << 10)))?;
    let taken = order_until_refused(&clients).await?;
    ensure!(
        clients
            .orders
            .clone()
            .get_order(GetOrderRequest {
                order_id: paid.clone()
            })
            .await
            .is_ok(),
        "it cannot be read"
    );
    server.limit_files(None)?;
    // Fewer than a page of orders, so that one list shows them all.
    ensure!(taken < 48, "{taken} orders fit");
    serves_again(&clients, &paid, taken).await?;
    let ended = server.terminate().await?;
    ensure!(ended.status.success(), "{ended:?}");
    Ok(())
}

#[tokio::test]
async fn a_read_only_database_is_said_clearly_and_survived() -> anyhow::Result<()> {
    let place = Place::new(Backend::Postgres)?;
    let server = start(&place).run().await?;
    let clients = server.clients()?;
    let paid = clients.paid_order("before").await?;
    let database = place.database().context("it is PostgreSQL")?;
    database.set_read_only(true)?;
    let status = clients
        .orders
        .clone()
        .place_order(shop::order("fill-0"))
        .await
        .err()
        .context("it was written")?;
    is_clear(&status)?;
    let read = until("an order that can be read", LIMIT, || async {
        Ok(clients
            .orders
            .clone()
            .get_order(GetOrderRequest {
                order_id: paid.clone(),
            })
            .await
            .ok())
    });
    ensure!(
        read.await?.into_inner().state() == OrderState::Paid,
        "the order is another one"
    );
    database.set_read_only(false)?;
    serves_again(&clients, &paid, 0).await?;
    let ended = server.terminate().await?;
    ensure!(ended.status.success(), "{ended:?}");
    Ok(())
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_said_in_one_line() -> anyhow::Result<()> {
    let place = Place::new(Backend::Sqlite)?;
    // A file where the folder should be: no permission, not even root's, makes it one.
    let file = place.folder().join("taken");
    std::fs::write(&file, "somebody else's")?;
    let path = file.to_string_lossy().into_owned();
    let ended = start(&place).with("--data", &path).run_to_end().await?;
    let lines: Vec<&str> = ended.stderr.lines().collect();
    ensure!(
        !ended.status.success() && lines.len() == 1 && lines[0].contains(&path),
        "{ended:?}"
    );
    ensure!(
        std::fs::read_to_string(&file)? == "somebody else's",
        "it was written to"
    );
    Ok(())
}
