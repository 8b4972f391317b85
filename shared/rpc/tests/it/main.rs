//! The rules of a call through real listeners on loopback and in process, with one probe service.
//!
//! Nothing sleeps: calls that must last wait for a signal that the test gives, or never end.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod access;
mod authority;
mod channels;
mod drain;
mod errors;
mod fields;
mod identity;
mod limits;
mod probe;
mod proofs;
mod serving;
mod watchers;
