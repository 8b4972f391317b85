//! The tables of this context, and the only queries on them.

pub mod deliveries;
pub mod endpoints;
pub mod events;
pub mod notices;
pub mod sellers;
pub mod sources;
mod text;
