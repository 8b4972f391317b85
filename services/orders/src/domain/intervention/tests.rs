//! The powers of the platform, and what it may do to a cancellation in each state.
