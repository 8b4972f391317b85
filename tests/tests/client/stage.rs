//! A real server, clients of it with and without something between, and what the tests order there.

use std::time::Duration;

use redress_client::contracts::redress::orders::v1::{ListOrdersRequest, Order, PlaceOrderRequest};
use redress_client::{Builder, Client, Error, Retry, items};
use redress_db::Backend;
use redress_tests::place::Place;
use redress_tests::process::{Process, Start};
use redress_tests::shop;

use crate::faulty::Faulty;

/// A running server, and its data.
pub struct Stage {
    pub server: Process,
    _place: Place,
}

impl Stage {
    pub async fn set() -> anyhow::Result<Stage> {
        Stage::with("").await
    }

    /// With a file of settings.
    pub async fn with(settings: &str) -> anyhow::Result<Stage> {
        let place = Place::new(Backend::Sqlite)?;
        let file = place.folder().join("settings.toml");
        std::fs::write(&file, settings)?;
        let server = Start::new(env!("CARGO_BIN_EXE_redress-under-test"), &place)
            .with("--config", &file.to_string_lossy())
            .run()
            .await?;
        Ok(Stage {
            server,
            _place: place,
        })
    }

    /// A client with nothing between.
    pub fn client(&self) -> anyhow::Result<Client> {
        Ok(quick(&format!("http://{}", self.server.address())).build()?)
    }

    /// Something between that fails as it is told.
    pub async fn faulty(&self) -> anyhow::Result<Faulty> {
        Faulty::before(self.server.address()).await
    }

    /// Ends the server.
    pub async fn strike(self) -> anyhow::Result<()> {
        let ended = self.server.terminate().await?;
        anyhow::ensure!(ended.status.success(), "{}", ended.stderr);
        Ok(())
    }
}

/// A client that waits little before it tries again.
pub fn quick(endpoint: &str) -> Builder {
    Client::builder(endpoint)
        .deadline(Duration::from_secs(20))
        .retry(patient())
}

/// Five attempts with hardly a pause.
pub fn patient() -> Retry {
    Retry {
        base_delay: Duration::from_millis(2),
        ..Retry::default()
    }
}

/// An order of this buyer.
pub fn order_of(buyer: &str, request_id: &str) -> PlaceOrderRequest {
    PlaceOrderRequest {
        buyer_id: buyer.to_owned(),
        ..shop::order(request_id)
    }
}

/// All orders of this buyer, a page at a time.
pub async fn orders_of(client: &Client, buyer: &str, page_size: i32) -> Result<Vec<Order>, Error> {
    use futures::TryStreamExt as _;
    let pages = items(|page_token| {
        let mut stub = client.orders();
        let request = ListOrdersRequest {
            marketplace_id: shop::SHOP.to_owned(),
            buyer_id: buyer.to_owned(),
            page_size,
            page_token,
            ..ListOrdersRequest::default()
        };
        async move {
            let page = stub.list_orders(request).await?.into_inner();
            Ok((page.orders, page.next_page_token))
        }
    });
    pages.try_collect().await
}
