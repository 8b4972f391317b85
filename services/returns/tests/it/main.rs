//! Each RPC through an in-process channel, on every database there is: what it does, its replay, its reuse, a stale etag
//! and a wrong state; and what events and clocks do by themselves.

#![expect(clippy::unwrap_used, reason = "what a test does not expect ends it")]

mod amend_return;
mod announce_parcel;
mod apply_remedy;
mod claims;
mod clocks;
mod correct_tracking;
mod decide_return;
mod evidence;
mod find_return;
mod get_return;
mod get_return_decision;
mod get_return_document;
mod inspect_return;
mod list_returns;
mod match_parcel;
mod neighbours;
mod over_return;
mod parcels;
mod preview_remedy;
mod preview_return;
mod receive_parcel;
mod record_repair;
mod record_unmatched_parcel;
mod request_return;
mod send_parcel;
mod watch_return;
mod withdraw_return;
mod world;
