//! From what happened to what people read: who is told, where, and in which words. Pure, no clock, no I/O.
//!
//! - every change has texts in every language; a word without a change makes no message
//! - every message to a buyer carries the shop's contacts
//! - a message that was sent is never sent again

pub mod addressee;
pub mod change;
pub mod language;
pub mod message;
pub mod occasion;
pub mod phrase;
pub mod text;
