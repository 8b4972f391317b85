//! What is decided about policies and special periods: pure, no clock, no I/O.
//!
//! - a published version never changes; what is in force at a time is a matter of effective times alone
//! - a pack is checked completely before anything is published
//! - a special period never ends before it starts, and its past is not rewritten

pub mod binding;
pub mod publication;
mod rejection;
pub mod special_period;
mod version;

pub use rejection::Rejection;
pub use version::{PolicyVersion, Published};
