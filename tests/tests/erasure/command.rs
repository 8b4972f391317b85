//! The command against a running server, and a server that is killed while it erases.

use anyhow::{Context as _, ensure};
use redress_contracts::redress::orders::v1::PlaceOrderRequest;
use redress_contracts::redress::privacy::v1 as pb;
use redress_db::Backend;
use redress_tests::client::Clients;
use redress_tests::place::Place;
use redress_tests::process::Start;
use redress_tests::scene::gif;
use redress_tests::shop::{self, SHOP};
use redress_tests::wait::until;
use std::process::Output;
use std::time::Duration;
use tokio::process::Command;

use crate::canary::Canary;
use crate::raw::find_in;

/// The binary under test.
const BINARY: &str = env!("CARGO_BIN_EXE_redress-under-test");
/// Enough orders that erasing them takes a while.
const MANY: usize = 12;

async fn bought(clients: &Clients, who: &Canary, name: &str) -> anyhow::Result<String> {
    let place = PlaceOrderRequest {
        buyer_id: who.buyer.clone(),
        buyer_email: who.email.clone(),
        shipping_address: Some(who.address("FR")),
        ..shop::order(name)
    };
    let mut orders = clients.orders.clone();
    let order_id = orders.place_order(place).await?.into_inner().order_id;
    orders
        .confirm_payment(shop::pay(&format!("{name}-pay"), &order_id))
        .await?;
    Ok(order_id)
}

async fn arrived(clients: &Clients, name: &str, order_id: &str) -> anyhow::Result<()> {
    let mut orders = clients.orders.clone();
    orders
        .mark_shipped(shop::ship(&format!("{name}-ship"), order_id))
        .await?;
    orders
        .mark_delivered(shop::deliver(&format!("{name}-deliver"), order_id))
        .await?;
    Ok(())
}

async fn privacy(arguments: &[&str]) -> anyhow::Result<String> {
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new(BINARY)
        .arg("privacy")
        .args(arguments)
        .output()
        .await?;
    ensure!(status.success(), "{}", String::from_utf8_lossy(&stderr));
    Ok(String::from_utf8(stdout)?)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_exports_and_erases_on_a_running_server() -> anyhow::Result<()> {
    let (place, out) = (Place::new(Backend::Sqlite)?, tempfile::tempdir()?);
    let server = Start::new(BINARY, &place).run().await?;
    let clients = server.clients()?;
    let who = Canary::new("cmnina", "1212121");
    let order_id = bought(&clients, &who, "one").await?;
    let photo = gif("photo", 9);
    let mut evidence = clients.evidence.clone();
    let upload = evidence.start_upload(photo.start(&order_id)).await?.into_inner();
    let whole = photo.chunk(&upload, 0, photo.bytes.len());
    evidence.upload_chunks(futures::stream::iter([whole])).await?;
    let piece = evidence.finish_upload(photo.finish(&upload)).await?.into_inner();
    let url = format!("http://{}", server.address());
    let of_buyer = ["--marketplace", SHOP, "--buyer", &who.buyer, "--server", &url];
    let out = out.path().join("export");
    let folder = out.to_string_lossy();

    let told = privacy(&[&["export"][..], &of_buyer, &["--out", &folder]].concat()).await?;
    ensure!(told.contains("exported"), "{told}");
    let orders = std::fs::read_to_string(out.join("orders.jsonl"))?;
    let first: serde_json::Value = serde_json::from_str(orders.lines().next().context("no order")?)?;
    ensure!(first["content"]["buyer_email"] == who.email, "{first}");
    ensure!(orders.contains(&who.street), "{orders}");
    let file = std::fs::read(out.join("files").join(&piece.evidence_id))?;
    ensure!(file == photo.bytes, "the file is another");

    // On its way to the buyer: nothing would be erased, and the reason is said.
    let told = privacy(&[&["erase"][..], &of_buyer, &["--dry-run"]].concat()).await?;
    ensure!(told.contains("an open case needs order"), "{told}");
    arrived(&clients, "one", &order_id).await?;
    until(
        "a dry run that finds nothing open",
        Duration::from_secs(20),
        || async {
            let told = privacy(&[&["erase"][..], &of_buyer, &["--dry-run"]].concat()).await?;
            Ok((!told.contains("waits")).then_some(()))
        },
    )
    .await?;
    let told = privacy(&[&["erase"][..], &of_buyer].concat()).await?;
    println!("{told}");
    ensure!(
        told.contains("erased ") && told.contains("[EU-KEEP-ACCOUNTS]"),
        "{told}"
    );
    let order = clients.order(&order_id).await?;
    ensure!(order.buyer_id.starts_with("erased_"), "{order:?}");
    server.terminate().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_that_was_cut_off_goes_on_after_a_restart() -> anyhow::Result<()> {
    let place = Place::new(Backend::Sqlite)?;
    let start = Start::new(BINARY, &place);
    let server = start.run().await?;
    let clients = server.clients()?;
    let who = Canary::new("klbela", "3434343");
    for number in 0..MANY {
        let name = format!("order-{number}");
        let order_id = bought(&clients, &who, &name).await?;
        arrived(&clients, &name, &order_id).await?;
    }
    let ask = pb::RequestErasureRequest {
        request_id: "erase".to_owned(),
        marketplace_id: SHOP.to_owned(),
        buyer_id: who.buyer.clone(),
        is_preview: false,
    };
    let taken = clients.privacy.clone().request_erasure(ask).await?.into_inner();
    server.kill().await?;
    // Killed again and again, a little later each time: somewhere in between it is in the middle.
    for delay in [150, 300, 450] {
        start.interrupt(Duration::from_millis(delay)).await?;
    }
    let server = start.run().await?;
    let clients = server.clients()?;
    until("an erasure that is done", Duration::from_secs(100), || async {
        let ask = pb::GetDataRequestRequest {
            data_request_id: taken.data_request_id.clone(),
        };
        let request = clients.privacy.clone().get_data_request(ask).await?.into_inner();
        Ok((request.state() == pb::DataRequestState::Done).then_some(()))
    })
    .await?;
    let ended = server.terminate().await?;
    ensure!(ended.status.success(), "{}", ended.stderr);
    let found = find_in(place.folder(), None, &who)?;
    ensure!(found.is_empty(), "{found:#?}");
    Ok(())
}
