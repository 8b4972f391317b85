//! Personal data of one buyer in a context: where it is, how it is told, and how it is erased.
//!
//! A context states in a [`Map`] what each column of each of its tables is to a buyer's data; the statements follow from that.
//! A column that is not stated fails the context's test, so that a new one cannot be forgotten. What always holds:
//!
//! - An order with an open case is not touched, and neither is one whose events are still on their way.
//! - What is erased, the replies kept for repeated requests and the delivered events that tell of it go in one transaction.
//! - What stays has the pseudonym in place of the buyer's id; erasing twice is erasing once.
//!
//! Not here: what the law makes a shop keep and for how long, and the order in which contexts are asked (the privacy context's).
//!
//! The statements are made as text, unlike everywhere else: they are about columns that only the map knows. Names in them come
//! from the program, values are always bound.

mod erase;
mod error;
mod export;
mod keeper;
mod look;
mod map;
mod request;
mod served;
mod sql;
#[cfg(feature = "testing")]
pub mod testing;
mod words;

pub use keeper::{Keeper, Order, Rows};
pub use map::{
    Column, Fate, Kept, Map, OpenRule, Table, becomes, blank, buyer, caller, counts, gone, stays, words,
};
pub use redress_contracts::redress::privacy::v1 as pb;
pub use redress_contracts::redress::privacy::v1::RecordKind;
pub use served::PersonalData;
