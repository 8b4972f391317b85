//! The suite as it is measured: in this process, called over the loopback network by so many clients at once.

use crate::client::Clients;
use crate::shop;
use anyhow::Context as _;
use redress::config::Config;
use redress::suite::{Suite, Time};
use redress_contracts::redress::orders::v1::GetOrderRequest;
use redress_core::{Clock, Ids};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// A call that is measured, in the order in which they are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// Places an order.
    Place,
    /// Confirms its payment.
    Pay,
    /// Cancels it.
    Cancel,
    /// Reads it, with its terms.
    Get,
    /// Ships it, instead.
    Ship,
    /// Delivers it.
    Deliver,
    /// Asks to return it, which is decided.
    Ask,
}

impl Call {
    /// A story: each order is placed, paid, read and cancelled.
    pub const CANCELLED: [Call; 4] = [Call::Place, Call::Pay, Call::Get, Call::Cancel];

    /// What it is called in tables.
    pub fn name(self) -> &'static str {
        match self {
            Call::Place => "place",
            Call::Pay => "pay",
            Call::Cancel => "cancel",
            Call::Get => "get",
            Call::Ship => "ship",
            Call::Deliver => "deliver",
            Call::Ask => "ask",
        }
    }
}

/// How long calls took.
#[derive(Clone, Copy, Debug)]
pub struct Taken {
    /// Until all were answered.
    pub answered: Duration,
    /// Until all that they caused was done too.
    pub at_rest: Duration,
}

/// A running suite.
pub struct Service {
    suite: Suite,
    clients: Clients,
    ids: Ids,
}

/// An order as far as it has come.
#[derive(Clone, Debug)]
pub struct Case {
    name: String,
    order_id: String,
}

impl Service {
    /// Starts it with its data in a folder, or in a PostgreSQL database.
    ///
    /// # Errors
    /// It does not start.
    pub async fn start(folder: &Path, database: Option<String>) -> anyhow::Result<Service> {
        let mut config = Config {
            data: folder.to_owned(),
            database,
            ..Config::default()
        };
        config.server.listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        config.gateway.enabled = false;
        let ids = Ids::system();
        let suite = Suite::start(
            &config,
            Time {
                clock: Clock::system(),
                ids: Ids::system(),
            },
        )
        .await?;
        let clients = Clients::connect(suite.address())?;
        Ok(Service { suite, clients, ids })
    }

    /// New cases. Their request ids look like ids, so that replays can replace them.
    pub fn cases(&self, count: usize) -> Vec<Case> {
        let now = Clock::system().now();
        (0..count)
            .map(|_| Case {
                name: self.ids.text("req", now),
                order_id: String::new(),
            })
            .collect()
    }

    /// Makes a call for every case, so many at once.
    ///
    /// # Errors
    /// A call failed.
    pub async fn call(&self, call: Call, cases: &mut [Case], at_once: usize) -> anyhow::Result<Taken> {
        let next = AtomicUsize::new(0);
        let begin = Instant::now();
        let known: &[Case] = cases;
        let workers = (0..at_once).map(|_| async {
            let mut ids = Vec::new();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(case) = known.get(at) else {
                    return anyhow::Ok(ids);
                };
                let order_id = self.one(call, case).await.with_context(|| call.name())?;
                ids.push((at, order_id));
            }
        });
        let made = futures::future::try_join_all(workers).await?;
        let answered = begin.elapsed();
        self.suite.rest().await?;
        let at_rest = begin.elapsed();
        for (at, order_id) in made.into_iter().flatten() {
            cases[at].order_id = order_id;
        }
        Ok(Taken { answered, at_rest })
    }

    /// Makes some calls for every case, one after the other.
    ///
    /// # Errors
    /// A call failed.
    pub async fn tell(&self, story: &[Call], cases: &mut [Case], at_once: usize) -> anyhow::Result<()> {
        for call in story {
            self.call(*call, cases, at_once).await?;
        }
        Ok(())
    }

    /// Stops it.
    pub async fn stop(self) {
        self.suite.stop().await.expect("the suite stops");
    }

    async fn one(&self, call: Call, case: &Case) -> anyhow::Result<String> {
        let mut orders = self.clients.orders.clone();
        let name = &case.name;
        let order = match call {
            Call::Place => orders.place_order(shop::order(name)).await?.into_inner(),
            // Another scope of request ids: the same one serves for every call of a case.
            Call::Pay => orders
                .confirm_payment(shop::pay(name, &case.order_id))
                .await?
                .into_inner(),
            Call::Get => orders
                .get_order(GetOrderRequest {
                    order_id: case.order_id.clone(),
                })
                .await?
                .into_inner(),
            Call::Ship => orders
                .mark_shipped(shop::ship(name, &case.order_id))
                .await?
                .into_inner(),
            Call::Deliver => orders
                .mark_delivered(shop::deliver(name, &case.order_id))
                .await?
                .into_inner(),
            Call::Ask => {
                let asked = self
                    .clients
                    .returns
                    .clone()
                    .request_return(shop::ask(name, &case.order_id))
                    .await?
                    .into_inner();
                return Ok(asked.order_id);
            }
            Call::Cancel => {
                let cancelled = orders
                    .cancel_order(shop::cancel(name, &case.order_id))
                    .await?
                    .into_inner();
                return Ok(cancelled.order_id);
            }
        };
        Ok(order.order_id)
    }
}
