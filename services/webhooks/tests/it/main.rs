//! The webhooks context through its contract and the bus, with real HTTP servers beside it: each test runs on every database
//! there is.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod create_endpoint;
mod delete_endpoint;
mod events;
mod forbidden;
mod get_delivery;
mod get_endpoint;
mod get_event;
mod list_deliveries;
mod list_endpoints;
mod list_events;
mod names;
mod receiver;
mod redeliver_event;
mod references;
mod refused;
mod rotate_endpoint_secret;
mod send_test_event;
mod sending;
mod told;
mod trusted;
mod update_endpoint;
mod world;
