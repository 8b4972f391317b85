//! Addresses that a webhook must never call: refused when an endpoint is created, refused again when its name leads there
//! later, and never connected to.

mod table;

use std::collections::BTreeSet;

use redress_contracts::redress::webhooks::v1 as pb;
use redress_db::testing::backends;
use redress_webhooks::Config;

use crate::names::PUBLIC;
use crate::receiver::Receiver;
use crate::refused::bad_fields;
use crate::world::{World, create, start};
use table::{ADDRESSES, URLS};

/// How many the table has at least.
const ENOUGH: usize = 150;

/// Servers on the machine's own addresses, so that a call of them would be seen.
struct Traps([Receiver; 2]);

impl Traps {
    async fn set() -> Self {
        let first = Receiver::start().await;
        let second = Receiver::listen(&format!("[::1]:{}", first.port()), None).await;
        Self([first, second])
    }

    fn config(&self) -> Config {
        Config {
            ports: vec![443, 8443, self.0[0].port()],
            max_endpoints: 1_000,
            ..Config::default()
        }
    }

    /// The URL with the port that the traps listen on.
    fn armed(&self, url: &str) -> String {
        url.replace("PORT", &self.0[0].port().to_string())
    }

    fn assert_unsprung(&self) {
        assert!(
            self.0.iter().all(|trap| trap.connections() == 0),
            "the machine was called"
        );
    }
}

#[test]
fn the_table_is_large_enough_and_holds_nothing_twice() {
    let all: BTreeSet<_> = URLS.iter().chain(ADDRESSES).collect();
    assert_eq!(all.len(), URLS.len() + ADDRESSES.len());
    println!("{} addresses that are never called", all.len());
    assert!(all.len() >= ENOUGH, "{}", all.len());
}

#[tokio::test]
async fn no_spelling_of_an_address_and_no_inside_name_is_taken() {
    for backend in backends() {
        let traps = Traps::set().await;
        let mut world = World::new(backend, traps.config(), start()).await;
        for url in URLS {
            let answer = world.agent().create_endpoint(create(&traps.armed(url))).await;
            assert!(answer.is_err(), "{url} was taken");
            assert_eq!(bad_fields(answer), ["url"], "{url}");
        }
        traps.assert_unsprung();
        world.stop().await;
    }
}

#[tokio::test]
async fn no_name_that_leads_to_such_an_address_is_taken() {
    for backend in backends() {
        let traps = Traps::set().await;
        let mut world = World::new(backend, traps.config(), start()).await;
        for (index, address) in ADDRESSES.iter().enumerate() {
            let names = [
                format!("only{index}.example.com"),
                format!("mixed{index}.example.com"),
            ];
            world.names.lead(&names[0], &[address]);
            world.names.lead(&names[1], &[PUBLIC, address]);
            for name in names {
                let url = traps.armed(&format!("https://{name}:PORT/"));
                let answer = world.agent().create_endpoint(create(&url)).await;
                assert!(answer.is_err(), "{address} was taken");
                assert_eq!(bad_fields(answer), ["url"], "{address}");
            }
        }
        traps.assert_unsprung();
        world.stop().await;
    }
}

#[tokio::test]
async fn a_name_that_leads_inside_after_it_was_taken_is_not_called() {
    for backend in backends() {
        let traps = Traps::set().await;
        let mut world = World::new(backend, traps.config(), start()).await;
        for (index, address) in ADDRESSES.iter().enumerate() {
            let name = format!("rebound{index}.example.com");
            world.names.lead(&name, &[PUBLIC]);
            world.names.lead(&name, &[address]);
            let url = traps.armed(&format!("https://{name}:PORT/"));
            let made = world.endpoint(&url, "").await;
            let request = pb::SendTestEventRequest {
                endpoint_id: made.endpoint_id.clone(),
                ..Default::default()
            };
            world.agent().send_test_event(request).await.unwrap();
        }
        world.rest().await;
        let request = pb::ListDeliveriesRequest {
            page_size: 200,
            ..Default::default()
        };
        let listed = world.agent().list_deliveries(request).await.unwrap().into_inner();
        assert_eq!(listed.deliveries.len(), ADDRESSES.len());
        for delivery in listed.deliveries {
            assert_eq!(delivery.attempts[0].failure, "address_refused");
        }
        traps.assert_unsprung();
        world.stop().await;
    }
}
