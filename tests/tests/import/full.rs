//! A whole history: several sellers, payments and parcels, and every time of it.

use super::{BINARY, LINES, ORDERS, PARCELS, PAYMENTS, at, counts, orders, seconds, serve};
use anyhow::{Context as _, ensure};
use redress_contracts::redress::orders::v1::{Order, OrderState, PaymentKind};
use redress_db::Backend;
use redress_tests::history::{History, Import};
use redress_tests::place::Place;
use redress_tests::shop;

async fn full(backend: Backend) -> anyhow::Result<()> {
    let place = Place::new(backend)?;
    let history = History::new(&place)?
        .with(
            "orders.csv",
            &[
                ORDERS,
                "o1,b1,2018-03-01 10:00:00,EUR,FR,75002,\"Paris,\n2e\",Mara Example,4.90,2018-03-05 00:00:00,",
                "o2,b2,2018-03-02 10:00:00,EUR,FR,,,,,2018-03-06 00:00:00,",
                "o3,b1,2018-03-03 10:00:00,EUR,FR,,,,,,cancelled",
            ],
        )?
        .with(
            "lines.csv",
            &[
                LINES,
                "o1,a,s1,k1,Lamp,2,10.00,4.00,1.00,2.00,lamps,fragile; glass",
                "o2,,s1,k1,Lamp,1,10.00,,,,,",
                "o1,b,s2,k2,\"Chair, \"\"oak\"\"\",1,30.10,,,,,",
                "o3,,s1,k1,Lamp,1,10.00,,,,,",
            ],
        )?
        .with(
            "payments.csv",
            &[
                PAYMENTS,
                "o1,e_wallet,gcash,20.00,r1,2018-03-01 10:05:00",
                "o3,card,visa,10.00,,2018-03-03 10:05:00",
                "o1,card,visa,40.00,r2,2018-03-01 10:07:00",
                "o2,bank_deposit,,10,,2018-03-02 11:00:00",
            ],
        )?
        .with(
            "parcels.csv",
            &[
                PARCELS,
                "o1,,s1,,T1,2018-03-04 10:00:00,2018-03-03 00:00:00,2018-03-09 10:00:00",
                "o1,,,b:1,T2,2018-03-05 10:00:00,2018-03-12 00:00:00,",
            ],
        )?;
    let import = Import::into_place(BINARY, &history, &place).with("--time-zone", "Europe/Paris");
    let output = import.run().await?;
    ensure!(counts(&output) == [3, 0, 0, 0], "{output:#}");
    ensure!(
        counts(&import.run().await?) == [0, 0, 3, 0],
        "it is not the same the second time"
    );
    let (server, clients) = serve(&place).await?;
    let orders = orders(&clients).await?;
    let [first, second, third] = orders.as_slice() else {
        anyhow::bail!("{} orders", orders.len());
    };
    is_as_told(first)?;
    ensure!(
        second.state() == OrderState::Paid && second.parcels.is_empty(),
        "{second:?}"
    );
    ensure!(third.state() == OrderState::Cancelled, "{third:?}");
    ensure!(
        clients.refunds_of(&third.order_id).await?.is_empty(),
        "an import moved money"
    );
    let ended = server.terminate().await?;
    ensure!(ended.status.success(), "{ended:?}");
    Ok(())
}

/// The first order of [`full`]: two sellers, two payments, two parcels, and every time it was told.
fn is_as_told(order: &Order) -> anyhow::Result<()> {
    ensure!(order.state() == OrderState::Shipped, "{order:?}");
    ensure!(
        shop::minor(order.total.as_ref()) == 6_000 && order.buyer_id == "b1",
        "{order:?}"
    );
    ensure!(
        (
            seconds(order.place_time.as_ref()),
            seconds(order.processing_due_time.as_ref())
        ) == (at("2018-03-01T09:00:00Z"), at("2018-03-04T23:00:00Z")),
        "{order:?}"
    );
    let address = order.shipping_address.as_ref().context("no address")?;
    ensure!(
        address.locality == "Paris, 2e" && address.recipients == ["Mara Example"],
        "{address:?}"
    );
    ensure!(
        order.lines[0].attributes == ["fragile", "glass"],
        "{:?}",
        order.lines
    );
    ensure!(order.lines[1].title == "Chair, \"oak\"", "{:?}", order.lines);
    let payments: Vec<_> = order
        .payments
        .iter()
        .map(|payment| (payment.kind(), seconds(payment.confirm_time.as_ref())))
        .collect();
    ensure!(
        payments
            == [
                (PaymentKind::EWallet, at("2018-03-01T09:05:00Z")),
                (PaymentKind::Card, at("2018-03-01T09:07:00Z"))
            ],
        "{payments:?}"
    );
    let parcels: Vec<_> = order
        .parcels
        .iter()
        .map(|parcel| {
            let times = [
                &parcel.ship_time,
                &parcel.estimated_delivery_time,
                &parcel.deliver_time,
            ];
            (
                parcel.tracking_number.as_str(),
                times.map(|time| seconds(time.as_ref())),
            )
        })
        .collect();
    let told = [
        (
            "T1",
            [
                at("2018-03-04T09:00:00Z"),
                at("2018-03-02T23:00:00Z"),
                at("2018-03-09T09:00:00Z"),
            ],
        ),
        (
            "T2",
            [at("2018-03-05T09:00:00Z"), at("2018-03-11T23:00:00Z"), None],
        ),
    ];
    ensure!(parcels == told, "{parcels:?}");
    Ok(())
}

#[tokio::test]
async fn everything_that_a_history_tells_is_in_the_order_book_on_sqlite() -> anyhow::Result<()> {
    full(Backend::Sqlite).await
}

#[tokio::test]
async fn everything_that_a_history_tells_is_in_the_order_book_on_postgres() -> anyhow::Result<()> {
    full(Backend::Postgres).await
}
