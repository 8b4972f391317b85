//! Shipments, parcels and what carriers say of them. Pure: no clock, no I/O; whatever depends on the time is told it.

pub(crate) mod change;
pub(crate) mod deadline;
pub(crate) mod number;
pub(crate) mod parcel;
pub(crate) mod rejection;
pub(crate) mod report;
pub(crate) mod shipment;
pub(crate) mod words;

#[cfg(test)]
mod tests;
