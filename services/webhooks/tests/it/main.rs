//! The webhooks context through its contract and the bus, with real HTTP servers beside it: each test runs on every database
//! there is.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod create_endpoint;
mod create_source;
mod delete_endpoint;
mod delete_source;
mod events;
mod forbidden;
mod get_delivery;
mod get_endpoint;
mod get_event;
mod get_notice;
mod get_source;
mod list_deliveries;
mod list_endpoints;
mod list_events;
mod list_notices;
mod list_sources;
mod names;
mod others;
mod passing_on_money;
mod passing_on_parcels;
mod receive_notice;
mod receiver;
mod redeliver_event;
mod references;
mod refused;
mod retry_notice;
mod rotate_endpoint_secret;
mod rotate_source_secret;
mod send_test_event;
mod sending;
mod signatures;
mod sources;
mod told;
mod trusted;
mod update_endpoint;
mod world;
