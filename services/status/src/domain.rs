//! What the view shows and what an event becomes in the timeline. Pure: no clock, no I/O.
//!
//! The records are the contracts' own messages, as the contexts that own them gave them out: this context has no model of
//! its own of what is not its own.

pub mod answers;
pub mod cases;
pub mod entry;
pub mod records;
pub mod said;
pub mod view;
pub mod wording;
