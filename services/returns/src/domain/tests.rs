//! The states and steps of returns, each against each, and what always holds of clocks and units.

mod clocks;
mod matrix;
mod samples;
