//! The only place with queries. Each is written once for SQLite and PostgreSQL and takes the connection of the
//! transaction it belongs to.
//!
//! What is stored as text (words, JSON) is decoded here; what cannot be decoded is a damaged database, never a default.

mod custody;
mod evidence;
mod matches;
mod uploads;

use std::str::FromStr;

use redress_db::Error;
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use custody::{chain_list, custody_append, custody_head, custody_list};
pub use evidence::{
    EvidenceFilter, copy_fetch, evidence_count, evidence_fetch, evidence_insert, evidence_is_held,
    evidence_list, evidence_list_live_by_order, evidence_update,
};
pub use matches::{Matches, fingerprint_insert, match_insert, match_list, match_remove};
pub use uploads::{upload_count_open, upload_fetch, upload_insert, upload_list_open_by_order, upload_update};

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

/// A length or a side, which the program keeps unsigned and the database signed.
fn unsigned<T: TryFrom<i64, Error: std::error::Error + Send + Sync + 'static>>(
    stored: i64,
) -> Result<T, Error> {
    T::try_from(stored).map_err(Error::corrupt)
}

/// The other way. Nothing here comes near the limit.
fn signed(number: u64) -> i64 {
    i64::try_from(number).expect("invariant: a file is shorter than 2^63 bytes")
}
