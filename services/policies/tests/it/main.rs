//! The policies context through its contract, on a real database: each test runs on every backend there is.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod decide;
mod diff_policies;
mod end_special_period;
mod explain_policy;
mod get_policy;
mod lint_policy;
mod list_policies;
mod policy_book;
mod publish_policy;
mod resolve_policy;
mod seed_packs;
mod shop;
mod world;
