//! Each RPC through an in-process channel, on every database there is: what it does, its replay, its reuse, a stale etag
//! and a wrong state; and what events and clocks do by themselves.

#![expect(clippy::unwrap_used, reason = "what a test does not expect ends it")]

mod correct_tracking_number;
mod create_shipment;
mod deadlines;
mod get_shipment;
mod identify_tracking_number;
mod list_carriers;
mod list_shipments;
mod list_tracking_events;
mod order_book;
mod order_changed;
mod record_proof_of_delivery;
mod record_tracking_event;
mod return_changed;
mod special_periods;
mod stream_tracking_events;
mod watch_shipment;
mod world;
