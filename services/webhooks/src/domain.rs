//! The rules of webhooks, pure: no clock, no randomness, no I/O.
//!
//! - nothing but a public address is ever called, whatever a URL says and whatever its name resolves to
//! - an owner sees what is theirs: a seller their own view of what happened, the marketplace everything
//! - an event has one id, however often it is sent
//! - what comes in counts once, and only if its provider signed it

pub mod address;
pub mod delivery;
pub mod endpoint;
pub mod event;
pub mod event_type;
pub mod notice;
pub mod owner;
pub mod proof;
pub mod provider;
pub mod reading;
pub mod rejection;
pub mod schedule;
pub mod secret;
pub mod source;
pub mod target;
