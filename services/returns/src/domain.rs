//! The rules of returns. Pure: no clock, no database, no wire; money in minor units of the order's currency.

pub(crate) mod amending;
pub(crate) mod approval;
pub(crate) mod asking;
pub(crate) mod change;
pub(crate) mod clocks;
pub(crate) mod deadline;
pub(crate) mod debt;
pub(crate) mod decision;
pub(crate) mod dispute;
pub(crate) mod evidence;
pub(crate) mod goods;
pub(crate) mod inspection;
pub(crate) mod intervention;
pub(crate) mod judging;
pub(crate) mod line;
pub(crate) mod order;
pub(crate) mod parcel;
pub(crate) mod rejection;
pub(crate) mod remedy;
pub(crate) mod return_case;
pub(crate) mod sending;
pub(crate) mod step;
pub(crate) mod unmatched;
pub(crate) mod words;

#[cfg(test)]
mod tests;
