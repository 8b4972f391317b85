//! The only place with this context's queries. Every function runs inside a transaction that `redress_db` opened.

pub mod policies;
pub mod resolving;
pub mod special_periods;

use chrono::{DateTime, NaiveDateTime, Utc};
use redress_db::Error;

/// A column as the instant that it is.
fn utc(time: NaiveDateTime) -> DateTime<Utc> {
    time.and_utc()
}

/// A counter column as the contract has it.
fn int(number: i64) -> Result<i32, Error> {
    i32::try_from(number).map_err(Error::corrupt)
}
