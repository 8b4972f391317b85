//! Importing again: after a kill, and after the history has grown.

use super::{BINARY, LINES, ORDERS, PARCELS, PAYMENTS, counts, orders, serve};
use anyhow::ensure;
use redress_contracts::redress::orders::v1::OrderState;
use redress_db::Backend;
use redress_tests::history::{History, Import};
use redress_tests::place::Place;

async fn killed(backend: Backend) -> anyhow::Result<()> {
    const COUNT: usize = 200;
    let place = Place::new(backend)?;
    let history = History::of_many(&place, COUNT)?;
    let import = Import::into_place(BINARY, &history, &place);
    import.kill_after(3).await?;
    let [imported, completed, already_there, rejected] = counts(&import.run().await?);
    ensure!(
        imported > 0 && already_there > 0 && rejected == 0,
        "{imported} imported, {completed} completed, {already_there} already there, {rejected} rejected"
    );
    ensure!(
        imported + completed + already_there == COUNT as u64,
        "orders are missing"
    );
    // The journal only saves time: without it the order book itself knows what is there.
    std::fs::remove_dir_all(place.folder().join("import"))?;
    ensure!(
        counts(&import.run().await?) == [0, 0, COUNT as u64, 0],
        "orders were imported again"
    );
    let (server, clients) = serve(&place).await?;
    let orders = orders(&clients).await?;
    let mut references: Vec<&str> = orders
        .iter()
        .map(|order| order.external_reference.as_str())
        .collect();
    references.dedup();
    ensure!(
        references.len() == COUNT && orders.len() == COUNT,
        "{} orders",
        orders.len()
    );
    for order in &orders {
        ensure!(
            order.state() == OrderState::Delivered && order.parcels.len() == 1 && order.payments.len() == 1,
            "{order:?}"
        );
    }
    let ended = server.terminate().await?;
    ensure!(ended.status.success(), "{ended:?}");
    Ok(())
}

#[tokio::test]
async fn an_import_that_was_killed_goes_on_where_it_stopped_on_sqlite() -> anyhow::Result<()> {
    killed(Backend::Sqlite).await
}

#[tokio::test]
async fn an_import_that_was_killed_goes_on_where_it_stopped_on_postgres() -> anyhow::Result<()> {
    killed(Backend::Postgres).await
}

#[tokio::test]
async fn a_history_that_grew_is_completed_by_the_steps_that_are_new() -> anyhow::Result<()> {
    let place = Place::new(Backend::Sqlite)?;
    let history = |parcels: &[&str], buyer: &str| {
        History::new(&place)?
            .with(
                "orders.csv",
                &[ORDERS, &format!("o1,{buyer},2018-03-01,EUR,FR,,,,,,")],
            )?
            .with("lines.csv", &[LINES, "o1,,s1,k1,Lamp,1,10.00,,,,,"])?
            .with("payments.csv", &[PAYMENTS, "o1,card,,10.00,,2018-03-01"])?
            .with("parcels.csv", parcels)
    };
    let shipped = "o1,,,,,2018-03-02,,";
    let delivered = "o1,,,,,2018-03-02,,2018-03-05";
    for (history, expected) in [
        (history(&[PARCELS], "b1")?, [1, 0, 0, 0]),
        (history(&[PARCELS, shipped], "b1")?, [0, 1, 0, 0]),
        (history(&[PARCELS, delivered], "b1")?, [0, 1, 0, 0]),
        (history(&[PARCELS, delivered], "b1")?, [0, 0, 1, 0]),
        (history(&[PARCELS, delivered], "b2")?, [0, 0, 0, 1]),
    ] {
        let output = Import::into_place(BINARY, &history, &place).run().await?;
        ensure!(counts(&output) == expected, "{output:#}");
    }
    Ok(())
}
