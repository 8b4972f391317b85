//! The notifications context through its contract and the bus, with a real policies context beside it: each test runs on
//! every database there is.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod events;
mod evidence_words;
mod get_message;
mod languages;
mod list_messages;
mod parcel_words;
mod post_office;
mod record_bounce;
mod return_words;
mod sending;
mod smtp;
mod words;
mod world;
