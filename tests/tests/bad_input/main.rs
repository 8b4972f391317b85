//! What callers get wrong, over gRPC: each is refused with its code, its registered reason and the place of the fault, and
//! nothing has changed afterwards.

mod aftercare;
mod discretion;
mod disputes;
mod expected;
mod foreign;
mod orders;
mod over_http;
mod packs;
mod pages;
mod repetitions;
mod returns;
mod roles;
mod shipments;
mod stage;
mod strangers;
mod streams;
mod sweep;
mod tracking;
mod uploads;
