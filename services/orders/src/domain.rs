//! The order book's rules. Pure: no clock, no database, no wire; money in minor units of the order's currency.

pub(crate) mod address;
pub(crate) mod cancellation;
pub(crate) mod change;
pub(crate) mod changes;
pub(crate) mod deadline;
pub(crate) mod debt;
pub(crate) mod dispute;
pub(crate) mod intervention;
pub(crate) mod line;
pub(crate) mod order;
pub(crate) mod parcel;
pub(crate) mod payment;
pub(crate) mod price;
pub(crate) mod rejection;
pub(crate) mod stock;
pub(crate) mod words;

#[cfg(test)]
mod tests;
