//! The one binary: every context in one process, the demo, and the commands about policies.
//!
//! Only this crate and the tests put contexts together. What always holds: a suite that started is ready to serve, and one
//! that stopped has drained its calls and its workers. Not here: any business rule.

pub mod cli;
pub mod commands;
pub mod config;
pub mod import;
pub mod journeys;
pub mod quarter;
pub mod suite;
