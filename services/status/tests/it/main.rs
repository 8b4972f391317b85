//! The status context through its contract and the bus, with a real policies context beside it and the other contexts played:
//! each test runs on every database there is.

#![expect(clippy::unwrap_used, reason = "what a test does not expect ends it")]

mod events;
mod get_order_status;
mod list_timeline;
mod upstream;
mod watch_order_status;
mod watch_timeline;
mod world;
