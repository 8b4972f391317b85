//! Each RPC through an in-process channel.
