//! The order book's rules as tables over states and commands, and what holds after any sequence of commands.

mod matrix;
mod properties;
mod samples;
