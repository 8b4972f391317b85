//! The Rust client against the real server, with faults between the two: what is lost, slow, full or forged on the way.

mod cutter;
mod deadlines;
mod errors;
mod faulty;
mod identities;
mod lists;
mod papers;
mod retries;
mod stage;
mod tls;
mod watches;
