//! The states of a dispute against everything that can be done to it, and how it ends.

mod acts;
mod ends;
mod properties;
