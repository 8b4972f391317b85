//! Requests about a buyer's data: pure.

mod pseudonym;
mod request;
#[cfg(test)]
mod tests;
mod words;

pub(crate) use pseudonym::pseudonym;
pub(crate) use request::{Answer, Kept, Open, OrderPart, Pass, Request, Step};
pub(crate) use words::{Kind, State};
