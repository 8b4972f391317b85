//! Each RPC through an in-process channel, on every database there is: what it does, its replay, its reuse, a stale etag
//! and a wrong state; and what events and clocks do by themselves.

#![expect(clippy::unwrap_used, reason = "what a test does not expect ends it")]

mod add_return_statement;
mod amend_return;
mod announce_parcel;
mod answer_return_proposal;
mod appeal_return_ruling;
mod apply_remedy;
mod claims;
mod clocks;
mod correct_tracking;
mod decide_return;
mod disputed;
mod escalate_return_dispute;
mod evidence;
mod find_return;
mod get_return;
mod get_return_decision;
mod get_return_dispute;
mod get_return_document;
mod inspect_return;
mod intervene_in_return;
mod list_return_disputes;
mod list_return_interventions;
mod list_returns;
mod match_parcel;
mod neighbours;
mod open_return_dispute;
mod over_return;
mod parcels;
mod preview_remedy;
mod preview_return;
mod propose_return_settlement;
mod receive_parcel;
mod record_repair;
mod record_return_outcome;
mod record_unmatched_parcel;
mod request_return;
mod rule_return_dispute;
mod send_parcel;
mod watch_return;
mod withdraw_return;
mod world;
