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
//! Where a buyer's data is, beside the columns that each context's `personal_data.rs` lists:
//!
//! | place | what becomes of it |
//! | --- | --- |
//! | replies kept for repeated requests | emptied, if they name anything of the order's; the request is still known and is not carried out again |
//! | who made a request | stored as a hash only |
//! | events in the outbox | emptied, once they were delivered; what is on its way is waited for |
//! | inbox, deadlines, leases | ids, kinds and times only |
//! | evidence, thumbnails, unfinished uploads | cleared off the disk, unless another piece has the same bytes |
//! | copies and looks of pictures | deleted with their piece |
//! | chain of custody | the buyer's id and its salt go; the chain is over a hash of both, and holds |
//! | mail written to the folder | deleted; what a mail server has taken cannot be called back |
//! | webhooks' log and deliveries | ids, words and amounts only |
//! | links for an order's buyer | kept nowhere |
//! | journals of imports | hashes and order ids only |
//! | request ids, ids of payments | chosen by callers, and kept: they should name nobody |
//! | free pages of SQLite files | overwritten when they are used again, or by `VACUUM` |
//! | logs, spans, errors | never there |
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
