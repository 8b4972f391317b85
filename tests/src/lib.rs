//! What the tests of the whole share: the real binary as a process, its clients, orders to place, and the audit of the
//! money. Everything here uses the public contracts; only [`place`] looks into a database, to see that nothing is left.

pub mod aftercare;
pub mod audit;
pub mod cast;
pub mod client;
pub mod collector;
pub mod decisions;
pub mod gateway;
pub mod history;
pub mod http;
pub mod kill;
pub mod place;
pub mod postgres;
pub mod process;
pub mod scene;
pub mod shop;
pub mod storm;
pub mod throughput;
pub mod timers;
pub mod tools;
pub mod wait;
pub mod wire;
