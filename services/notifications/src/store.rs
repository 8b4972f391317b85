//! The only place with this context's queries. Every function runs inside a transaction that `redress_db` opened.

pub mod addressees;
pub mod cases;
mod message_row;
pub mod messages;
