//! The only place with queries. Each is written once for SQLite and PostgreSQL and takes the connection of the
//! transaction it belongs to.
//!
//! What is stored as text (words, JSON) is decoded here; what cannot be decoded is a damaged database, never a default.

mod call;
mod journal;
mod payment;
mod refund;

use std::str::FromStr;

use redress_db::Error;
use redress_rpc::Caller;
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use call::{
    DueCall, attempt_end, attempt_start, call_count_outstanding, call_list_due, call_next_due_time,
    call_release, call_remove, call_set, call_take,
};
pub use journal::{Journal, JournalFilter, NewJournal, Posting, balance_list, journal_insert, journal_list};
pub use payment::{payment_insert, payment_list_by_order, payment_move};
pub use refund::{
    RefundFilter, payout_fetch, payout_insert, refund_exists_for_debt, refund_fetch, refund_insert,
    refund_list, refund_update, take_insert, take_list,
};

/// What a reader may see; everything else does not exist for it.
#[derive(Clone, Debug, Default)]
pub struct Sight {
    pub marketplace: Option<String>,
    pub buyer: Option<String>,
    pub seller: Option<String>,
    /// The only order, for a buyer who came by a link.
    pub order: Option<String>,
}

impl Sight {
    /// What Redress itself sees.
    pub fn all() -> Sight {
        Sight::default()
    }

    /// What a caller sees.
    pub fn of(caller: &Caller) -> Sight {
        Sight {
            marketplace: caller.marketplace.clone(),
            buyer: caller.buyer.clone(),
            seller: caller.seller.clone(),
            order: caller.order.clone(),
        }
    }
}

fn parse<T>(text: &str) -> Result<T, Error>
where
    T: FromStr<Err: std::error::Error + Send + Sync + 'static>,
{
    text.parse().map_err(Error::corrupt)
}

fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("invariant: plain data is always JSON")
}

fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(Error::corrupt)
}
