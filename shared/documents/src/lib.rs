//! What is printed for a return: the [`rma`] number that people read, type and scan, and the [`pdf`] files that carry it,
//! a label for the outside of the parcel and a slip for the inside.
//!
//! Everything here is a pure function of what it is given: no clock, no randomness, no file, no other program. Not here:
//! which return gets a number and when it expires, and who may fetch a label (the returns context).
//!
//! Characters that Helvetica lacks are drawn with GNU Unifont, whose licence lies beside this crate in `font/`.

pub mod pdf;
pub mod rma;
