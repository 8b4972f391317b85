//! What every deciding context needs of the policies context.
//!
//! - [`PolicyBook`] asks which versions bind a case and keeps the immutable packs it has seen, so that a decision costs
//!   one call.
//! - [`convert`] is the one place where the core's words, decisions and breakdowns meet their protobuf form.
//!
//! Deciding itself is `redress_policy`'s; publishing is the policies service's.

mod book;
mod cache;
pub mod convert;
mod error;
mod refusal;
mod terms;

pub use book::{Bound, PolicyBook, Query, seller_policy_id};
pub use error::BookError;
pub use refusal::refusal_problem;
pub use terms::fitting_terms;
