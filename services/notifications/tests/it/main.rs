//! The notifications context through its contract and the bus, with a real policies context beside it: each test runs on
//! every database there is.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod events;
mod get_message;
mod list_messages;
mod sending;
mod words;
mod world;
