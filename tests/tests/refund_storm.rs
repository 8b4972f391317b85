//! Many refunds at once never pay back more than was captured, on both databases, with and without the checks in code; and
//! many calls with one request id have one effect.

use anyhow::ensure;
use redress::config::Config;
use redress::suite::Trial;
use redress_contracts::redress::orders::v1::{ListCancellationsRequest, ListOrdersRequest};
use redress_db::Backend;
use redress_tests::client::Clients;
use redress_tests::place::Place;
use redress_tests::shop::{self, SHOP};
use redress_tests::storm::{Tally, play, same_answer};

/// How many rounds of 32 refunds; `just storm` plays many more.
const ROUNDS: usize = 8;

/// How often one request is sent at once.
const WIDTH: usize = 64;

struct Stage {
    clients: Clients,
    trial: Trial,
    _place: Place,
}

impl Stage {
    async fn set(backend: Backend, check_in_code: bool) -> anyhow::Result<Stage> {
        let place = Place::new(backend)?;
        let mut config = Config {
            database: place.database().map(|database| database.url()),
            ..Config::default()
        };
        config.refunds.check_in_code = check_in_code;
        let trial = Trial::with("2026-03-02T09:00:00Z", config).await?;
        Ok(Stage {
            clients: Clients::connect(trial.suite().address())?,
            trial,
            _place: place,
        })
    }

    async fn stop(self) -> anyhow::Result<()> {
        drop(self.clients);
        self.trial.stop().await
    }
}

async fn storm(backend: Backend, check_in_code: bool) -> anyhow::Result<()> {
    let stage = Stage::set(backend, check_in_code).await?;
    let tally = play(&stage.clients, "storm", ROUNDS, 1).await?;
    let Tally { created, refused } = tally;
    ensure!(created > ROUNDS && refused > ROUNDS, "no storm: {tally:?}");
    stage.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_storm_of_refunds_never_exceeds_what_was_captured_on_sqlite() -> anyhow::Result<()> {
    storm(Backend::Sqlite, true).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_storm_of_refunds_never_exceeds_what_was_captured_on_postgres() -> anyhow::Result<()> {
    storm(Backend::Postgres, true).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_alone_holds_the_line_on_sqlite() -> anyhow::Result<()> {
    storm(Backend::Sqlite, false).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_alone_holds_the_line_on_postgres() -> anyhow::Result<()> {
    storm(Backend::Postgres, false).await
}

async fn one_effect(backend: Backend) -> anyhow::Result<()> {
    let stage = Stage::set(backend, true).await?;
    let clients = &stage.clients;
    let orders = || clients.orders.clone();

    let order = same_answer(WIDTH, || async { orders().place_order(shop::order("one")).await }).await?;
    let request = ListOrdersRequest {
        marketplace_id: SHOP.to_owned(),
        ..ListOrdersRequest::default()
    };
    let placed = orders().list_orders(request).await?.into_inner().orders;
    ensure!(placed.len() == 1, "{} orders", placed.len());

    let order_id = order.order_id.as_str();
    same_answer(WIDTH, || async {
        orders().confirm_payment(shop::pay("one-pay", order_id)).await
    })
    .await?;
    clients.payment_known(order_id).await?;
    let goodwill = shop::goodwill("one-goodwill", order_id, 100);
    same_answer(WIDTH, || async {
        clients.refunds.clone().create_refund(goodwill.clone()).await
    })
    .await?;
    let reference = shop::payment_reference("one");
    let standing = clients.settled(order_id, &reference).await?;
    ensure!(standing.refunded == 100, "{standing:?}");

    same_answer(WIDTH, || async {
        orders().cancel_order(shop::cancel("one-cancel", order_id)).await
    })
    .await?;
    let request = ListCancellationsRequest {
        marketplace_id: SHOP.to_owned(),
        order_id: order_id.to_owned(),
        ..ListCancellationsRequest::default()
    };
    let cancellations = orders()
        .list_cancellations(request)
        .await?
        .into_inner()
        .cancellations;
    ensure!(cancellations.len() == 1, "{} cancellations", cancellations.len());
    stage.trial.suite().rest().await?;
    let standing = clients.settled(order_id, &reference).await?;
    ensure!(
        standing.refunds.len() <= 2,
        "one cancellation became {} refunds",
        standing.refunds.len() - 1
    );
    stage.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn one_request_id_has_one_effect_on_sqlite() -> anyhow::Result<()> {
    one_effect(Backend::Sqlite).await
}

#[tokio::test(flavor = "multi_thread")]
async fn one_request_id_has_one_effect_on_postgres() -> anyhow::Result<()> {
    one_effect(Backend::Postgres).await
}
