//! What callers get wrong, over gRPC: each is refused with its code, its registered reason and the place of the fault, and
//! nothing has changed afterwards.

mod aftercare;
mod expected;
mod orders;
mod packs;
mod repetitions;
mod returns;
mod stage;
mod strangers;
mod sweep;
mod uploads;
