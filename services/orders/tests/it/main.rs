//! Each RPC through an in-process channel, on every database there is: what it does, its replay, its reuse, a stale etag
//! and a wrong state; and what events and clocks do by themselves.

#![expect(clippy::unwrap_used, reason = "what a test does not expect ends it")]

mod add_statement;
mod answer_proposal;
mod cancel_order;
mod change_address;
mod change_lines;
mod choose_out_of_stock;
mod confirm_payment;
mod deadlines;
mod decide_cancellation;
mod disputed;
mod draft;
mod erase_personal_data;
mod export_personal_data;
mod get_decision;
mod get_dispute;
mod get_order;
mod intervene;
mod list_cancellations;
mod list_orders;
mod mark_delivered;
mod mark_out_of_stock;
mod mark_shipped;
mod open_dispute;
mod place_order;
mod preview_cancellation;
mod propose_settlement;
mod reactions;
mod rule_dispute;
mod shelf;
mod watch_order;
mod withdraw_cancellation;
mod world;
