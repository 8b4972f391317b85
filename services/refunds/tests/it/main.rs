//! The refunds context through its contract, on every database: one file per RPC, and one for each thing that happens
//! without one (debts, due times, provider answers, crashes, storms).

#![expect(clippy::unwrap_used, reason = "what a test does not expect ends it")]

mod confirm_payout;
mod correct_refund;
mod crash;
mod create_refund;
mod get_payout_details;
mod get_refund;
mod get_trial_balance;
mod list_effects;
mod list_journals;
mod list_payments;
mod list_refunds;
mod overdue;
mod provider_calls;
mod refund_owed;
mod resolve_refund;
mod reverse_effect;
mod script_provider;
mod set_payout_details;
mod storm;
mod watch_refund;
mod world;
