//! The whole of status × report, and parcels as they go.
