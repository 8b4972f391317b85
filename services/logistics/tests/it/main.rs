//! Each RPC through an in-process channel, on every database there is: what it does, its replay, its reuse, a stale etag
//! and a wrong state; and what events and clocks do by themselves.
